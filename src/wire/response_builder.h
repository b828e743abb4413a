// SPDX-License-Identifier: Apache-2.0
// Builds a response from the events of a reader, JSON or XML: it decides which field is meant, in which dialect the
// list comes, and whether everything makes sense.
//
// Both dialects of a list, in both formats:
//   {"Data":{"NodeInsInfo":[{…},{…}]}}     <Data><NodeInsInfo>…</NodeInsInfo><NodeInsInfo>…</NodeInsInfo></Data>
//   {"data":[{…},{…}]}                     <data>…</data><data>…</data>
// So an object named `Data` may hold entries or be one; its content decides.
//
// Other responses have an object of fields, and perhaps the list in it: {"Data":{"TotalCount":2,"Instances":[{…},{…}]}}
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "wire/fields.h"
#include "wire/scalar.h"

namespace dataworks::detail::wire {

/// Both readers refuse deeper nesting.
inline constexpr std::size_t kMaxDepth = 64;

/// What a response may contain. Each table has at most 32 fields.
struct ResponseSchema {
  std::span<const Field> fields;
  std::string_view objectName{};  ///< `Data`, if it is an object of fields; then the list may be in it.
  std::span<const Field> objectFields{};
  void* (*object)(void* response) = nullptr;
  std::string_view listName{};   ///< `Data`; empty if the response has no list.
  std::string_view entryName{};  ///< `NodeInsInfo`
  std::span<const Field> entryFields{};
  void* (*addEntry)(void* response) = nullptr;
  void (*reserveEntries)(void* response, std::size_t count) = nullptr;
  /// Where a response counts what was not UTF-8 in it and became U+FFFD. Null: such a response is refused.
  std::size_t& (*invalidUtf8)(void* response) = nullptr;
};

class ResponseBuilder {
 public:
  /// Both must outlive the builder. `response` is complete once `finish` has returned true.
  ResponseBuilder(const ResponseSchema& shape, void* response) noexcept : shape_(shape), response_(response) {}

  [[nodiscard]] bool hasList() const noexcept { return !shape_.listName.empty(); }
  void expectEntries(std::size_t count) { shape_.reserveEntries(response_, count); }  ///< If there is a list.
  [[nodiscard]] bool replacesInvalidUtf8() const noexcept { return shape_.invalidUtf8 != nullptr; }
  void countInvalidUtf8(std::size_t count = 1) { shape_.invalidUtf8(response_) += count; }  ///< If it is replaced.

  // The events. Each returns false if the response is not valid; `problem()` is then the reason, and no more may
  // follow.
  bool name(std::string_view name) noexcept;  ///< Names the value, the object or the list that comes next.
  bool value(const Scalar& value);
  bool beginObject();
  bool endObject();
  bool beginList();
  bool endList();
  bool finish();

  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  /// What is at one level of nesting.
  enum class Place : unsigned char {
    kResponse,  // the outermost object
    kObject,    // the object in it that has fields of its own
    kHolder,    // an object with the list's name: it holds entries or is one
    kList,      // a JSON array of entries
    kEntry,     // an object that is certainly an entry
    kSkipped,   // something unknown
  };
  /// What the last name means in its place.
  enum class Means : unsigned char { kUnknown, kField, kObject, kEntries };
  /// The dialect of the list: entries in a holder, or directly in the response.
  enum class Dialect : unsigned char { kUnknown, kHeld, kDirect };

  [[nodiscard]] Place place() const noexcept { return nesting_[depth_ - 1]; }
  bool push(Place place);
  bool skipStructure();
  [[nodiscard]] bool isList(std::string_view name) const noexcept;
  bool find(std::span<const Field> fields, std::string_view name) noexcept;
  bool setField(void* target, std::uint32_t& seen, const Scalar& value);
  bool openObject();
  bool openEntry(Dialect dialect);
  bool closeEntry();
  bool fail(std::string problem);

  const ResponseSchema& shape_;
  void* response_;
  void* object_ = nullptr;
  void* entry_ = nullptr;
  std::array<Place, kMaxDepth> nesting_{};
  std::size_t depth_ = 0;

  Means means_ = Means::kUnknown;
  const Field* field_ = nullptr;  // set if `means_` is `kField`
  std::size_t fieldIndex_ = 0;
  std::size_t next_ = 0;  // responses keep the order of their fields: search after the last one first

  std::uint32_t responseSeen_ = 0;  // one bit for each field that has a value
  std::uint32_t objectSeen_ = 0;
  std::uint32_t entrySeen_ = 0;
  Dialect dialect_ = Dialect::kUnknown;
  bool listSeen_ = false;
  std::size_t entries_ = 0;
  std::size_t emptyEntries_ = 0;
  std::string problem_;
};

}  // namespace dataworks::detail::wire
