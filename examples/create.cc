// SPDX-License-Identifier: Apache-2.0
// Triggers a run and prints its id:   example_create PROJECT FLOW [NAME=VALUE…]
// Exit codes: 0 started, 1 did not start, 2 wrong call, 6 may have started: check before you trigger it again.
#include <dataworks/dataworks.h>

#include <iostream>
#include <string>

namespace dw = dataworks;

int usage() {
  std::cerr << "usage: example_create PROJECT FLOW [NAME=VALUE...]\n";
  return 2;
}

int main(int argc, char** argv) {
  if (argc < 3) return usage();
  dw::CreateManualDagRequest request{.projectName = argv[1], .flowName = argv[2], .bizdate = dw::Bizdate::yesterday()};
  for (int i = 3; i < argc; ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    if (equals == std::string::npos) return usage();
    request.dagPara.add(text.substr(0, equals), text.substr(equals + 1));
  }

  auto client = dw::DataWorksClient::create();  // region and credentials from the environment
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }
  auto created = client->createManualDag(request);
  if (!created) {
    std::cerr << created.error() << '\n';
    return created.error().mayHaveExecuted() ? 6 : 1;
  }
  std::cout << created->dagId() << '\n';
}
