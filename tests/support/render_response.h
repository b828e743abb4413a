// A response as text, one field a line and only those with a value, so that golden files can be read and compared.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "rpc/error_envelope.h"

namespace dataworks::testing {

using namespace detail;

inline void line(std::ostream& out, std::string_view field, std::string_view value) {
  if (!value.empty()) out << field << " = " << value << '\n';
}
inline void line(std::ostream& out, std::string_view field, std::int64_t value) {
  if (value != 0) out << field << " = " << value << '\n';
}

/// The text as received, and what it was read as: `1559318400000 (2019-06-01 00:00:00.000 +08:00)`.
inline void line(std::ostream& out, std::string_view field, const Timestamp& timestamp) {
  using namespace std::chrono;
  if (timestamp == Timestamp{}) return;
  out << field << " = " << timestamp.text;
  if (!timestamp.time) {
    out << " (no time)\n";
    return;
  }
  const auto local = floor<milliseconds>(*timestamp.time + hours(8));
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(local - day);
  const auto digits = [&out](auto number, int width, const char* behind) {
    out.width(width);
    out.fill('0');
    out << number << behind;
  };
  out << " (";
  digits(static_cast<int>(date.year()), 4, "-");
  digits(static_cast<unsigned>(date.month()), 2, "-");
  digits(static_cast<unsigned>(date.day()), 2, " ");
  digits(clock.hours().count(), 2, ":");
  digits(clock.minutes().count(), 2, ":");
  digits(clock.seconds().count(), 2, ".");
  digits(clock.subseconds().count(), 3, " +08:00)\n");
}

inline std::string render(const CreateManualDagResponse& response) {
  std::ostringstream out;
  line(out, "requestId", response.requestId);
  line(out, "returnCode", response.returnCode);
  line(out, "returnMessage", response.returnMessage);
  line(out, "returnErrorSolution", response.returnErrorSolution);
  line(out, "returnValue", response.returnValue);
  return out.str();
}

inline std::string render(const SearchManualDagNodeInstanceResponse& response) {
  std::ostringstream out;
  line(out, "requestId", response.requestId);
  line(out, "errCode", response.errCode);
  line(out, "errMsg", response.errMsg);
  line(out, "success", response.success ? "true" : "false");
  if (response.invalidUtf8 != 0) line(out, "invalidUtf8", static_cast<std::int64_t>(response.invalidUtf8));
  for (const NodeInsInfo& node : response.data) {
    out << "node\n";
    line(out, "  nodeName", node.nodeName);
    line(out, "  instanceId", node.instanceId);
    line(out, "  dagId", node.dagId);
    line(out, "  dagType", node.dagType);
    out << "  status = " << static_cast<std::int64_t>(node.status) << ' ' << name(node.status) << '\n';
    line(out, "  paraValue", node.paraValue);
    line(out, "  bizdate", node.bizdate);
    line(out, "  createTime", node.createTime);
    line(out, "  beginWaitTimeTime", node.beginWaitTimeTime);
    line(out, "  beginWaitResTime", node.beginWaitResTime);
    line(out, "  beginRunningTime", node.beginRunningTime);
    line(out, "  finishTime", node.finishTime);
    line(out, "  modifyTime", node.modifyTime);
  }
  return out.str();
}

/// Without the hint, whose words may change.
inline std::string render(const Error& error) {
  std::ostringstream out;
  out << "error: " << name(error.kind) << ", " << name(error.execution) << '\n';
  line(out, "code", error.code);
  line(out, "message", error.message);
  line(out, "requestId", error.requestId);
  line(out, "httpStatus", error.httpStatus);
  return out.str();
}

template <class T>
std::string render(const Result<T>& result) {
  return result ? render(*result) : render(result.error());
}

inline std::string render(const std::optional<ErrorEnvelope>& envelope) {
  if (!envelope) return "no envelope\n";
  std::ostringstream out;
  line(out, "code", envelope->code);
  line(out, "message", envelope->message);
  line(out, "requestId", envelope->requestId);
  line(out, "recommend", envelope->recommend);
  return out.str();
}

}  // namespace dataworks::testing
