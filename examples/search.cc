// SPDX-License-Identifier: Apache-2.0
// Lists the node instances of a run:   example_search PROJECT DAG_ID
#include <dataworks/dataworks.h>

#include <cstdlib>
#include <iomanip>
#include <iostream>

namespace dw = dataworks;

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: example_search PROJECT DAG_ID\n";
    return 2;
  }
  auto client = dw::DataWorksClient::create();
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }
  auto found =
      client->searchManualDagNodeInstance({.projectName = argv[1], .dagId = std::strtoll(argv[2], nullptr, 10)});
  if (!found) {
    std::cerr << found.error() << '\n';
    return 1;
  }
  for (const dw::NodeInsInfo& node : found->data) {
    std::cout << std::left << std::setw(14) << dw::name(node.status) << ' ' << node.instanceId << ' ' << node.nodeName
              << '\n';
  }
}
