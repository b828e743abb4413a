// What can be made to go wrong, and when: the one table of fault kinds, and the decision which fault strikes a request.
// Committing a fault is the server's business (server.cc, connection.cc).
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
  kBadId,
};

/// Whether the service has acted when the fault strikes.
enum class FaultMoment { kBefore, kAfter };

enum class Operation { kCreate, kSearch };

/// One row per kind.
struct FaultFacts {
  FaultKind kind;
  std::string_view name;
  FaultMoment usually;  // where nothing else is said: of those that are possible, the one that is harder for the client
  bool alwaysAsUsual;   // the other moment would be a lie of the service: "throttled" of a run that did start
  std::string_view whatHappens;
};

[[nodiscard]] const std::vector<FaultFacts>& allFaults();
[[nodiscard]] const FaultFacts& factsOf(FaultKind kind);
[[nodiscard]] const FaultFacts* findFault(std::string_view name);
[[nodiscard]] std::string faultNames();  // "reset, close, …", for messages

/// Of a flow, from the flows file.
struct FlowFault {
  Operation on = Operation::kCreate;
  FaultKind kind = FaultKind::kReset;
  FaultMoment moment = FaultMoment::kAfter;
  std::optional<std::int64_t> times;  // none: every time
};

/// From the command line: strikes requests of any flow.
struct RandomFault {
  FaultKind kind = FaultKind::kReset;
  double probability = 1;
};

/// Reads `reset` or `reset:0.1`; on failure says why in `error`.
[[nodiscard]] std::optional<RandomFault> parseRandomFault(std::string_view text, std::string& error);

struct Fault {
  FaultKind kind;
  FaultMoment moment;
};

/// Decides which fault strikes. Not thread-safe.
class FaultPlan {
 public:
  /// The seed is fixed, so that the same requests in the same order meet the same faults.
  explicit FaultPlan(std::vector<RandomFault> random) : random_(std::move(random)) {}

  /// `flowFault` may be null; it is known by its address, which must stay the same.
  [[nodiscard]] std::optional<Fault> next(Operation operation, const FlowFault* flowFault);

 private:
  std::vector<RandomFault> random_;
  std::map<const FlowFault*, std::int64_t> struck_;
  std::minstd_rand generator_{1};
};

}  // namespace dataworks::emulator
