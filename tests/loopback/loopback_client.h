// SPDX-License-Identifier: Apache-2.0
// How the loopback tests call: a client that trusts the test authority, pauses hardly at all, and two requests.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "dataworks/dataworks.h"
#include "support/certificates.h"

namespace dataworks::testing {

inline constexpr RetryOptions kOnce{.maxAttempts = 1};
inline constexpr RetryOptions kQuickly{.maxAttempts = 3,
                                       .baseBackoff = std::chrono::milliseconds(1),
                                       .throttledBackoff = std::chrono::milliseconds(1),
                                       .maxBackoff = std::chrono::milliseconds(1)};

inline ClientOptions optionsFor(const std::string& url) {
  ClientOptions options;
  options.regionId = "cn-test";
  options.endpoint = url;
  options.credentials = staticCredentials("testid", "testsecret");
  options.retry = kQuickly;
  options.http.proxy = "";
  options.http.caFile = testCaFile();
  return options;
}

inline DataWorksClient clientFor(ClientOptions options) { return DataWorksClient::create(std::move(options)).value(); }
inline DataWorksClient clientFor(const std::string& url) { return clientFor(optionsFor(url)); }

inline CreateManualDagRequest trigger(std::string flowName = "nightly") {
  return {.projectName = "sales_of_the_north",
          .flowName = std::move(flowName),
          .bizdate = Bizdate(std::chrono::year(2026) / 11 / 22),
          .dagPara = {{"city", "shanghai"}, {"level", "3"}}};
}

inline DagRef polledRun() { return {.projectName = "sales_of_the_north", .dagId = 332455685}; }
inline SearchManualDagNodeInstanceRequest poll() { return {.projectName = "sales_of_the_north", .dagId = 332455685}; }

}  // namespace dataworks::testing
