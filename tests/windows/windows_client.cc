// SPDX-License-Identifier: Apache-2.0
// A program for Windows that does with the emulator what a user's does: a run to its end, a burst of asynchronous
// calls, a stop, a profile in a home with a Chinese name, HTTPS with a certificate of the ROOT store. `./dev test
// --windows` starts it under wine, inside the emulator:   windows_client [CERTIFICATE.pem]
#include <dataworks/dataworks.h>

#include <windows.h>

#include <wincrypt.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <thread>
#include <vector>

namespace dw = dataworks;
using namespace std::chrono_literals;

namespace {

int failures = 0;
int successes = 0;

void check(bool holds, const std::string& what) {
  std::cout << (holds ? "ok      " : "FAILED  ") << what << std::endl;
  (holds ? successes : failures)++;
}

const dw::CreateManualDagRequest kFlow{
    .projectName = "test_project", .flowName = "test_flow", .bizdate = dw::Bizdate::yesterday()};

dw::WaitOptions quickly() {
  return {.timeout = 120s, .initialPollDelay = 20ms, .minPollInterval = 20ms, .maxPollInterval = 100ms};
}

void runsToItsEnd(const dw::DataWorksClient& client) {
  const auto run = client.runManualDag(kFlow, quickly());
  check(run && run->state == dw::DagRunState::kSucceeded,
        "a run to its end" + (run ? "" : ": " + toString(run.error())));
}

void sendsABurst(const dw::DataWorksClient& client) {
  constexpr std::size_t kCalls = 100;
  std::vector<dw::Pending<dw::CreateManualDagResponse>> calls;
  for (std::size_t i = 0; i < kCalls; ++i) calls.push_back(client.createManualDagAsync(kFlow));
  std::set<std::int64_t> ids;
  for (auto& call : calls) {
    const auto created = std::move(call).get();
    if (created) ids.insert(created->ref().dagId);
  }
  check(ids.size() == kCalls, "100 asynchronous triggers, " + std::to_string(ids.size()) + " runs");
}

void isStopped(const dw::DataWorksClient& client) {
  std::stop_source stop;
  dw::WaitOptions options = quickly();
  options.stop = stop.get_token();
  options.minPollInterval = options.maxPollInterval = 60s;
  std::jthread stopper;  // while the wait sleeps, which a minute later would be too late
  options.onPoll = [&](const dw::PollEvent&) {
    if (!stopper.joinable()) stopper = std::jthread([&stop] { stop.request_stop(); });
  };
  const auto created = client.createManualDag(kFlow);
  if (!created) return check(false, "a stop: " + toString(created.error()));
  const auto began = std::chrono::steady_clock::now();
  const auto run = client.waitForManualDag(created->ref(), options);
  const bool soon = std::chrono::steady_clock::now() - began < 30s;
  check(!run && run.error().kind == dw::ErrorKind::kCancelled && soon, "a stop ends a wait that sleeps");
}

void readsAProfileBelowAChineseName(const dw::DataWorksClient& client) {
  const auto home = std::filesystem::temp_directory_path() / L"\u674e\u660e";
  std::filesystem::create_directories(home / ".aliyun");
  std::ofstream(home / ".aliyun" / "config.json")
      << R"({"current":"default","profiles":[{"name":"default","mode":"AK","access_key_id":"testid",)"
      << R"("access_key_secret":"testsecret","region_id":"cn-shanghai"}]})";
  _wputenv_s(L"USERPROFILE", home.c_str());
  auto withProfile = dw::DataWorksClient::create(
      {.regionId = "cn-shanghai", .endpoint = client.endpoint(), .credentials = dw::profileCredentials("default")});
  const auto created =
      withProfile ? withProfile->createManualDag(kFlow) : dw::Result<dw::CreateManualDagResponse>(withProfile.error());
  check(created.has_value(), "a profile below a Chinese name" + (created ? "" : ": " + toString(created.error())));
  std::error_code ignored;
  std::filesystem::remove_all(home, ignored);
}

void runsACommand(const dw::DataWorksClient& client) {
  // What cmd prints between the quotes comes as it stands here: nothing splits it, or takes a backslash away.
  auto withCommand = dw::DataWorksClient::create(
      {.regionId = "cn-shanghai",
       .endpoint = client.endpoint(),
       .credentials = dw::processCredentials(
           R"(C:\windows\system32\cmd.exe /c echo {"mode":"AK","access_key_id":"testid","access_key_secret":"testsecret"})")});
  const auto created =
      withCommand ? withCommand->createManualDag(kFlow) : dw::Result<dw::CreateManualDagResponse>(withCommand.error());
  check(created.has_value(), "credentials from a command" + (created ? "" : ": " + toString(created.error())));
}

std::vector<BYTE> bytesOfPem(const char* path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  DWORD size = 0;
  CryptStringToBinaryA(text.c_str(), 0, CRYPT_STRING_BASE64HEADER, nullptr, &size, nullptr, nullptr);
  std::vector<BYTE> bytes(size);
  CryptStringToBinaryA(text.c_str(), 0, CRYPT_STRING_BASE64HEADER, bytes.data(), &size, nullptr, nullptr);
  return bytes;
}

void asksTheSystemForAuthorities() {
  for (const char* none : {"SSL_CERT_FILE=", "SSL_CERT_DIR="}) _putenv(none);
}

void refusesAnUnknownAuthority() {
  asksTheSystemForAuthorities();
  const auto untrusted = dw::DataWorksClient::create()->createManualDag(kFlow);
  check(!untrusted && untrusted.error().phase == dw::Phase::kTls, "https with an unknown certificate is refused");
}

void trustsTheRootStore(const char* pem) {
  asksTheSystemForAuthorities();
  const std::vector<BYTE> bytes = bytesOfPem(pem);
  const HCERTSTORE roots = CertOpenSystemStoreW(0, L"ROOT");
  const bool added =
      CertAddEncodedCertificateToStore(roots, X509_ASN_ENCODING, bytes.data(), static_cast<DWORD>(bytes.size()),
                                       CERT_STORE_ADD_REPLACE_EXISTING, nullptr) != 0;
  CertCloseStore(roots, 0);  // writes it
  check(added, "the certificate can be added to the ROOT store");
  const auto created = dw::DataWorksClient::create()->createManualDag(kFlow);
  check(created.has_value(),
        "https with a certificate of the ROOT store" + (created ? "" : ": " + toString(created.error())));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && argv[1][0] != '\0') {
    trustsTheRootStore(argv[1]);
  } else if (argc > 1) {
    refusesAnUnknownAuthority();
  } else {
    const auto client = dw::DataWorksClient::create();
    if (!client) return std::cout << client.error() << std::endl, 1;
    runsToItsEnd(*client);
    sendsABurst(*client);
    isStopped(*client);
    readsAProfileBelowAChineseName(*client);
    runsACommand(*client);
  }
  std::cout << successes << " passed, " << failures << " failed" << std::endl;
  return failures == 0 ? 0 : 1;
}
