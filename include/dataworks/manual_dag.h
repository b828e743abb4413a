// SPDX-License-Identifier: Apache-2.0
// The two operations on manual business flows, as plain structs: trigger a run, and list the node instances of a run.
//
// Source of names and meanings: Alibaba Cloud DataWorks API reference, version 2018-06-01.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "dataworks/error.h"
#include "dataworks/export.h"

namespace dataworks {

/// A business date: the day whose data a run processes, at most yesterday in Shanghai (UTC+8). A default-constructed
/// date is unset, and a request with an unset date is refused locally.
class DATAWORKS_EXPORT Bizdate {
 public:
  Bizdate() = default;
  /// Unset if there is no such day.
  explicit Bizdate(std::chrono::year_month_day date) : date_(date.ok() ? date : std::chrono::year_month_day{}) {}

  /// Returns the day before `now` in Asia/Shanghai (UTC+8, no daylight saving), whatever the machine's time zone.
  [[nodiscard]] static Bizdate yesterday(std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

  /// Parses `2026-11-22`, `20261122` or `2026-11-22 00:00:00`. Returns empty for anything else, including a day that
  /// does not exist.
  [[nodiscard]] static std::optional<Bizdate> parse(std::string_view text);

  /// True if a date was given and exists in the calendar.
  [[nodiscard]] bool isSet() const noexcept { return date_.ok(); }
  /// Returns the date as a `std::chrono` type.
  [[nodiscard]] std::chrono::year_month_day date() const noexcept { return date_; }
  [[nodiscard]] std::string day() const;           ///< `2026-11-22`
  [[nodiscard]] std::string toWireString() const;  ///< `2026-11-22 00:00:00`, as the service expects it

  friend auto operator<=>(const Bizdate&, const Bizdate&) = default;  ///< An earlier date is less; unset is least.

 private:
  std::chrono::year_month_day date_{};  // all zero: not a valid day
};

/// A parameter of a flow or a node. The value may contain scheduling expressions such as `${yyyymmdd}` or
/// `$[yyyy-mm-dd]`, which are sent unchanged. Blanks separate parameters on the wire, so neither part may contain white
/// space, and the name may not contain `=`.
struct Parameter {
  std::string name{};   ///< No white space, no `=`.
  std::string value{};  ///< No white space; may be empty.

  /// A template, so that a braced list never becomes a string: `{{"a", "b"}, …}` must not be read as a pair of
  /// iterators.
  template <std::convertible_to<std::string> Name, std::convertible_to<std::string> Value>
  Parameter(Name&& parameterName, Value&& parameterValue)
      : name(std::forward<Name>(parameterName)), value(std::forward<Value>(parameterValue)) {}

  friend bool operator==(const Parameter&, const Parameter&) = default;  ///< Same name, same value.
};

/// Parameters in the given order: `{{"city", "shanghai"}, {"level", "3"}}`. A redundant pair of braces is accepted.
class Parameters {
 public:
  Parameters() = default;
  Parameters(std::initializer_list<Parameter> list) : list_(list) {}  ///< `{{"city", "shanghai"}}`
  /// `{{{"city", "shanghai"}}}`, with redundant braces.
  Parameters(std::initializer_list<std::initializer_list<Parameter>> nested) {
    for (const auto& list : nested) list_.insert(list_.end(), list.begin(), list.end());
  }
  explicit Parameters(std::vector<Parameter> list) : list_(std::move(list)) {}  ///< From an existing list.
  /// From any range of pairs, such as a `std::map<std::string, std::string>`.
  template <std::ranges::input_range Range>
  requires requires(const Range& range) {
    { std::get<0>(*std::ranges::begin(range)) } -> std::convertible_to<std::string>;
    { std::get<1>(*std::ranges::begin(range)) } -> std::convertible_to<std::string>;
  }
  explicit Parameters(const Range& range) {
    for (const auto& pair : range) list_.emplace_back(std::get<0>(pair), std::get<1>(pair));
  }

  /// Appends a parameter.
  void add(std::string name, std::string value) { list_.emplace_back(std::move(name), std::move(value)); }

  /// Returns the value of the first parameter with that name, or null.
  [[nodiscard]] const std::string* find(std::string_view name) const noexcept {
    for (const Parameter& each : list_) {
      if (each.name == name) return &each.value;
    }
    return nullptr;
  }

