// SPDX-License-Identifier: Apache-2.0
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

bool isWord(const Scalar& value) {
  const std::string_view text = trimmed(value.text);
  const auto first = static_cast<unsigned char>(text.empty() ? '\0' : text.front() | 0x20);
  return value.kind == Scalar::Kind::kText && (first >= 0x80 || (first >= 'a' && first <= 'z'));
}

// The service has no number for these. If it had one day, it would mean something else by it.
bool isOurs(NodeStatus status) { return status == NodeStatus::kWaitTrigger || status == NodeStatus::kUnknownWord; }

NodeStatus statusNamed(std::string_view word) {
  constexpr auto kFirst = static_cast<std::int64_t>(NodeStatus::kWaitTrigger);
  constexpr auto kLast = static_cast<std::int64_t>(NodeStatus::kCheckingCondition);
  for (std::int64_t number = kFirst; number <= kLast; ++number) {
    const NodeStatus status{number};
    if (status != NodeStatus::kUnset && equalInAnyCase(name(status), word)) return status;
  }
  return NodeStatus::kUnknownWord;
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

SetResult setStatus(NodeStatus& to, std::string& word, const Scalar& value, bool again) {
  if (isBlank(value)) return SetResult::kNothing;
  std::int64_t number = 0;
  const bool isNumber = readInteger(value, number);
  if (!isNumber && !isWord(value)) return SetResult::kUnfit;
  if (isNumber && !isOurs(NodeStatus{number})) return agree(to, NodeStatus{number}, again);
  const NodeStatus read = isNumber ? NodeStatus::kUnknownWord : statusNamed(trimmed(value.text));
  if (read == NodeStatus::kUnknownWord && !again) assignText(word, value);
  return agree(to, read, again);
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
