// SPDX-License-Identifier: Apache-2.0
#include "wire/response_builder.h"

#include <cstring>
#include <utility>

namespace dataworks::detail::wire {

namespace {

// A real entry takes some 200 bytes on the wire, so no honest response that fits the limit of its size has as many.
// Without this bound, 16 MiB of entries with nothing in them would become 900 MiB of structs.
constexpr std::size_t kMaxEntries = 100'000;

// `name` consists of letters; only a letter of either case differs from it in no bit but this one.
bool sameName(std::string_view name, std::string_view given) noexcept {
  if (name.size() != given.size()) return false;
  if (std::memcmp(name.data(), given.data(), name.size()) == 0) return true;  // the wire's own case, nearly always
  unsigned difference = 0;
  for (std::size_t i = 0; i < name.size(); ++i) difference |= static_cast<unsigned>(name[i] ^ given[i]);
  return (difference & ~0x20U) == 0;
}

}  // namespace

bool ResponseBuilder::name(std::string_view name) noexcept {
  means_ = Means::kUnknown;
  switch (place()) {
    case Place::kResponse:
      if (find(shape_.fields, name)) {
        means_ = Means::kField;
      } else if (shape_.object != nullptr) {
        if (sameName(shape_.objectName, name)) means_ = Means::kObject;
      } else if (isList(name)) {
        means_ = Means::kEntries;
      }
      break;
    case Place::kObject:
      if (find(shape_.objectFields, name)) {
        means_ = Means::kField;
      } else if (isList(name)) {
        means_ = Means::kEntries;
      }
      break;
    case Place::kHolder:
      if (sameName(shape_.entryName, name)) {
        means_ = Means::kEntries;
        break;
      }
      [[fallthrough]];
    case Place::kEntry:
      if (find(shape_.entryFields, name)) means_ = Means::kField;
      break;
    case Place::kList:
    case Place::kSkipped: break;
  }
  return true;
}

bool ResponseBuilder::value(const Scalar& value) {
  if (depth_ == 0) return fail("the response is a plain value, not an object");
  switch (place()) {
    case Place::kSkipped: return true;
    case Place::kList: return fail("an entry of " + std::string(shape_.listName) + " is not an object");
    case Place::kResponse:
    case Place::kObject:
    case Place::kHolder:
    case Place::kEntry: break;
  }
  switch (means_) {
    case Means::kUnknown: return true;
    case Means::kObject:
      if (value.kind == Scalar::Kind::kNone) return true;
      return fail(std::string(shape_.objectName) + " is not an object");
    case Means::kEntries:
      if (value.kind != Scalar::Kind::kNone) return fail(std::string(shape_.listName) + " is not a list");
      ++emptyEntries_;
      return true;
    case Means::kField: break;
  }
  if (place() == Place::kResponse) return setField(response_, responseSeen_, value);
  if (place() == Place::kObject) return setField(object_, objectSeen_, value);
  if (entry_ == nullptr && !openEntry(Dialect::kDirect)) return false;
  return setField(entry_, entrySeen_, value);
}

bool ResponseBuilder::beginObject() {
  if (depth_ == 0) return push(Place::kResponse);
  switch (place()) {
    case Place::kResponse:
      if (means_ == Means::kObject) return openObject();
      [[fallthrough]];
    case Place::kObject:
      if (means_ != Means::kEntries) return skipStructure();
      if (listSeen_ || dialect_ == Dialect::kHeld) return fail(std::string(shape_.listName) + " is a duplicate");
      return push(Place::kHolder);
    case Place::kHolder:
      if (means_ != Means::kEntries) return skipStructure();
      return openEntry(Dialect::kHeld) && push(Place::kEntry);
    case Place::kList: return openEntry(dialect_) && push(Place::kEntry);
    case Place::kEntry: return skipStructure();
    case Place::kSkipped: break;
  }
  return push(Place::kSkipped);
}

bool ResponseBuilder::endObject() {
  const Place left = place();
  --depth_;
  const bool wasEntry = left == Place::kEntry || (left == Place::kHolder && entry_ != nullptr);
  return !wasEntry || closeEntry();
}

bool ResponseBuilder::beginList() {
  if (depth_ == 0) return fail("the response is a list, not an object");
  if (place() == Place::kSkipped) return push(Place::kSkipped);
  if (place() == Place::kList) return fail("an entry of " + std::string(shape_.listName) + " is not an object");
  if (means_ != Means::kEntries) return skipStructure();
  const Dialect dialect = place() == Place::kHolder ? Dialect::kHeld : Dialect::kDirect;
  if (listSeen_ || dialect_ != Dialect::kUnknown) return fail(std::string(shape_.listName) + " is a duplicate");
  listSeen_ = true;
  dialect_ = dialect;
  return push(Place::kList);
}

bool ResponseBuilder::endList() {
  --depth_;
  return true;
}

bool ResponseBuilder::finish() {
  if (emptyEntries_ > 0 && entries_ + emptyEntries_ > 1) return fail("an entry of the list is empty");
  return true;
}

bool ResponseBuilder::push(Place place) {
  if (depth_ == kMaxDepth) return fail("the response is nested deeper than " + std::to_string(kMaxDepth) + " levels");
  nesting_[depth_++] = place;
  next_ = 0;
  return true;
}

// An object or a list where a plain value, or something unknown, should be. No field that matters takes it.
bool ResponseBuilder::skipStructure() {
  if (means_ == Means::kObject) return fail(std::string(shape_.objectName) + " is not an object");
  const bool matters = means_ == Means::kField && field_->strict;
  if (matters && !value(Scalar::ofReal("an object or a list"))) return false;
  return push(Place::kSkipped);
}

bool ResponseBuilder::isList(std::string_view name) const noexcept {
  return !shape_.listName.empty() && sameName(shape_.listName, name);
}

bool ResponseBuilder::find(std::span<const Field> fields, std::string_view name) noexcept {
  for (std::size_t compared = 0; compared < fields.size(); ++compared) {
    if (next_ >= fields.size()) next_ = 0;
    const std::size_t index = next_++;
    if (!sameName(fields[index].name, name)) continue;
    field_ = &fields[index];
    fieldIndex_ = index;
    return true;
  }
  return false;
}

bool ResponseBuilder::setField(void* target, std::uint32_t& seen, const Scalar& value) {
  const std::uint32_t bit = 1U << fieldIndex_;
  switch (field_->take(target, value, (seen & bit) != 0)) {
    case SetResult::kYes: seen |= bit; return true;
    case SetResult::kNothing: return true;
    case SetResult::kUnfit: return fail(std::string(field_->name) + " cannot be " + shown(value));
    case SetResult::kContradiction: break;
  }
  return fail(std::string(field_->name) + " is a duplicate with another value");
}

bool ResponseBuilder::openObject() {
  if (object_ != nullptr) return fail(std::string(shape_.objectName) + " is a duplicate");
  object_ = shape_.object(response_);
  return push(Place::kObject);
}

bool ResponseBuilder::openEntry(Dialect dialect) {
  if (dialect_ != Dialect::kUnknown && dialect_ != dialect) {
    return fail(std::string(shape_.listName) + " mixes two kinds of list");
  }
  if (entries_ == kMaxEntries) return fail(std::string(shape_.listName) + " is longer than any run");
  dialect_ = dialect;
  entry_ = shape_.addEntry(response_);
  entrySeen_ = 0;
  ++entries_;
  return true;
}

bool ResponseBuilder::closeEntry() {
  entry_ = nullptr;
  for (std::size_t i = 0; i < shape_.entryFields.size(); ++i) {
    const Field& field = shape_.entryFields[i];
    if (field.required && (entrySeen_ & (1U << i)) == 0) {
      return fail("entry " + std::to_string(entries_) + " of the list has no " + std::string(field.name));
    }
  }
  return true;
}

bool ResponseBuilder::fail(std::string problem) {
  problem_ = std::move(problem);
  return false;
}

}  // namespace dataworks::detail::wire