  [[nodiscard]] bool empty() const noexcept { return list_.empty(); }       ///< True if there are none.
  [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }  ///< The number of parameters.
  [[nodiscard]] auto begin() const noexcept { return list_.begin(); }       ///< For range-based loops.
  [[nodiscard]] auto end() const noexcept { return list_.end(); }           ///< For range-based loops.

  friend bool operator==(const Parameters&, const Parameters&) = default;  ///< Same parameters in the same order.

 private:
  std::vector<Parameter> list_;
};

/// The parameters of one node of the flow.
struct NodeParameter {
  std::int64_t nodeId = 0;  ///< The node in the flow, not an instance of it.
  Parameters parameters{};  ///< For this node only.

  /// `nodeParameters` for the node `id`.
  NodeParameter(std::int64_t id, Parameters nodeParameters) : nodeId(id), parameters(std::move(nodeParameters)) {}
};

/// Parameters per node: `{{103180025, {{"test", "${yyyy-mm-dd}"}}}}`. A redundant pair of braces is accepted.
class NodeParameters {
 public:
  NodeParameters() = default;
  NodeParameters(std::initializer_list<NodeParameter> list) : list_(list) {}  ///< `{{103180025, {{"k", "v"}}}}`
  /// `{{{103180025, {{"k", "v"}}}}}`, with redundant braces.
  NodeParameters(std::initializer_list<std::initializer_list<NodeParameter>> nested) {
    for (const auto& list : nested) list_.insert(list_.end(), list.begin(), list.end());
  }

  /// Appends the parameters of one node.
  void add(std::int64_t nodeId, Parameters parameters) { list_.emplace_back(nodeId, std::move(parameters)); }

  [[nodiscard]] bool empty() const noexcept { return list_.empty(); }       ///< True if there are none.
  [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }  ///< The number of nodes with parameters.
  [[nodiscard]] auto begin() const noexcept { return list_.begin(); }       ///< For range-based loops.
  [[nodiscard]] auto end() const noexcept { return list_.end(); }           ///< For range-based loops.

 private:
  std::vector<NodeParameter> list_;
};

/// The state of a node instance; the positive numbers are the service's. An unknown number is kept. An unknown status
/// counts as active, never as finished.
enum class NodeStatus : std::int64_t {
  kUnknownWord = -2,       ///< A word that this version does not know; `NodeInsInfo::statusText` has it.
  kWaitTrigger = -1,       ///< Waiting to be triggered. Only the operations of 2020-05-18 report it.
  kUnset = 0,              ///< The service gave no status.
  kNotRun = 1,             ///< An upstream instance has not succeeded yet.
  kWaitTime = 2,           ///< Waiting for its scheduled time.
  kWaitResource = 3,       ///< Handed to the engine and queued for resources.
  kRunning = 4,            ///< Running.
  kFailure = 5,            ///< Failed.
  kSuccess = 6,            ///< Succeeded.
  kChecking = 7,           ///< Ran; its data quality is being checked.
  kCheckingCondition = 8,  ///< Ran; its branch condition is being checked.
};

/// Returns the service's name, such as `"WAIT_RESOURCE"`; `"UNKNOWN"` for an unknown number.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(NodeStatus status) noexcept;
/// Describes the status in words: `"queued for resources"`, `"等待资源"`.
[[nodiscard]] DATAWORKS_EXPORT std::string_view description(NodeStatus status,
                                                            Language language = Language::kEnglish) noexcept;
/// True if waiting for time or resources, running or being checked. An unknown status counts as active too.
[[nodiscard]] DATAWORKS_EXPORT bool isActive(NodeStatus status) noexcept;

/// A time as the service gave it. If it gave none, as for a node that has not started, `text` is empty and `time` is
/// unset.
struct Timestamp {
  std::string text{};  ///< As received: epoch milliseconds, or `yyyy-MM-dd HH:mm:ss` in UTC+8.
  std::optional<std::chrono::system_clock::time_point> time{};  ///< Parsed from `text`; unset if that failed.

  /// Parses either form. The text is kept in any case.
  [[nodiscard]] DATAWORKS_EXPORT static Timestamp parse(std::string text);

