// SPDX-License-Identifier: Apache-2.0
// The table of fault kinds, and the decision which fault a request meets. server.cc and connection.cc inject it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dataworks::emulator {

enum class FaultKind {
  kReset,
  kClose,
  kHang,
  kSlow,
  kHtml,
  kHtml502,
  kEmpty,
  kCut,
  kError500,
  kUnavailable,
  kThrottle,
  kNonce,
  kDenied,
  kForbidden,
  kBadId,
};

/// Whether the service acts before the fault is injected.
enum class FaultMoment { kBefore, kAfter };

/// One row per kind.
struct FaultFacts {
  FaultKind kind;
  std::string_view name;
  FaultMoment usually;  // the default: of the possible moments the one that is harder for the client
  bool momentIsFixed;   // with the other moment the response would be false: "throttled" for a run that started
};

[[nodiscard]] const std::vector<FaultFacts>& allFaults();
[[nodiscard]] const FaultFacts& factsOf(FaultKind kind);
[[nodiscard]] const FaultFacts* findFault(std::string_view name);
[[nodiscard]] std::string faultNames();  // "reset, close, …", for messages

/// A fault of one flow, from the flows file.
struct FlowFault {
  std::string action;
  FaultKind kind = FaultKind::kReset;
  FaultMoment moment = FaultMoment::kAfter;
  std::optional<std::int64_t> times;  // none: every time
};

/// A fault from the command line: hits requests of any flow.
struct RandomFault {
  FaultKind kind = FaultKind::kReset;
  double probability = 1;
};

/// Parses `reset` or `reset:0.1`.
[[nodiscard]] std::optional<RandomFault> parseRandomFault(std::string_view text);

struct Fault {
  FaultKind kind;
  FaultMoment moment;
};

/// Decides which fault a request meets. Not thread-safe.
class FaultPlan {
 public:
  /// The seed is fixed, so that the same requests in the same order meet the same faults.
  explicit FaultPlan(std::vector<RandomFault> random) : random_(std::move(random)) {}

  /// `flowFaults` are those of the flows that the request is about. They are identified by their addresses, which must
  /// stay the same.
  [[nodiscard]] std::optional<Fault> next(std::string_view action, const std::vector<const FlowFault*>& flowFaults);

 private:
  std::vector<RandomFault> random_;
  std::map<const FlowFault*, std::int64_t> injected_;
  std::minstd_rand generator_{1};
};

}  // namespace dataworks::emulator
