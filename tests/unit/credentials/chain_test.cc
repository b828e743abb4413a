// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "credentials/providers.h"
#include "support/latch.h"
#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

Source declining(std::string name, Unavailable declined) {
  return {std::move(name), [declined = std::move(declined)](const FetchContext&) -> Resolution { return declined; }};
}

Source offering(std::string name, Fetch fetch, std::atomic<int>* asked = nullptr) {
  return {std::move(name), [fetch = std::move(fetch), asked](const FetchContext&) -> Resolution {
            if (asked != nullptr) ++*asked;
            return Resolved{fetch};
          }};
}

Fetch key(std::string accessKeyId) {
  return fetchFixed({.accessKeyId = std::move(accessKeyId), .accessKeySecret = "secret"});
}

/// Fails as a network does.
Result<Credentials> unreachableSts(const FetchContext&) {
  Error error = credentialsError("STS: connection refused");
  error.kind = ErrorKind::kNetwork;
  return error;
}

std::shared_ptr<CredentialsProvider> chain(std::vector<Source> sources, std::string hint = {}) {
  return cached(chainOf(std::move(sources), std::move(hint)));
}

constexpr auto kAfterAFailure = 1s;  // the first pause is over

TEST(CredentialsChain, TakesTheFirstSourceThatDoesNotDecline) {
  Asking asking;
  std::atomic<int> laterAsked{0};
  const auto its =
      chain({declining("a", {"is not set"}), offering("b", key("B")), offering("c", key("C"), &laterAsked)});
  EXPECT_EQ(its->fetch(asking.context)->accessKeyId, "B");
  EXPECT_EQ(laterAsked, 0);
  EXPECT_TRUE(asking.warnings.empty());
}

TEST(CredentialsChain, WarnsOfAConfiguredSourceThatItSkips) {
  Asking asking;
  const auto its = chain({declining("a", {.reason = "half of it is missing", .configured = true}),
                          declining("b", {.reason = "has mode CloudSSO", .hint = "Run it.", .configured = true}),
                          offering("c", key("C"))});
  EXPECT_TRUE(its->fetch(asking.context));
  EXPECT_EQ(asking.warnings,
            (std::vector<std::string>{"skipped the credentials source a: half of it is missing",
                                      "skipped the credentials source b: has mode CloudSSO. Run it."}));
}

TEST(CredentialsChain, ListsEachSourceAndWhyItDeclined) {
  Asking asking;
  const auto its = chain(
      {declining("a", {"is not set"}), declining("b", {.reason = "has mode CloudSSO", .hint = "Run something else."})},
      "Set something.");
  const Error error = its->fetch(asking.context).error();
  EXPECT_EQ(error.kind, ErrorKind::kCredentials);
  EXPECT_EQ(error.phase, Phase::kCredentials);
  EXPECT_EQ(error.message, "no credentials found. a: is not set; b: has mode CloudSSO");
  EXPECT_EQ(error.hint, "Run something else.");
  EXPECT_EQ(chain({declining("a", {"is not set"})}, "Set something.")->fetch(asking.context).error().hint,
            "Set something.");
}

TEST(CredentialsChain, StaysWithTheSourceItFoundWhenItsServerFails) {
  Asking asking;
  std::atomic<int> asked{0};
  std::atomic<int> laterAsked{0};
  const auto its = chain({offering("a", unreachableSts, &asked), offering("b", key("B"), &laterAsked)});
  for (int call = 0; call < 3; ++call) {
    EXPECT_EQ(its->fetch(asking.context).error().message, "STS: connection refused");
    asking.clock->advance(1min);
  }
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(laterAsked, 0) << "a network failure must not change the identity";
}

TEST(CredentialsChain, AsksNoOtherSourceInPlaceOfOneThatIsUnusableForNow) {
  Asking asking;
  bool mended = false;
  const Source file{"a", [&mended](const FetchContext&) -> Resolution {
                      if (mended) return Resolved{key("A")};
                      return Unavailable{.reason = "is half written", .configured = true, .forNow = true};
                    }};
  std::atomic<int> laterAsked{0};
  const std::vector<Source> sources{file, offering("b", key("B"), &laterAsked)};
  const auto its = chain(sources);
  const auto found = its->fetch(asking.context);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kCredentials);
  EXPECT_EQ(found.error().message, "a: is half written");
  const auto inspection = inspect(sources, asking.context);
  EXPECT_EQ(inspection.sources.at(1).outcome, "not asked: an earlier source cannot be used now");
  EXPECT_EQ(laterAsked, 0);

  mended = true;
  asking.clock->advance(kAfterAFailure);
  EXPECT_EQ(its->fetch(asking.context)->accessKeyId, "A");
}

