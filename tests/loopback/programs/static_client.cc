// SPDX-License-Identifier: Apache-2.0
// A client in a static object that is made before anything else, and still calls while static objects are destroyed:
// after what OpenSSL and others have registered with `atexit` since.
#include <unistd.h>

#include <optional>

#include "calls.h"

namespace {

struct Service {
  ~Service() {
    using namespace dataworks::testing;
    const bool kept = bothKindsOfCalls(*client);
    const bool fresh = bothKindsOfCalls(programClient(url, caFile));
    client.reset();
    ::_exit(kept && fresh ? 0 : 1);
  }
  const char* url = nullptr;
  const char* caFile = nullptr;
  std::optional<dataworks::DataWorksClient> client;
};

Service service;

}  // namespace

int main(int, char** arguments) {
  service.url = arguments[1];
  service.caFile = arguments[2];
  service.client.emplace(dataworks::testing::programClient(service.url, service.caFile));
  return dataworks::testing::bothKindsOfCalls(*service.client) ? 0 : 2;
}
