#include "wire/fields.h"

#include <charconv>

#include "text/ascii.h"
#include "wire/timestamp.h"

namespace dataworks::wire {

namespace {

// True for a text without a value: XML that is indented puts blanks where there is nothing.
bool isBlank(const Scalar& value) {
  return value.kind == Scalar::Kind::kNone || (value.kind == Scalar::Kind::kText && trimmed(value.text).empty());
}

template <class T>
Taken agree(T& to, const T& read, bool again) {
  if (again && to != read) return Taken::kContradiction;
  to = read;
  return Taken::kYes;
}

}  // namespace

Taken takeText(std::string& to, const Scalar& value, bool again) {
  if (value.kind == Scalar::Kind::kNone) return Taken::kNothing;
  if (!again) assignText(to, value);
  return Taken::kYes;
}

Taken takeCode(std::string& to, const Scalar& value, bool again) {
  if (isBlank(value)) return Taken::kNothing;
  if (value.kind == Scalar::Kind::kFlag || value.kind == Scalar::Kind::kReal) return Taken::kUnfit;
  if (!again && value.kind == Scalar::Kind::kText) return to.assign(trimmed(value.text)), Taken::kYes;
  std::string read;
  assignText(read, value);
  return agree(to, std::string(trimmed(read)), again);
}

Taken takeId(std::int64_t& to, const Scalar& value, bool again) {
  if (isBlank(value)) return Taken::kNothing;
  std::int64_t read = 0;
  if (!readInteger(value, read) || read < 0) return Taken::kUnfit;
  return agree(to, read, again);
}

Taken takeInteger(std::int64_t& to, const Scalar& value, bool again) {
  if (isBlank(value)) return Taken::kNothing;
  std::int64_t read = 0;
  if (!readInteger(value, read)) return Taken::kUnfit;
  return agree(to, read, again);
}

Taken takeStatus(NodeStatus& to, const Scalar& value, bool again) {
  auto number = static_cast<std::int64_t>(to);
  const Taken taken = takeInteger(number, value, again);
  to = NodeStatus{number};
  return taken;
}

Taken takeFlag(bool& to, const Scalar& value, bool again) {
  if (isBlank(value)) return Taken::kNothing;
  if (value.kind == Scalar::Kind::kFlag) return agree(to, value.flag, again);
  if (value.kind != Scalar::Kind::kText) return Taken::kUnfit;
  const std::string_view word = trimmed(value.text);
  if (equalInAnyCase(word, "true")) return agree(to, true, again);
  if (equalInAnyCase(word, "false")) return agree(to, false, again);
  return Taken::kUnfit;
}

Taken takeTime(Timestamp& to, const Scalar& value, bool /*again*/) {
  if (isBlank(value)) return Taken::kNothing;
  if (!to.text.empty()) return Taken::kYes;  // set already, perhaps under the field's other name
  assignText(to.text, value);
  to.time = value.kind == Scalar::Kind::kInteger ? timeOfEpochMilliseconds(value.integer) : parseTime(to.text);
  return Taken::kYes;
}

bool readInteger(const Scalar& value, std::int64_t& to) noexcept {
  if (value.kind == Scalar::Kind::kInteger) return to = value.integer, true;
  if (value.kind != Scalar::Kind::kText) return false;
  const std::string_view digits = trimmed(value.text);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), to);
  return problem == std::errc{} && end == digits.data() + digits.size();
}

}  // namespace dataworks::wire
