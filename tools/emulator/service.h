// SPDX-License-Identifier: Apache-2.0
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
#include "scheduler.h"
#include "throttle.h"

namespace dataworks::emulator {

struct ServiceOptions {
  AccessKey accessKey = {};
  double speed = 1;
  std::vector<RandomFault> faults = {};
  Limits limits = {};
  std::int64_t firstDagId = 17'000'000'001;  // ids beyond 31 bits, as the real ones
  std::int64_t firstInstanceId = 1'700'000'000'001;
};

/// The requests so far.
struct Counters {
  std::int64_t requestsRead = 0;  // complete requests, valid or not: each copy of a request counts
  std::int64_t runsStarted = 0;
  std::int64_t instancesRestarted = 0;
  std::map<std::string, std::int64_t> byAction;    // requests that passed the gateway
  std::map<std::string, std::int64_t> rejections;  // error envelopes by their code
  std::map<std::string, std::int64_t> faults;      // injected, by kind
};

struct Outcome {
  Content content;
  std::string requestId = {};
  std::optional<FaultKind> fault = {};  // what the server must do to the response
};

/// Not thread-safe.
class Service {
 public:
  Service(Projects projects, ServiceOptions options);

  [[nodiscard]] Outcome handle(const ApiRequest& request, WallTime now);

  /// The response to a request that the server rejected before it could be handled.
  [[nodiscard]] Outcome reject(Rejection rejection);

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  [[nodiscard]] Outcome pass(const ApiRequest& request, WallTime now);
  [[nodiscard]] Content run(const ApiRequest& request, WallTime now);
  [[nodiscard]] std::vector<const FlowFault*> faultsFor(const ApiRequest& request);
  [[nodiscard]] Outcome finished(Outcome outcome);
  [[nodiscard]] std::string nextRequestId();

  ServiceOptions options_;
  Scheduler scheduler_;
  Throttle throttle_;
  NonceMemory nonces_;
  FaultPlan faultPlan_;
  Counters counters_;
};

}  // namespace dataworks::emulator
