// SPDX-License-Identifier: Apache-2.0
// Kept connections: those that died while idle, and unsolicited bytes that wait on them.
#include <gtest/gtest.h>

#include <openssl/ssl.h>

#include <functional>
#include <latch>
#include <semaphore>
#include <vector>

#include "guarded_network.h"
#include "http/libcurl_version.h"
#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

namespace {

// The background event loop keeps ten connections; all of them die at the moment in which they are used again.
TEST(TenKeptConnectionsThatDie, TakeNoSecondCopyOfATrigger) {
  FaultServer server;
  const DataWorksClient client = clientFor(server.url());
  std::vector<Pending<SearchManualDagNodeInstanceResponse>> warmUp;
  const auto together = std::make_shared<std::latch>(10);
  server.play(faults::reply(faults::BytesFor([together](const SeenRequest& request) {
    together->arrive_and_wait();  // so that none of the ten can use the connection of another
    return faults::properResponse(request);
  })));
  for (int i = 0; i < 10; ++i) warmUp.push_back(client.searchManualDagNodeInstanceAsync(poll()));
  for (auto& pending : warmUp) ASSERT_TRUE(std::move(pending).get());
  ASSERT_EQ(server.connections(), 10);
  server.forgetRequests();

  server.play(faults::resetAfterRequest());
  const auto result = client.createManualDagAsync(trigger()).get();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kNetwork);
  EXPECT_EQ(result.error().execution, Execution::kMaybeExecuted);
  EXPECT_EQ(server.copies("CreateManualDag"), 1);
}

TEST(KeptConnection, ThatTheServerClosedIsReplacedUnseen) {
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    const DataWorksClient client = clientFor(server.url());
    ASSERT_TRUE(client.searchManualDagNodeInstance(poll()));
    server.hangUp();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.copies("CreateManualDag"), 3);
    EXPECT_EQ(server.connections(), 2) << "an end is no response: triggers go on using kept connections";
  }
}

Fault throttled() {
  return faults::reply(
      response(faults::envelope("Throttling.User"), "429 Too Many Requests", "x-acs-retry-after: 1\r\n"));
}

// What the first attempt was responded may come twice, and the second time while the next attempt waits for its
// response.
TEST(KeptConnection, IsNotUsedByTheSecondAttemptOfATrigger) {
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    const DataWorksClient client = clientFor(server.url());
    server.play(throttled(), 1);
    EXPECT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.copies("CreateManualDag"), 2);
    EXPECT_EQ(server.connections(), 2);
    EXPECT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.connections(), 2) << "the first attempt of the next one uses what is kept";
  }
}

// What the first attempt was responded was another's word, and its own response comes while the second one connects.
TEST(SecondAttempt, IsNotSentWhereTheFirstOneGetsASecondResponse) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075000)) GTEST_SKIP() << "this libcurl does not ask before it sends";
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    const DataWorksClient client = clientFor(server.url());
    server.play(throttled(), 1);
    int connects = 0;
    const AfterConnect itsOwnComes([&] {
      if (++connects == 2) {
        EXPECT_TRUE(server.sendOn(1, response(R"({"RequestId":"own","ReturnCode":"0","ReturnValue":42})")));
      }
    });
    const auto created = client.createManualDag(trigger());
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().execution, Execution::kMaybeExecuted);
    EXPECT_EQ(server.copies("CreateManualDag"), 1);
  }
}

// A response that comes before the request cannot belong to it.
TEST(NewConnection, WithAResponseOnItIsNotUsed) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075000)) GTEST_SKIP() << "this libcurl does not ask before it sends";
  std::counting_semaphore<> responded(0);
  FaultServer server;
  const DataWorksClient client = clientFor(server.url());
  server.play(faults::onAccept([&](Conversation& conversation) {
                conversation.send(response(faults::envelope("Throttling.User"), "429 Too Many Requests"));
                responded.release();
              }),
              4);
  const AfterConnect hold([&] { responded.acquire(); });
  const auto created = client.createManualDag(trigger(), {.retry = RetryOptions{.maxAttempts = 1}});
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().kind, ErrorKind::kBadResponse);
  EXPECT_EQ(created.error().execution, Execution::kNotExecuted);
  EXPECT_EQ(created.error().message, "the server responded before the request was sent");
  EXPECT_FALSE(client.createManualDag(trigger()));
  EXPECT_EQ(server.copies("CreateManualDag"), 0);
}

// Over TLS the end of a connection is a record of its own, which may look like a response.
TEST(KeptConnection, ThatEndedWithAGoodbyeIsNoReasonToDistrustOthers) {
  for (const int newestTls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    FaultServer server({.tls = true, .newestTlsVersion = newestTls});
    const DataWorksClient client = clientFor(server.url());
    std::binary_semaphore closed(0);
    server.play({.onRequest =
                     [&](Conversation& conversation, const SeenRequest& request) {
                       conversation.send(faults::properResponse(request));
                       conversation.close();
                       closed.release();
                     }},
                1);
    ASSERT_TRUE(client.searchManualDagNodeInstance(poll()));
    closed.acquire();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.copies("CreateManualDag"), 3);
    EXPECT_EQ(server.connections(), 2);
  }
}

// Two polls and a trigger, behind the first two of which strays come: each gets its own response, on its own
// connection.
void expectOwnResponses(FaultServer& server, const DataWorksClient& client, const std::function<void()>& strayComes) {
  ASSERT_TRUE(client.searchManualDagNodeInstance(poll()));
  strayComes();
  const auto polled = client.searchManualDagNodeInstance(poll());
  ASSERT_TRUE(polled) << polled.error();
  EXPECT_NE(polled->requestId, "stray");
  strayComes();
  const auto created = client.createManualDag(trigger());
  ASSERT_TRUE(created) << created.error();
  EXPECT_NE(created->requestId, "stray");
  EXPECT_EQ(server.copies("CreateManualDag"), 1);
  EXPECT_EQ(server.copies("SearchManualDagNodeInstance"), 2);
  EXPECT_EQ(server.connections(), 3);
}

