// SPDX-License-Identifier: Apache-2.0
// What the small programs of the loopback tests do with a client.
#pragma once

#include "loopback_client.h"

namespace dataworks::testing {

/// A client that trusts `caFile`. (The programs run beside the test that made the authority.)
inline DataWorksClient programClient(const char* url, const char* caFile) {
  ClientOptions options;
  options.regionId = "cn-test";
  options.endpoint = url;
  options.credentials = staticCredentials("testid", "testsecret");
  options.http.proxy = "";
  options.http.caFile = caFile;
  return DataWorksClient::create(std::move(options)).value();
}

/// A call of each kind; true if both went well.
inline bool bothKindsOfCalls(const DataWorksClient& client) {
  const bool here = client.createManualDag(trigger()).has_value();
  const bool there = client.createManualDagAsync(trigger()).get().has_value();
  return here && there;
}

}  // namespace dataworks::testing
