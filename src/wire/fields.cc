#include "wire/fields.h"

#include <charconv>

#include "text/ascii.h"
#include "text/time.h"

namespace dataworks::detail::wire {

namespace {

// True for a text without a value: XML that is indented puts blanks where there is nothing.
bool isBlank(const Scalar& value) {
  return value.kind == Scalar::Kind::kNone || (value.kind == Scalar::Kind::kText && trimmed(value.text).empty());
}

template <class T>
SetResult agree(T& to, const T& read, bool again) {
  if (again && to != read) return SetResult::kContradiction;
  to = read;
  return SetResult::kYes;
}

}  // namespace

SetResult setText(std::string& to, const Scalar& value, bool again) {
  if (value.kind == Scalar::Kind::kNone) return SetResult::kNothing;
  if (!again) assignText(to, value);
  return SetResult::kYes;
}

SetResult setCode(std::string& to, const Scalar& value, bool again) {
  if (isBlank(value)) return SetResult::kNothing;
  if (value.kind == Scalar::Kind::kFlag || value.kind == Scalar::Kind::kReal) return SetResult::kUnfit;
  if (!again && value.kind == Scalar::Kind::kText) return to.assign(trimmed(value.text)), SetResult::kYes;
  std::string read;
  assignText(read, value);
  return agree(to, std::string(trimmed(read)), again);
}

SetResult setId(std::int64_t& to, const Scalar& value, bool again) {
  if (isBlank(value)) return SetResult::kNothing;
  std::int64_t read = 0;
  if (!readInteger(value, read) || read < 0) return SetResult::kUnfit;
  return agree(to, read, again);
}

SetResult setInteger(std::int64_t& to, const Scalar& value, bool again) {
  if (isBlank(value)) return SetResult::kNothing;
  std::int64_t read = 0;
  if (!readInteger(value, read)) return SetResult::kUnfit;
  return agree(to, read, again);
}

SetResult setStatus(NodeStatus& to, const Scalar& value, bool again) {
  auto number = static_cast<std::int64_t>(to);
  const SetResult set = setInteger(number, value, again);
  to = NodeStatus{number};
  return set;
}

SetResult setFlag(bool& to, const Scalar& value, bool again) {
  if (isBlank(value)) return SetResult::kNothing;
  if (value.kind == Scalar::Kind::kFlag) return agree(to, value.flag, again);
  if (value.kind != Scalar::Kind::kText) return SetResult::kUnfit;
  const std::string_view word = trimmed(value.text);
  if (equalInAnyCase(word, "true")) return agree(to, true, again);
  if (equalInAnyCase(word, "false")) return agree(to, false, again);
  return SetResult::kUnfit;
}

SetResult setTime(Timestamp& to, const Scalar& value, bool /*again*/) {
  if (isBlank(value)) return SetResult::kNothing;
  if (!to.text.empty()) return SetResult::kYes;  // set already, perhaps under the field's other name
  assignText(to.text, value);
  to.time = value.kind == Scalar::Kind::kInteger ? timeOfEpochMilliseconds(value.integer) : parseServiceTime(to.text);
  return SetResult::kYes;
}

bool readInteger(const Scalar& value, std::int64_t& to) noexcept {
  if (value.kind == Scalar::Kind::kInteger) return to = value.integer, true;
  if (value.kind != Scalar::Kind::kText) return false;
  const std::string_view digits = trimmed(value.text);
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), to);
  return problem == std::errc{} && end == digits.data() + digits.size();
}

}  // namespace dataworks::detail::wire
