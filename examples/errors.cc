// SPDX-License-Identifier: Apache-2.0
// What an error contains, and what to do about it:   example_errors PROJECT FLOW
// Exit codes: those of the command line.
#include <dataworks/dataworks.h>

#include <iostream>

namespace dw = dataworks;

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: example_errors PROJECT FLOW\n";
    return 2;
  }
  auto client = dw::DataWorksClient::create();
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }
  auto created =
      client->createManualDag({.projectName = argv[1], .flowName = argv[2], .bizdate = dw::Bizdate::yesterday()});
  if (created) {
    std::cout << "started " << created->dagId() << '\n';
    return 0;
  }

  const dw::Error& error = created.error();
  std::cout << "it failed:  " << error << '\n'  // one readable line, safe to log
            << "did it run: " << dw::name(error.execution) << '\n'
            << "explained:  " << dw::explainCode(error.code) << '\n'
            << "read on:    " << dw::troubleshootingUrl(error.code, error.requestId) << '\n';
  if (error.mayHaveExecuted()) return 6;  // never trigger again before you have checked
  switch (error.kind) {
    case dw::ErrorKind::kInvalidArgument: return 2;
    case dw::ErrorKind::kRejected: return 3;  // repeating it will not help
    case dw::ErrorKind::kCredentials: return 4;
    default: return 5;  // the same request may be sent again later
  }
}