  friend bool operator==(const Timestamp&, const Timestamp&) = default;  ///< Same text, same time.
};

/// The environment of a workspace.
enum class ProjectEnv {
  kProd = 0,  ///< Production: `PROD`. All runs that `searchManualDagNodeInstance` lists are there.
  kDev = 1,   ///< Development: `DEV`. Basic-mode workspaces have none.
};

/// The identity of a run: what waits, stops and re-runs take.
struct DagRef {
  std::string projectName{};           ///< The workspace. Required.
  std::int64_t dagId = 0;              ///< The run. Required.
  ProjectEnv env = ProjectEnv::kProd;  ///< Where it runs.
  std::string regionId{};              ///< Set it only if it differs from the client's.
  bool triggered = false;              ///< This process has just triggered it: "no such run" means "not listed yet".

  friend bool operator==(const DagRef&, const DagRef&) = default;  ///< Equal in every field.
};

/// Triggers a run of a flow. Not idempotent: two requests start two runs.
struct CreateManualDagRequest {
  std::string projectName{};  ///< The workspace. Required.
  std::string flowName{};     ///< The manually triggered business flow; must be committed and deployed. Required.
  Bizdate bizdate{};          ///< Required; usually `Bizdate::yesterday()`.
  Parameters dagPara{};       ///< For the whole flow.
  NodeParameters nodePara{};  ///< For individual nodes.
  std::string regionId{};     ///< Set it only if it differs from the client's.
};

/// The service accepted the trigger.
struct CreateManualDagResponse {
  std::string requestId{};          ///< The id to quote to support.
  std::string returnCode;           ///< `"0"` if accepted.
  std::string returnMessage;        ///< As the service gave it.
  std::string returnErrorSolution;  ///< As the service gave it.
  std::int64_t returnValue = 0;     ///< The id of the run.
  std::string projectName{};        ///< From the request.
  std::string regionId{};           ///< From the request.

  [[nodiscard]] std::int64_t dagId() const noexcept { return returnValue; }  ///< Same as `returnValue`.
  /// Returns the run, to wait for it.
  [[nodiscard]] DagRef ref() const {
    return {.projectName = projectName, .dagId = returnValue, .regionId = regionId, .triggered = true};
  }
};

/// Lists the node instances of a run, running or finished. Read-only.
struct SearchManualDagNodeInstanceRequest {
  std::string projectName{};  ///< The workspace. Required.
  std::int64_t dagId = 0;     ///< The run, from `CreateManualDagResponse::dagId()`. Required.
  std::string regionId{};     ///< Set it only if it differs from the client's.
};

/// One node instance of a run.
struct NodeInsInfo {
  std::string nodeName{};                  ///< The name of the node in the flow.
  std::int64_t instanceId = 0;             ///< The id of this instance, for finding its log.
  std::int64_t dagId = 0;                  ///< The run.
  std::int64_t dagType = 0;                ///< 5 for a manual run.
  NodeStatus status = NodeStatus::kUnset;  ///< What it is doing now, or how it ended.
  std::string paraValue{};                 ///< The parameters it ran with.
  Timestamp bizdate{};                     ///< The business date.
  Timestamp createTime{};                  ///< When the run created this instance.
  Timestamp beginWaitTimeTime{};           ///< When it began to wait for its scheduled time.
  Timestamp beginWaitResTime{};            ///< When it began to wait for resources.
  Timestamp beginRunningTime{};            ///< When it began to run.
  Timestamp finishTime{};                  ///< When it ended.
  Timestamp modifyTime{};                  ///< When any of this last changed.
  std::string statusText{};                ///< The service's word, if `status` is `kUnknownWord`.

  friend bool operator==(const NodeInsInfo&, const NodeInsInfo&) = default;  ///< Equal in every field.
};

/// The node instances of a run, as they are now.
struct SearchManualDagNodeInstanceResponse {
  std::string requestId{};          ///< The id to quote to support.
  std::string errCode{};            ///< `"0"` if ok.
  std::string errMsg{};             ///< As the service gave it.
  bool success = false;             ///< As the service gave it.
  std::vector<NodeInsInfo> data{};  ///< May be empty for a while after the run was accepted.
  std::size_t invalidUtf8 = 0;      ///< Places in its texts that were not UTF-8; there is U+FFFD now.
};

}  // namespace dataworks
