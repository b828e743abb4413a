// SPDX-License-Identifier: Apache-2.0
// The conclusions of `dataworks doctor`. Pure; verbs/doctor.cc does the probing.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "command_line/options.h"
#include "dataworks/credentials.h"
#include "dataworks/instances.h"
#include "dataworks/manual_dag.h"
#include "dataworks/profile.h"
#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "text/environment.h"

namespace dataworks::cli {

enum class CheckState { kGood, kWarning, kBad, kSkipped };

struct Check {
  std::string name;  ///< Stable, English: `"clock"`.
  CheckState state = CheckState::kGood;
  std::string detail;  ///< What was found, and what to do about it, in the language asked for.
  Error error{};       ///< Of a failed check: determines the exit code.
};

[[nodiscard]] std::string_view name(CheckState state);
/// For people: `ok`, `正常`; and what a check is called.
[[nodiscard]] std::string stateWord(CheckState state, Language language);
[[nodiscard]] std::string nameWord(const Check& check, Language language);
/// The last line of all: `all checks passed`, or which ones did not.
[[nodiscard]] std::string verdictOf(const std::vector<Check>& checks, Language language);

/// What the checks cost, and the day's calls if they are limited: `used` of `limit` (0: not).
[[nodiscard]] Check checkCalls(std::int64_t sent, std::int64_t used, int limit, Language language = Language::kEnglish);

/// `regionId` is empty if none was found; `endpoint` is the one that the other checks use.
[[nodiscard]] Check checkRegion(const std::string& regionId, const std::string& endpoint,
                                Language language = Language::kEnglish);

/// Who chose the endpoint: a flag, a variable, a profile, or the region. `location`: what environment and profile say.
[[nodiscard]] Check checkEndpoint(const std::string& endpoint, const ConnectionOptions& options,
                                  const ServiceLocation& location, Language language = Language::kEnglish);

/// Do the locks of `--once` hold where the journal is? `path` is empty if there is none, for `why`. `mounts`: the
/// content of `/proc/self/mounts`.
[[nodiscard]] Check checkJournal(const std::string& path, const std::string& why, std::string_view mounts,
                                 Language language = Language::kEnglish);

/// The proxy for `endpoint`, without user and password, by the rules of libcurl: the flag, else the variables for the
/// endpoint's scheme, with NO_PROXY above both. Loopback never uses a proxy, and plain HTTP only if it is allowed.
[[nodiscard]] Check checkProxy(const std::string& endpoint, const ConnectionOptions& options,
                               const detail::Environment& environment, Language language = Language::kEnglish);

/// The trusted certificate authorities; for an endpoint with TLS.
[[nodiscard]] Check checkAuthorities(const std::string& caFile, const detail::Environment& environment,
                                     Language language = Language::kEnglish);

/// Is the service reachable, with TLS? `outcome` is the outcome of an unsigned request to it.
[[nodiscard]] Check checkReach(const std::string& endpoint, const TransportOutcome& outcome,
                               Language language = Language::kEnglish);

/// How far off is this machine's clock? The gateway accepts 15 minutes.
[[nodiscard]] Check checkClock(std::string_view dateHeader, std::chrono::system_clock::time_point now,
                               Language language = Language::kEnglish);

/// A source of credentials as a person says it: `environment`, `环境变量`; one of another name as it is.
[[nodiscard]] std::string sourceName(const std::string& source, Language language);

/// `warnings`: what the search for them found, such as what is set in a profile but not used.
[[nodiscard]] Check checkCredentials(const Result<Credentials>& credentials,
                                     const std::vector<std::string>& warnings = {},
                                     Language language = Language::kEnglish);

/// Distinguishes a wrong secret from a missing permission by the response to a signed read-only call.
[[nodiscard]] Check checkSignedCall(const Result<SearchManualDagNodeInstanceResponse>& response,
                                    Language language = Language::kEnglish);

/// Does the workspace exist? `response`: of `GetProject`. A key may be allowed to trigger and not to ask that.
[[nodiscard]] Check checkWorkspace(const std::string& projectName, const Result<GetProjectResponse>& response,
                                   Language language = Language::kEnglish);

/// The exit code of all checks: that of the first failed one. `signal`: the signal that ended them; 0: none.
[[nodiscard]] int exitCodeOf(const std::vector<Check>& checks, int signal);

}  // namespace dataworks::cli