// On a kept connection comes an unsolicited response: a balancer sends one before it closes, or a server responds
// twice. It proves nothing about the next request.
TEST(KeptConnection, WithAnUnsolicitedResponseOnItIsNotUsed) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075000)) GTEST_SKIP() << "this libcurl does not ask before it sends";
  const std::string strays[] = {response(faults::envelope("Throttling.User"), "429 Too Many Requests"),
                                response(faults::envelope("MissingParameter"), "400 Bad Request"),
                                response(R"({"RequestId":"stray","ReturnCode":"0","ReturnValue":1,"Success":true})")};
  for (const bool tls : {false, true}) {
    for (const std::string& stray : strays) {
      FaultServer server({.tls = tls});
      const DataWorksClient client = clientFor(server.url());
      std::binary_semaphore responded(0);
      std::binary_semaphore strayed(0);
      server.play({.onRequest =
                       [&](Conversation& conversation, const SeenRequest& request) {
                         conversation.send(faults::properResponse(request));
                         responded.acquire();
                         conversation.send(stray);
                         strayed.release();
                       }},
                  2);
      expectOwnResponses(server, client, [&] {
        responded.release();
        strayed.acquire();
      });
    }
  }
}

// Of a record that libcurl reads in part, OpenSSL keeps the rest, and the socket has nothing to be read.
TEST(KeptConnection, WithAnUnsolicitedResponseInTheRecordOfTheLastOneIsNotUsed) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075000)) GTEST_SKIP() << "this libcurl does not ask before it sends";
  for (const std::string& stray :
       {response(faults::envelope("Throttling.User"), "429 Too Many Requests"),
        response(R"({"RequestId":"stray","ReturnCode":"0","ReturnValue":1,"Success":true})")}) {
    FaultServer server({.tls = true});
    const DataWorksClient client = clientFor(server.url());
    server.play({.onRequest =
                     [&](Conversation& conversation, const SeenRequest& request) {
                       const std::string proper = faults::properResponse(request);
                       const std::size_t body = proper.find("\r\n\r\n") + 4;
                       conversation.send(proper.substr(0, body));
                       conversation.send(proper.substr(body) + stray);
                     }},
                2);
    expectOwnResponses(server, client, [] {});
  }
}

// Where unsolicited responses came, the next one may come between the check and the response.
TEST(KeptConnection, ServesNoTriggerOnceAnUnsolicitedResponseWasSeen) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075000)) GTEST_SKIP() << "this libcurl does not ask before it sends";
  FaultServer server;
  const DataWorksClient client = clientFor(server.url());
  std::binary_semaphore responded(0);
  std::binary_semaphore strayed(0);
  server.play({.onRequest =
                   [&](Conversation& conversation, const SeenRequest& request) {
                     conversation.send(faults::properResponse(request));
                     responded.acquire();
                     conversation.send(response(faults::envelope("Throttling.User"), "429 Too Many Requests"));
                     strayed.release();
                   }},
              1);
  ASSERT_TRUE(client.createManualDag(trigger()));
  ASSERT_EQ(server.connections(), 1);
  responded.release();
  strayed.acquire();
  for (int connections = 2; connections < 5; ++connections) {
    ASSERT_TRUE(client.createManualDag(trigger()));
    EXPECT_EQ(server.connections(), connections);
  }
  ASSERT_TRUE(client.searchManualDagNodeInstance(poll()));
  EXPECT_EQ(server.connections(), 4) << "a poll may be repeated, and takes a kept one";
}

// The connection that a poll takes dies, and libcurl would take the other kept one for its second copy.
TEST(KeptConnection, WithAnUnsolicitedResponseOnItServesNoSecondCopyEither) {
  if (!DATAWORKS_LIBCURL_AT_LEAST(0x075000)) GTEST_SKIP() << "this libcurl does not ask before it sends";
  FaultServer server;
  const DataWorksClient client = clientFor(server.url());
  std::latch together(2);
  std::vector<Pending<SearchManualDagNodeInstanceResponse>> warmUp;
  server.play({.onRequest = [&](Conversation& conversation, const SeenRequest& request) {
    together.arrive_and_wait();  // so that neither can use the connection of the other
    conversation.send(faults::properResponse(request));
  }});
  for (int i = 0; i < 2; ++i) warmUp.push_back(client.searchManualDagNodeInstanceAsync(poll()));
  for (auto& pending : warmUp) ASSERT_TRUE(std::move(pending).get());
  ASSERT_EQ(server.connections(), 2);

  server.play(
      {.onRequest =
           [&](Conversation& conversation, const SeenRequest&) {
             const int other = 3 - conversation.number();
             EXPECT_TRUE(server.sendOn(other, response(R"({"RequestId":"stray","ErrCode":"0","Success":true})")));
             conversation.close();
           }},
      1);
  const auto polled = client.searchManualDagNodeInstanceAsync(poll()).get();
  ASSERT_TRUE(polled) << polled.error();
  EXPECT_NE(polled->requestId, "stray");
  EXPECT_EQ(server.connections(), 3);
}

TEST(KeptConnection, ServesABurstOfPolls) {
  FaultServer server({.tls = true});
  const DataWorksClient client = clientFor(server.url());
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(client.searchManualDagNodeInstance(poll()));
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace

}  // namespace dataworks::testing
