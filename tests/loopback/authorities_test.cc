// SPDX-License-Identifier: Apache-2.0
// Where the certificate authorities come from: files and directories that are unusable, or partly so, and a libcurl
// with another TLS library.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "event_loop/blocking.h"
#include "http/ca_store.h"
#include "http/curl_backend.h"
#include "loopback_client.h"
#include "support/faults.h"
#include "variable.h"

namespace dataworks::testing {

namespace {

using detail::caStore;
using detail::TlsLibrary;
using namespace std::chrono_literals;

std::string goodPem() {
  std::ostringstream text;
  text << std::ifstream(testCaFile()).rdbuf();
  return text.str();
}

struct AuthoritiesTest : ::testing::Test {
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("dataworks-authorities-" + std::to_string(::getpid()));
  AuthoritiesTest() { std::filesystem::create_directory(directory); }
  ~AuthoritiesTest() override { std::filesystem::remove_all(directory); }

  [[nodiscard]] std::string path(const std::string& name) const { return (directory / name).string(); }
  [[nodiscard]] std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name)) << content;
    return path(name);
  }
};

TEST_F(AuthoritiesTest, AreUsableUnlessNothingIsLeft) {
  const std::string good = goodPem();
  std::string broken = good;
  broken.replace(broken.find('\n') + 1, 8, "!!!!!!!!");
  std::filesystem::create_directory(path("empty"));
  const std::string none = "there is no PEM certificate in it";
  const std::string notHashed = "there is no certificate under a hashed name in it (run: openssl rehash)";
  struct Row {
    std::string file;
    bool usable;
    std::string problem;
  };
  for (const auto& [file, usable, problem] : std::vector<Row>{
           {write("good.pem", good), true, ""},
           {write("comments.pem", "# ours\n" + good), true, ""},
           {write("two.pem", good + good), true, ""},
           {write("second-broken.pem", good + broken), true, "certificate 2 in it is broken"},
           {write("first-broken.pem", broken + good), true, "certificate 1 in it is broken"},
           {write("cut.pem", good + good.substr(0, good.size() / 2)), true, "certificate 2 in it is broken"},
           {write("broken.pem", broken), false, "certificate 1 in it is broken"},
           {write("empty.pem", ""), false, none},
           {write("other.pem", "hello\n"), false, none},
           {path("missing.pem"), false, "No such file or directory"},
           {path("empty"), false, notHashed},
       }) {
    const auto loaded = caStore(file);
    EXPECT_EQ(loaded.store != nullptr, usable) << file;
    EXPECT_EQ(loaded.problem, problem.empty() ? "" : file + ": " + problem);
  }
}

TEST_F(AuthoritiesTest, OfTheEnvironmentMayBeAListOfDirectories) {
  std::filesystem::create_directory(path("hashed"));
  std::ofstream(path("hashed/01234567.0")) << goodPem();
  const Variable file("SSL_CERT_FILE", path("missing.pem"));
  const std::string fileProblem = path("missing.pem") + ": No such file or directory";
  {
    const Variable list("SSL_CERT_DIR", path("missing") + ':' + path("hashed"));
    const auto loaded = caStore("");
    EXPECT_TRUE(loaded.store);
    EXPECT_EQ(loaded.problem, fileProblem + "; " + path("missing") + ": No such file or directory");
  }
  const Variable list("SSL_CERT_DIR", path("missing"));
  EXPECT_FALSE(caStore("").store);

  ClientOptions options = optionsFor("https://127.0.0.1:1");
  options.http.caFile.clear();
  const Error error = clientFor(std::move(options)).createManualDag(trigger()).error();
  EXPECT_EQ(error.kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(error.phase, Phase::kTls);
  EXPECT_EQ(error.execution, Execution::kNotExecuted);
  EXPECT_EQ(error.attempts, 1);
  EXPECT_EQ(error.message, "SSL_CERT_FILE and SSL_CERT_DIR name no usable certificate authorities: " + fileProblem +
                               "; " + path("missing") + ": No such file or directory");
}

TEST_F(AuthoritiesTest, OfTheOptionsAreNamedToo) {
  ClientOptions options = optionsFor("https://127.0.0.1:1");
  options.http.caFile = "/dev/null";
  EXPECT_EQ(clientFor(std::move(options)).createManualDag(trigger()).error().message,
            "caFile names no usable certificate authorities: /dev/null: there is no PEM certificate in it");
}

/// One GET through a backend that takes libcurl's TLS library for `tls`.
struct OneRequest {
  detail::BackendOptions options;
  TransportOutcome outcome{TransportFailure{}};

  explicit OneRequest(TlsLibrary tls, std::string caFile = testCaFile())
      : options{.proxy = "", .caFile = std::move(caFile), .tls = tls} {}

  void send(const std::string& url) {
    detail::EventLoop loop(systemClock(), std::make_unique<detail::CurlBackend>(options));
    outcome = detail::sendHere(loop, {.method = "GET", .url = url + "/"}, {});
  }
  [[nodiscard]] int status() const {
    const auto* response = std::get_if<HttpResponse>(&outcome);
    return response == nullptr ? 0 : response->status;
  }
  [[nodiscard]] TransportFailure failure() const { return std::get<TransportFailure>(outcome); }
};

TEST_F(AuthoritiesTest, AreWarnedOfOnceIfSomeAreUnusable) {
  const std::string good = goodPem();
  FaultServer server({.tls = true});
  OneRequest request(detail::tlsLibrary(), write("once.pem", good + good.substr(0, 100)));
  std::vector<std::string> warnings;
  request.options.warn = [&](const std::string& text) { warnings.push_back(text); };
  for (int i = 0; i < 2; ++i) request.send(server.url());
  EXPECT_EQ(request.status(), 200);
  EXPECT_EQ(warnings, std::vector<std::string>{"some certificate authorities are unusable: " + path("once.pem") +
                                               ": certificate 2 in it is broken"});
}

TEST_F(AuthoritiesTest, AreGivenToAnotherTlsLibraryAsPaths) {
  FaultServer server({.tls = true});
  OneRequest given(TlsLibrary::kAnother);
  given.send(server.url());
  EXPECT_EQ(given.status(), 200);
  OneRequest notGiven(TlsLibrary::kAnother, "");
  notGiven.send(server.url());
  EXPECT_FALSE(notGiven.failure().retryable);  // not trusted
  const Variable file("SSL_CERT_FILE", testCaFile());
  OneRequest ofTheEnvironment(TlsLibrary::kAnother, "");
  ofTheEnvironment.send(server.url());
  EXPECT_EQ(ofTheEnvironment.status(), 200);
}

TEST(NoTlsLibrary, IsSaidAndNotTakenForAMalformedUrl) {
  OneRequest request(TlsLibrary::kNone);
  request.send("https://127.0.0.1:1");
  EXPECT_EQ(request.failure().detail, "this libcurl was built without TLS, which https:// needs");
  EXPECT_EQ(request.failure().kind, ErrorKind::kInvalidArgument);
  FaultServer server;
  request.send(server.url());
  EXPECT_EQ(request.status(), 200);
}

}  // namespace

}  // namespace dataworks::testing
