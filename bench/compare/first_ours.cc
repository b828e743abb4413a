// SPDX-License-Identifier: Apache-2.0
// One call of this library and no more, in a program that links nothing else: to be timed from outside, beside
// dataworks_first_bare.
//
//   dataworks_first_ours URL CA
#include <cstdio>

#include "dataworks/dataworks.h"

namespace dw = dataworks;

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto client = dw::DataWorksClient::create({.regionId = "cn-shanghai",
                                                   .endpoint = argv[1],
                                                   .credentials = dw::staticCredentials("testid", "testsecret"),
                                                   .http = {.caFile = argv[2]}});
  if (!client) return 2;
  const auto created = client->createManualDag({.projectName = "sales",
                                                .flowName = "nightly",
                                                .bizdate = *dw::Bizdate::parse("2026-11-22"),
                                                .dagPara = {{"city", "shanghai"}, {"level", "3"}},
                                                .nodePara = {{103180025, {{"test", "${yyyy-mm-dd}"}}}}});
  if (created) return 0;
  std::fprintf(stderr, "%s\n", dw::toString(created.error()).c_str());
  return 1;
}
