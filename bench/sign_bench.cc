// SPDX-License-Identifier: Apache-2.0
// A whole signed request, from a caller's struct to what is sent.
#include <benchmark/benchmark.h>
#include <valgrind/callgrind.h>

#include "api/operations.h"
#include "rpc/acs3.h"
#include "rpc/random.h"
#include "rpc/request.h"
#include "text/time.h"

namespace dataworks::detail {
namespace {

const CreateManualDagRequest kRequest{.projectName = "sales",
                                      .flowName = "nightly",
                                      .bizdate = *Bizdate::parse("2026-11-22"),
                                      .dagPara = {{"city", "shanghai"}, {"level", "3"}},
                                      .nodePara = {{103180025, {{"test", "${yyyy-mm-dd}"}}}}};

// `sign(parameters, common, credentials, signer)` returns what is sent.
template <class Sign>
void countSigned(benchmark::State& state, Sign sign) {
  const Credentials credentials{.accessKeyId = "testid", .accessKeySecret = "testsecret"};
  Signer signer;
  const auto once = [&] {
    const auto call = api::encode(kRequest);
    const std::string nonce = nonceFrom(systemRandom());
    const std::string timestamp = isoTimestamp(std::chrono::system_clock::now());
    auto sent = sign(call->parameters,
                     CommonParameters{.action = api::kCreateManualDag,
                                      .version = "2018-06-01",
                                      .format = "JSON",
                                      .regionId = "cn-shanghai",
                                      .nonce = nonce,
                                      .timestamp = timestamp},
                     credentials, signer);
    benchmark::DoNotOptimize(sent);
  };
  once();  // the first one hashes the key
  CALLGRIND_TOGGLE_COLLECT;
  for (auto _ : state) once();
  CALLGRIND_TOGGLE_COLLECT;
}

void signedCreateRequest(benchmark::State& state) {
  countSigned(state, [](const RpcParameters& own, const CommonParameters& common, const Credentials& credentials,
                        Signer& signer) { return signedForm("POST", own, common, credentials, signer); });
}
BENCHMARK(signedCreateRequest);

void signedCreateRequestV3(benchmark::State& state) {
  countSigned(state, [](const RpcParameters& own, const CommonParameters& common, const Credentials& credentials,
                        Signer& signer) {
    return signedHeaders("https://dataworks.cn-shanghai.aliyuncs.com/", own, common, credentials, signer);
  });
}
BENCHMARK(signedCreateRequestV3);

}  // namespace
}  // namespace dataworks::detail
