// SPDX-License-Identifier: Apache-2.0
// The small types of dataworks/manual_dag.h: business dates, times, names of statuses.
#include "dataworks/manual_dag.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/time.h"

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
    StatusText{NodeStatus::kWaitTrigger, "WAIT_TRIGGER", "waiting to be triggered", "等待触发", true},
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
  return Bizdate(year_month_day(floor<days>(now + kShanghaiOffset) - days(1)));
}

std::optional<Bizdate> Bizdate::parse(std::string_view text) {
  std::string day(text);
  if (text.size() == 8) day = day.substr(0, 4) + '-' + day.substr(4, 2) + '-' + day.substr(6);
  if (text.size() == 10 + kMidnight.size() && text.ends_with(kMidnight)) day.resize(10);
  const auto date = parseDay(day);
  return date ? std::optional<Bizdate>(*date) : std::nullopt;
}

std::string Bizdate::day() const { return isSet() ? dayText(date_) : std::string(); }

std::string Bizdate::toWireString() const {
  std::string text = day();
  if (!text.empty()) text += kMidnight;
  return text;
}

Timestamp Timestamp::parse(std::string text) {
  const auto time = parseServiceTime(text);
  return {std::move(text), time};
}

}  // namespace dataworks
