// SPDX-License-Identifier: Apache-2.0
#include "faults.h"

#include <algorithm>

#include "actions.h"
#include "decimal.h"

namespace dataworks::emulator {

const std::vector<FaultFacts>& allFaults() {
  using enum FaultKind;
  using enum FaultMoment;
  static const std::vector<FaultFacts> facts = {
      {kReset, "reset", kAfter, false},              // the connection is reset instead of a response
      {kClose, "close", kAfter, false},              // the connection is closed instead of a response
      {kHang, "hang", kAfter, false},                // no response until the client disconnects
      {kSlow, "slow", kAfter, false},                // the response, a byte every 50 ms
      {kHtml, "html", kAfter, false},                // an HTML page with status 200
      {kHtml502, "html502", kAfter, false},          // an HTML page with status 502
      {kEmpty, "empty", kAfter, false},              // status 200 and no body
      {kCut, "cut", kAfter, false},                  // half of the body, then the connection is closed
      {kError500, "error500", kAfter, false},        // InternalError, status 500
      {kUnavailable, "unavailable", kAfter, false},  // ServiceUnavailable, status 503
      {kThrottle, "throttle", kBefore, true},        // Throttling.User, status 429, retry after a second
      {kNonce, "nonce", kAfter, false},              // SignatureNonceUsed, as if an earlier copy had arrived
      {kDenied, "denied", kBefore, true},            // Forbidden.RAM, status 403
      {kForbidden, "forbidden", kBefore, true},      // Forbidden.Wkbench.PermissionDenied, status 500
      {kBadId, "badid", kAfter, true},               // ReturnCode 0 without an id (only of a trigger)
  };
  return facts;
}

const FaultFacts& factsOf(FaultKind kind) { return allFaults()[static_cast<std::size_t>(kind)]; }

const FaultFacts* findFault(std::string_view name) {
  const auto& facts = allFaults();
  const auto found = std::ranges::find(facts, name, &FaultFacts::name);
  return found == facts.end() ? nullptr : &*found;
}

std::string faultNames() {
  std::string names;
  for (const FaultFacts& fault : allFaults()) {
    if (!names.empty()) names += ", ";
    names += fault.name;
  }
  return names;
}

std::optional<RandomFault> parseRandomFault(std::string_view text) {
  const auto colon = text.find(':');
  const FaultFacts* facts = findFault(text.substr(0, colon));
  const auto probability = colon == text.npos ? std::optional(1.0) : parseDecimal(text.substr(colon + 1));
  if (facts == nullptr || !probability || *probability > 1) return std::nullopt;
  return RandomFault{facts->kind, *probability};
}

std::optional<Fault> FaultPlan::next(std::string_view action, const std::vector<const FlowFault*>& flowFaults) {
  for (const FlowFault* fault : flowFaults) {
    if (fault->action != action) continue;
    std::int64_t& injected = injected_[fault];
    if (fault->times && injected >= *fault->times) continue;
    ++injected;
    return Fault{fault->kind, fault->moment};
  }
  for (const RandomFault& fault : random_) {
    if (fault.kind == FaultKind::kBadId && !startsRuns(action)) continue;
    if (std::uniform_real_distribution<>(0, 1)(generator_) < fault.probability) {
      return Fault{fault.kind, factsOf(fault.kind).usually};
    }
  }
  return std::nullopt;
}

}  // namespace dataworks::emulator
