// What `dataworks doctor` concludes from what it saw. Pure; verbs/doctor.cc does the looking.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/credentials.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "environment.h"
#include "options.h"

namespace dataworks::cli {

enum class CheckState { kGood, kWarning, kBad, kSkipped };

struct Check {
  std::string name;  ///< Stable, English: `"clock"`.
  CheckState state = CheckState::kGood;
  std::string detail;  ///< What was found, and what to do about it.
  Error error{};       ///< Of a bad one: its exit code follows from it.
};

[[nodiscard]] std::string_view name(CheckState state);

/// `regionId` is empty if none was found; `endpoint` is what is looked at all the same.
[[nodiscard]] Check checkRegion(const std::string& regionId, const std::string& endpoint);

/// The proxy in use for `endpoint`, without a user or password in it, by the rules of libcurl: a flag, else the
/// variables for the endpoint's scheme, and NO_PROXY over both. Loopback is never asked through one, and plain HTTP
/// only where it is allowed.
[[nodiscard]] Check checkProxy(const std::string& endpoint, const ConnectionOptions& options,
                               const Environment& environment);

/// Which certificate authorities are trusted; for an endpoint with TLS.
[[nodiscard]] Check checkAuthorities(const std::string& caFile, const Environment& environment);

/// Could the service be reached, with TLS? `outcome` is that of an unsigned request to it.
[[nodiscard]] Check checkReach(const std::string& endpoint, const TransportOutcome& outcome);

/// How far is this machine's clock from the service's? The gateway accepts 15 minutes.
[[nodiscard]] Check checkClock(std::string_view dateHeader, std::chrono::system_clock::time_point now);

[[nodiscard]] Check checkCredentials(const Result<Credentials>& credentials);

/// Tells a wrong secret from a missing permission by the response to a signed call that only reads.
[[nodiscard]] Check checkSignedCall(const Result<SearchManualDagNodeInstanceResponse>& response);

/// The exit code of all checks: that of the first bad one. `signal`: what asked to end them; 0: nothing.
[[nodiscard]] int exitCodeOf(const std::vector<Check>& checks, int signal);

}  // namespace dataworks::cli
