// The service: runs, operations, counters. No I/O and no clock; server.cc passes the requests.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api.h"
#include "faults.h"
#include "flow_model.h"
#include "gateway.h"

namespace dataworks::emulator {

struct NodeState;

struct ServiceOptions {
  AccessKey accessKey = {};
  double speed = 1;
  std::vector<RandomFault> faults = {};
  std::int64_t firstDagId = 17'000'000'001;  // ids beyond 31 bits, as the real ones
  std::int64_t firstInstanceId = 1'700'000'000'001;
};

/// The requests so far.
struct Counters {
  std::int64_t requestsRead = 0;  // complete requests, valid or not: each copy of a request counts
  std::int64_t runsStarted = 0;
  std::map<std::string, std::int64_t> byAction;    // requests that passed the gateway
  std::map<std::string, std::int64_t> rejections;  // error envelopes by their code
  std::map<std::string, std::int64_t> faults;      // injected, by kind
};

struct Outcome {
  ApiResponse response;
  std::optional<FaultKind> fault;  // what the server must do to the response
};

/// Not thread-safe.
class Service {
 public:
  Service(Projects projects, ServiceOptions options);

  [[nodiscard]] Outcome handle(const ApiRequest& request, WallTime now);

  /// The response to a request that the server rejected before it could be handled.
  [[nodiscard]] ApiResponse reject(Rejection rejection);

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  struct Run {
    const Flow* flow;
    std::string projectName;
    WallTime created;
    Bizdate bizdate;
    std::string dagPara;
    std::map<std::int64_t, std::string> nodePara;
    std::int64_t firstInstanceId;
  };

  [[nodiscard]] Outcome pass(const ApiRequest& request, WallTime now);
  [[nodiscard]] ApiResponse finished(ApiResponse response);
  [[nodiscard]] ApiResponse create(const ApiRequest& request, WallTime now);
  [[nodiscard]] ApiResponse search(const ApiRequest& request, WallTime now) const;
  [[nodiscard]] const Flow* flowOf(Operation operation, const ApiRequest& request) const;
  [[nodiscard]] const Run* findRun(const ApiRequest& request) const;
  [[nodiscard]] NodeInsInfo describe(std::int64_t dagId, const Run& run, std::size_t node,
                                     const NodeState& state) const;
  [[nodiscard]] std::string nextRequestId();

  Projects projects_;  // runs point into it
  ServiceOptions options_;
  NonceMemory nonces_;
  FaultPlan faultPlan_;
  std::map<std::int64_t, Run> runs_;
  std::int64_t nextInstanceId_;
  Counters counters_;
};

}  // namespace dataworks::emulator
