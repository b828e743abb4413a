// A whole signed request, from a caller's struct to the bytes of the body.
#include <benchmark/benchmark.h>
#include <valgrind/callgrind.h>

#include "api/operations.h"
#include "rpc/random.h"
#include "rpc/request.h"

namespace dataworks {
namespace {

void signedCreateRequest(benchmark::State& state) {
  const CreateManualDagRequest request{.projectName = "sales",
                                       .flowName = "nightly",
                                       .bizdate = *Bizdate::parse("2026-11-22"),
                                       .dagPara = {{"city", "shanghai"}, {"level", "3"}},
                                       .nodePara = {{103180025, {{"test", "${yyyy-mm-dd}"}}}}};
  const Credentials credentials{.accessKeyId = "testid", .accessKeySecret = "testsecret"};
  Signer signer;
  const auto once = [&] {
    auto parameters = api::encode(request);
    const std::string nonce = nonceFrom(systemRandom());
    const std::string timestamp = isoTimestamp(std::chrono::system_clock::now());
    std::string form = signedForm("POST", *parameters,
                                  {.action = api::kCreateManualDag,
                                   .version = "2018-06-01",
                                   .format = "JSON",
                                   .regionId = "cn-shanghai",
                                   .nonce = nonce,
                                   .timestamp = timestamp},
                                  credentials, signer);
    benchmark::DoNotOptimize(form);
  };
  once();  // the first one hashes the key
  CALLGRIND_TOGGLE_COLLECT;
  for (auto _ : state) once();
  CALLGRIND_TOGGLE_COLLECT;
}
BENCHMARK(signedCreateRequest);

}  // namespace
}  // namespace dataworks
