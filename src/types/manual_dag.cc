// The small types of dataworks/manual_dag.h: business dates and the names of statuses.
#include "dataworks/manual_dag.h"

#include <algorithm>
#include <array>

#include "wire/timestamp.h"
#include "wire/two_digits.h"

namespace dataworks {

using namespace detail;

namespace {

constexpr std::string_view kMidnight = " 00:00:00";

struct StatusText {
  NodeStatus status;
  std::string_view name;
  std::string_view english;
  std::string_view chinese;
  bool isActive;
};

constexpr std::array kStatuses{
    StatusText{NodeStatus::kNotRun, "NOT_RUN", "not run yet", "未运行", false},
    StatusText{NodeStatus::kWaitTime, "WAIT_TIME", "waiting for its scheduled time", "等待时间", true},
    StatusText{NodeStatus::kWaitResource, "WAIT_RESOURCE", "queued for resources", "等待资源", true},
    StatusText{NodeStatus::kRunning, "RUNNING", "running", "运行中", true},
    StatusText{NodeStatus::kFailure, "FAILURE", "failed", "运行失败", false},
    StatusText{NodeStatus::kSuccess, "SUCCESS", "succeeded", "运行成功", false},
    StatusText{NodeStatus::kChecking, "CHECKING", "data quality being checked", "校验中", true},
    StatusText{NodeStatus::kCheckingCondition, "CHECKING_CONDITION", "branch condition being checked", "条件检测中",
               true},
};
// What is not known may well be at work: a wait that took it for finished would end too early.
constexpr StatusText kUnknown{NodeStatus::kUnset, "UNKNOWN", "status not known to this version", "未知状态", true};

const StatusText& textOf(NodeStatus status) noexcept {
  const auto* found = std::find_if(kStatuses.begin(), kStatuses.end(),
                                   [status](const StatusText& entry) { return entry.status == status; });
  return found == kStatuses.end() ? kUnknown : *found;
}

}  // namespace

std::string_view name(NodeStatus status) noexcept { return textOf(status).name; }

std::string_view description(NodeStatus status, Language language) noexcept {
  return language == Language::kChinese ? textOf(status).chinese : textOf(status).english;
}

bool isActive(NodeStatus status) noexcept { return textOf(status).isActive; }

Bizdate Bizdate::yesterday(std::chrono::system_clock::time_point now) {
  using namespace std::chrono;
  return Bizdate(year_month_day(floor<days>(now + wire::kShanghaiOffset) - days(1)));
}

std::optional<Bizdate> Bizdate::parse(std::string_view text) {
  std::string day(text);
  if (text.size() == 8) day = day.substr(0, 4) + '-' + day.substr(4, 2) + '-' + day.substr(6);
  if (text.size() == 10 + kMidnight.size() && text.ends_with(kMidnight)) day.resize(10);
  if (day.size() != 10) return std::nullopt;
  const auto date = wire::parseDay(day);
  return date ? std::optional<Bizdate>(*date) : std::nullopt;
}

std::string Bizdate::day() const {
  std::string text = toWireString();
  text.resize(text.size() - std::min(text.size(), kMidnight.size()));
  return text;
}

std::string Bizdate::toWireString() const {
  if (!isSet()) return {};
  std::string text = "0000-00-00 00:00:00";
  const int year = static_cast<int>(date_.year());
  const bool hasFourDigits = year >= 0 && year <= 9999;  // as every year that the service is sent
  if (hasFourDigits) {
    wire::writeTwoDigits(&text[0], static_cast<unsigned>(year) / 100);
    wire::writeTwoDigits(&text[2], static_cast<unsigned>(year) % 100);
  }
  wire::writeTwoDigits(&text[5], static_cast<unsigned>(date_.month()));
  wire::writeTwoDigits(&text[8], static_cast<unsigned>(date_.day()));
  if (!hasFourDigits) text.replace(0, 4, std::to_string(year));
  return text;
}

}  // namespace dataworks