TEST(CredentialsChain, SearchesAgainAfterItFoundNothing) {
  Asking asking;
  bool configured = false;
  const auto its = chain({{"late", [&](const FetchContext&) -> Resolution {
                             if (!configured) return Unavailable{"is not set"};
                             return Resolved{key("L")};
                           }}});
  EXPECT_EQ(its->fetch(asking.context).error().message, "late: is not set");
  configured = true;
  asking.clock->advance(kAfterAFailure);
  EXPECT_EQ(its->fetch(asking.context)->accessKeyId, "L");
}

TEST(CredentialsChain, EndsTheSearchWhenTheCallerHasNoTimeLeft) {
  Asking asking;
  std::atomic<int> laterAsked{0};
  asking.context.deadline = asking.clock->steadyNow() + 1s;
  const auto its = chain({{"slow",
                           [&](const FetchContext&) -> Resolution {
                             asking.clock->advance(1s);
                             return Unavailable{"did not respond"};
                           }},
                          offering("b", key("B"), &laterAsked)});
  EXPECT_EQ(its->fetch(asking.context).error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(laterAsked, 0);
}

TEST(CredentialsChain, IsSearchedOnceForSixtyFourThreads) {
  constexpr int kThreads = 64;
  Asking asking;
  testing::Latch arrived(kThreads);
  std::atomic<int> searches{0};
  const auto its = chain({{"slow", [&](const FetchContext&) -> Resolution {
                             arrived.wait();
                             ++searches;
                             return Resolved{key("S")};
                           }}});
  std::atomic<int> served{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      arrived.count_down();
      if (its->fetch(asking.context)) ++served;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(searches, 1);
  EXPECT_EQ(served, kThreads);
}

// ---- a source in a file

/// A file whose n-th reading offers the n-th of `offers`.
struct CredentialsFromAFile : ::testing::Test {
  TemporaryDirectory directory;
  Asking asking;
  std::vector<Resolution> offers;
  std::function<void()> duringReading = [] {};
  std::size_t readings = 0;
  std::shared_ptr<CredentialsProvider> provider = chain({{"file", [this](const FetchContext&) -> Resolution {
                                                            const std::size_t number = readings++;
                                                            if (number > 0) duringReading();
                                                            Resolution offer = offers.at(number);
                                                            if (auto* resolved = std::get_if<Resolved>(&offer)) {
                                                              resolved->label = "file";
                                                              resolved->path = directory.path() + "/file";
                                                              resolved->mark = markOf(resolved->path);
                                                            }
                                                            return offer;
                                                          }}});

  CredentialsFromAFile() { directory.write("file", "0"); }
  void change() { directory.write("file", "changed " + std::to_string(readings)); }
  std::string keyFor(const FetchContext& context) {
    return provider->fetch(context).value_or(Credentials{.accessKeyId = "none"}).accessKeyId;
  }
};

TEST_F(CredentialsFromAFile, AreReadAgainOnlyIfTheFileChanged) {
  offers = {Resolved{key("K1")}, Resolved{key("K2")}};
  EXPECT_EQ(keyFor(asking.rejecting("K1")), "K1");
  EXPECT_EQ(readings, 1U);
  change();
  asking.clock->advance(10s);
  EXPECT_EQ(keyFor(asking.rejecting("K1")), "K2");
  EXPECT_EQ(readings, 2U);
  EXPECT_EQ(provider->fetch(asking.context)->source, " (file)");
}

TEST_F(CredentialsFromAFile, ServeTheOldOnesToOthersWhileTheyAreReadAgain) {
  offers = {Resolved{key("K1")}, Resolved{key("K2")}};
  EXPECT_EQ(keyFor(asking.context), "K1");
  std::string whileRead;
  duringReading = [&] { std::thread([&] { whileRead = keyFor(asking.context); }).join(); };
  change();
  EXPECT_EQ(keyFor(asking.rejecting("K1")), "K2");
  EXPECT_EQ(whileRead, "K1");
}

TEST_F(CredentialsFromAFile, AreReadAgainAfterAnErrorOfWhatTheyOffer) {
  offers = {Resolved{[](const FetchContext&) { return credentialsError("the command exited with 1"); }},
            Resolved{key("K2")}};
  EXPECT_EQ(provider->fetch(asking.context).error().message, "the command exited with 1");
  change();
  asking.clock->advance(kAfterAFailure);
  EXPECT_EQ(keyFor(asking.context), "K2");
}

TEST_F(CredentialsFromAFile, KeepTheOldOnesWhileTheFileIsHalfWritten) {
  offers = {Resolved{key("K1")}, Unavailable{.reason = "half written"}, Resolved{key("K2")}};
  EXPECT_EQ(keyFor(asking.context), "K1");
  change();
  EXPECT_EQ(keyFor(asking.rejecting("K1")), "K1");
  EXPECT_EQ(asking.warnings, std::vector<std::string>{"kept the old credentials: half written"});
  asking.clock->advance(10s);
  EXPECT_EQ(keyFor(asking.rejecting("K1")), "K2");
}

// ---- the default chain's sources

struct DefaultChain : ::testing::Test {
  TemporaryDirectory home;
  std::map<std::string, std::string> variables{{"HOME", home.path()}};
  Asking asking;

  std::vector<Source> sources() { return defaultSources(environmentOf(variables)); }
};

TEST_F(DefaultChain, ListsEachSourceAndWhyItIsUnavailable) {
  const Error error = defaultChain(environmentOf(variables))->fetch(asking.context).error();
  EXPECT_EQ(error.message,
            "no credentials found. environment: ALIBABA_CLOUD_ACCESS_KEY_ID is not set; "
            "OIDC: ALIBABA_CLOUD_ROLE_ARN is not set; "
            "CLI profile: there is no ~/.aliyun/config.json; "
            "ini profile: there is neither ~/.alibabacloud/credentials nor credentials.ini; "
            "ECS role: ECS metadata service: connection refused; "
            "credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set");
  EXPECT_NE(error.hint.find("aliyun configure"), std::string::npos);
}

TEST_F(DefaultChain, DoesNotAskASilentMetadataServiceAgainAtOnce) {
  const auto its = chain(sources());
  for (int call = 0; call < 10; ++call) EXPECT_FALSE(its->fetch(asking.context));
  EXPECT_EQ(asking.servers->requests().size(), 1U);
}

TEST_F(DefaultChain, ReadsNothingBeforeTheFirstCall) {
  const std::string file = home.write(".aliyun/config.json", "{", 0644);
  const auto its = chain(sources());
  EXPECT_TRUE(asking.servers->requests().empty());
  EXPECT_TRUE(asking.warnings.empty());
}

TEST_F(DefaultChain, FollowsTheDocumentedOrder) {
  home.write(".aliyun/config.json",
             R"({"current":"x","profiles":[{"name":"x","mode":"AK","access_key_id":"CLI","access_key_secret":"s"}]})");
  home.write(".alibabacloud/credentials", "[default]\ntype=access_key\naccess_key_id=INI\naccess_key_secret=s\n");
  home.write("token", "oidc");
  variables["ALIBABA_CLOUD_CREDENTIALS_URI"] = "http://127.0.0.1:1/";
  variables["ALIBABA_CLOUD_ROLE_ARN"] = "r";
  variables["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"] = "p";
  variables["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] = home.path() + "/token";
  variables["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "ENV";
  variables["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "s";
  Asking serving([](const HttpRequest& request) {
    if (request.url.find("sts") != std::string::npos) return response(200, stsJson("OIDC"));
    if (request.url.find("127.0.0.1") != std::string::npos) return response(200, temporaryJson("URI"));
    if (request.url.ends_with("/security-credentials/")) return response(200, "role");
    return response(200, temporaryJson("ECS"));
  });
  const auto next = [&] {
    return chain(sources())->fetch(serving.context).value_or(Credentials{.accessKeyId = "none"}).accessKeyId;
  };
  EXPECT_EQ(next(), "ENV");
  variables.erase("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
  EXPECT_EQ(next(), "OIDC");
  variables.erase("ALIBABA_CLOUD_OIDC_TOKEN_FILE");
  EXPECT_EQ(next(), "CLI");
  variables["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"] = "true";
  EXPECT_EQ(next(), "INI");
  home.write(".alibabacloud/credentials", "");
  EXPECT_EQ(next(), "ECS");
  variables["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
  EXPECT_EQ(next(), "URI");
  variables.erase("ALIBABA_CLOUD_CREDENTIALS_URI");
  EXPECT_EQ(next(), "none");
}

TEST_F(DefaultChain, IsInspectedSourceBySource) {
  home.write(".aliyun/config.json",
             R"({"current":"x","profiles":[{"name":"x","mode":"AK","access_key_id":"CLI","access_key_secret":"s"}]})");
  const auto reports = inspect(sources(), asking.context).sources;
  struct Row {
    std::string source;
    CredentialsSourceState state;
    std::string outcome;
  };
  const std::vector<Row> expected{
      {"environment", CredentialsSourceState::kDeclined, "ALIBABA_CLOUD_ACCESS_KEY_ID is not set"},
      {"OIDC", CredentialsSourceState::kDeclined, "ALIBABA_CLOUD_ROLE_ARN is not set"},
      {"CLI profile", CredentialsSourceState::kUsed, "profile x in ~/.aliyun/config.json"},
      {"ini profile", CredentialsSourceState::kNotAsked, "not asked: an earlier source is used"},
      {"ECS role", CredentialsSourceState::kNotAsked, "not asked: an earlier source is used"},
      {"credentials URI", CredentialsSourceState::kNotAsked, "not asked: an earlier source is used"},
  };
  ASSERT_EQ(reports.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(reports[i].source, expected[i].source);
    EXPECT_EQ(reports[i].state, expected[i].state) << reports[i].source;
    EXPECT_EQ(reports[i].outcome, expected[i].outcome);
  }
}

TEST_F(DefaultChain, IsInspectedDownToTheSourceThatFails) {
  home.write(".aliyun/config.json", R"({"current":"x","profiles":[{"name":"x","mode":"CloudSSO"}]})");
  variables["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
  variables["ALIBABA_CLOUD_CREDENTIALS_URI"] = "http://127.0.0.1:1/?key=hidden";
  const auto reports = inspect(sources(), asking.context).sources;
  EXPECT_EQ(reports.back().state, CredentialsSourceState::kFailed);
  EXPECT_EQ(reports.back().outcome, "credentials URI: connection refused. Check the URI and the server that it names.");
  EXPECT_EQ(reports[2].state, CredentialsSourceState::kDeclined);
  EXPECT_NE(reports[2].outcome.find("acs-sso login --profile x"), std::string::npos) << "what to run instead";
}

TEST_F(DefaultChain, ServesAfterAnInspectionWithoutAnotherFetch) {
  const auto none = inspect(sources(), asking.context);
  EXPECT_EQ(none.provider.error().message,
            defaultChain(environmentOf(variables))->fetch(asking.context).error().message);

  home.write("command", "echo >> " + home.path() +
                            "/runs; echo '{\"mode\":\"AK\",\"access_key_id\":\"C\",\"access_key_secret\":\"s\"}'");
  home.write(".aliyun/config.json",
             R"({"current":"x","profiles":[{"name":"x","mode":"External","process_command":"/bin/sh )" + home.path() +
                 R"(/command"}]})",
             0644);
  const auto found = inspect(sources(), asking.context);
  ASSERT_TRUE(found.provider) << found.provider.error().message;
  EXPECT_EQ((*found.provider)->fetch(asking.context)->accessKeyId, "C");
  EXPECT_EQ(std::filesystem::file_size(home.path() + "/runs"), 1U) << "a line for each run";
  EXPECT_EQ(asking.warnings.size(), 1U) << "others can read the file";
}

TEST_F(DefaultChain, AdvisesToConfigureTheNamedProfile) {
  const auto hint = [&](const std::string& profile) {
    return profileChain(environmentOf(variables), profile)->fetch(asking.context).error().hint;
  };
  EXPECT_EQ(hint("prod"), "Run `aliyun configure --profile prod`.") << "no file";
  home.write(".aliyun/config.json", R"({"current":"x","profiles":[{"name":"half","mode":"AK","access_key_id":"i"}]})");
  EXPECT_EQ(hint("prod"), "Run `aliyun configure --profile prod`.") << "no such profile";
  EXPECT_EQ(hint("half"), "Run `aliyun configure --profile half`.");
  EXPECT_EQ(hint(""), "Run `aliyun configure`.");
}

}  // namespace
}  // namespace dataworks::detail
