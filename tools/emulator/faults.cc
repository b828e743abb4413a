#include "faults.h"

#include <algorithm>
#include <charconv>

namespace dataworks::emulator {

const std::vector<FaultFacts>& allFaults() {
  using enum FaultKind;
  using enum FaultMoment;
  static const std::vector<FaultFacts> facts = {
      {kReset, "reset", kAfter, false, "the connection is reset instead of a response"},
      {kClose, "close", kAfter, false, "the connection is closed instead of a response"},
      {kHang, "hang", kAfter, false, "no response until the client disconnects"},
      {kSlow, "slow", kAfter, false, "the response, a byte every 50 ms"},
      {kHtml, "html", kAfter, false, "an HTML page with status 200"},
      {kHtml502, "html502", kAfter, false, "an HTML page with status 502"},
      {kEmpty, "empty", kAfter, false, "status 200 and no body"},
      {kCut, "cut", kAfter, false, "half of the body, then the connection is closed"},
      {kError500, "error500", kAfter, false, "InternalError, status 500"},
      {kUnavailable, "unavailable", kAfter, false, "ServiceUnavailable, status 503"},
      {kThrottle, "throttle", kBefore, true, "Throttling.User, status 429, retry after a second"},
      {kNonce, "nonce", kAfter, false, "SignatureNonceUsed, as if an earlier copy had arrived"},
      {kDenied, "denied", kBefore, true, "Forbidden.RAM, status 403"},
      {kBadId, "badid", kAfter, true, "ReturnCode 0 without an id (only of a trigger)"},
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

std::optional<RandomFault> parseRandomFault(std::string_view text, std::string& error) {
  const auto colon = text.find(':');
  const FaultFacts* facts = findFault(text.substr(0, colon));
  if (facts == nullptr) {
    error = "unknown fault \"" + std::string(text.substr(0, colon)) + "\"; the kinds are " + faultNames();
    return std::nullopt;
  }
  RandomFault fault{facts->kind, 1};
  if (colon == std::string_view::npos) return fault;

  const std::string_view number = text.substr(colon + 1);
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), fault.probability);
  const bool isNumber = code == std::errc() && end == number.data() + number.size();
  if (!isNumber || !(fault.probability >= 0 && fault.probability <= 1)) {
    error = "the probability \"" + std::string(number) + "\" is not a number from 0 to 1";
    return std::nullopt;
  }
  return fault;
}

std::optional<Fault> FaultPlan::next(Operation operation, const FlowFault* flowFault) {
  if (flowFault != nullptr && flowFault->on == operation) {
    std::int64_t& injected = injected_[flowFault];
    if (!flowFault->times || injected < *flowFault->times) {
      ++injected;
      return Fault{flowFault->kind, flowFault->moment};
    }
  }
  for (const RandomFault& fault : random_) {
    if (fault.kind == FaultKind::kBadId && operation != Operation::kCreate) continue;
    if (std::uniform_real_distribution<>(0, 1)(generator_) < fault.probability) {
      return Fault{fault.kind, factsOf(fault.kind).usually};
    }
  }
  return std::nullopt;
}

}  // namespace dataworks::emulator
