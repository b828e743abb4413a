// What `dataworks doctor` concludes from what it saw. Pure; verbs/doctor.cc does the looking.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/credentials.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "exit_code.h"

namespace dataworks::cli {

enum class CheckState { kGood, kWarning, kBad, kSkipped };

struct Check {
  std::string name;  ///< Stable, English: `"clock"`.
  CheckState state = CheckState::kGood;
  std::string detail;                        ///< What was found, and what to do about it.
  ExitCode exitCode = ExitCode::kSucceeded;  ///< Of a bad one.
};

[[nodiscard]] std::string_view name(CheckState state);

/// Could the service be reached, with TLS? `outcome` is that of an unsigned request to it.
[[nodiscard]] Check checkReach(const std::string& endpoint, const TransportOutcome& outcome);

/// How far is this machine's clock from the service's? The gateway accepts 15 minutes.
[[nodiscard]] Check checkClock(std::string_view dateHeader, std::chrono::system_clock::time_point now);

[[nodiscard]] Check checkCredentials(const Result<Credentials>& credentials);

/// Tells a wrong secret from a missing permission by the answer to a signed call that only reads.
[[nodiscard]] Check checkSignedCall(const Result<SearchManualDagNodeInstanceResponse>& answer);

/// The proxy in use, without a user or password in it. `none` of the environment's variables counts on loopback.
[[nodiscard]] Check checkProxy(const std::optional<std::string>& flag, const std::string& fromEnvironment);

/// The exit code of all checks: that of the first bad one.
[[nodiscard]] int exitCodeOf(const std::vector<Check>& checks);

/// `Mon, 23 Nov 2026 03:00:04 GMT`
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> readHttpDate(std::string_view text);

}  // namespace dataworks::cli
