// SPDX-License-Identifier: Apache-2.0
// What a program may do around the library: many threads, fork, no descriptors left, SIGPIPE, exceptions in callbacks,
// ends of the process and of a module.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <iterator>
#include <latch>
#include <set>
#include <thread>
#include <vector>

#include "event_loop/event_loop.h"
#include "event_loop/pool.h"
#include "http/libcurl_version.h"
#include "loopback_client.h"
#include "support/faults.h"

namespace dataworks::testing {

using namespace detail;

namespace {

using namespace std::chrono_literals;

// --- threads and connections
// --------------------------------------------------------------------------------------------------------

TEST(SixtyFourThreads, ShareOneClientAndEachTriggerArrivesOnce) {
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    const DataWorksClient client = clientFor(server.url());
    std::atomic<int> succeeded = 0;
    std::latch start(64);
    std::vector<std::thread> threads;
    for (int i = 0; i < 64; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        for (int j = 0; j < 4; ++j) {
          const auto flow = std::to_string(i) + "-" + std::to_string(j);
          const bool ok = j % 2 == 0 ? client.createManualDag(trigger(flow)).has_value()
                                     : client.createManualDagAsync(trigger(flow)).get().has_value();
          if (ok) ++succeeded;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(succeeded, 256);
    std::set<std::string> flows;
    std::set<std::string> nonces;
    for (const auto& request : server.requests()) {
      flows.insert(request.parameter("FlowName"));
      nonces.insert(request.parameter("SignatureNonce"));
    }
    EXPECT_EQ(server.copies(), 256);
    EXPECT_EQ(flows.size(), 256U);
    EXPECT_EQ(nonces.size(), 256U);
  }
}

TEST(OneConnection, ServesAsynchronousCallsInTheirOrder) {
  FaultServer server;
  ClientOptions options = optionsFor(server.url());
  options.http.maxConnections = 1;
  const DataWorksClient client = clientFor(std::move(options));
  server.play(faults::holdAfterRequest(), 1);
  std::stop_source stopFirst;
  std::stop_source stopThird;
  std::vector<Pending<CreateManualDagResponse>> calls;
  for (int i = 0; i < 20; ++i) {
    CallOptions with;
    if (i == 0) with.stop = stopFirst.get_token();
    if (i == 2) with.stop = stopThird.get_token();
    calls.push_back(client.createManualDagAsync(trigger(std::to_string(i)), with));
  }
  ASSERT_TRUE(server.waitUntilHeld());
  stopThird.request_stop();  // while it waits for the connection
  const auto third = std::move(calls[2]).get();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::kCancelled);
  EXPECT_EQ(third.error().execution, Execution::kNotExecuted);
  stopFirst.request_stop();
  EXPECT_EQ(std::move(calls[0]).get().error().execution, Execution::kMaybeExecuted);

  std::vector<std::string> expected{"0"};
  for (int i = 1; i < 20; ++i) {
    if (i == 2) continue;
    expected.push_back(std::to_string(i));
    const auto created = std::move(calls[static_cast<std::size_t>(i)]).get();
    EXPECT_TRUE(created) << created.error();
  }
  std::vector<std::string> seen;
  for (const SeenRequest& request : server.requests()) seen.push_back(request.parameter("FlowName"));
  EXPECT_EQ(seen, expected);
  // The stopped call took the first one with it. An older libcurl makes one for each trigger.
  if (DATAWORKS_LIBCURL_AT_LEAST(0x075000)) {
    EXPECT_EQ(server.connections(), 2);
  }
}

// --- signals and callbacks
// ----------------------------------------------------------------------------------------------------------

TEST(Sigpipe, NeitherEndsTheProgramNorStaysPending) {
  ASSERT_NE(std::signal(SIGPIPE, SIG_DFL), SIG_ERR);
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    const DataWorksClient client = clientFor(server.url());
    server.play(faults::resetAfterReading(1));
    CreateManualDagRequest large = trigger();
    large.dagPara = {{"blob", std::string(4U << 20U, 'x')}};  // still being written when the connection breaks
    EXPECT_FALSE(client.createManualDag(large));
    EXPECT_FALSE(client.createManualDagAsync(large).get());
    sigset_t pending;
    sigpending(&pending);
    EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    EXPECT_EQ(sigismember(&blocked, SIGPIPE), 0);
  }
}

TEST(CallbacksThatThrow, DisturbNothing) {
  class Throwing final : public Observer {
   public:
    void onCallStarted(const CallStarted&) override { throw 1; }
    void onAttemptStarting(const AttemptStarting&) override { throw 2; }
    void onRetryScheduled(const RetryScheduled&) override { throw 3; }
    void onCallFinished(const CallFinished&) override { throw 4; }
  };
  FaultServer server;
  ClientOptions options = optionsFor(server.url());
  options.observer = std::make_shared<Throwing>();
  const DataWorksClient client = clientFor(std::move(options));
  server.play(faults::replyBody(faults::envelope("Throttling"), "400 Bad Request"), 1);
  EXPECT_TRUE(client.createManualDag(trigger()));

  const auto run = client.waitForManualDag(polledRun(), {.onUpdate = [](const DagRun&) { throw 5; },
                                                         .onPoll = [](const PollEvent&) { throw 6; },
                                                         .initialPollDelay = 0ms});
  EXPECT_TRUE(run) << run.error();

  std::latch responded(1);
  client.createManualDagAsync(trigger()).then([&](const auto&) {
    responded.count_down();
    throw 7;
  });
  responded.wait();

  std::latch stopped(1);
  std::stop_source stop;  // ended by a task of the event loop instead of by a response
  server.play(faults::holdAfterRequest());
  client.createManualDagAsync(trigger(), {.stop = stop.get_token()}).then([&](const auto&) {
    stopped.count_down();
    throw 8;
  });
  EXPECT_TRUE(server.waitUntilHeld());
  stop.request_stop();
  stopped.wait();
  server.behave();
  EXPECT_TRUE(client.createManualDagAsync(trigger()).get());  // the event loop's thread is still at work

  auto ready = client.createManualDagAsync(trigger());
  while (!ready.ready()) std::this_thread::yield();
  EXPECT_NO_THROW(std::move(ready).then([](const auto&) { throw 9; }));
}

TEST(CallbackOfARefusedCall, MayThrowToo) {
  const DataWorksClient client = clientFor("http://127.0.0.1:1");
  std::latch called(1);
  client.createManualDagAsync({}).then([&](const auto& result) {
    EXPECT_FALSE(result);
    called.count_down();
    throw 1;
  });
  called.wait();
  EXPECT_FALSE(client.createManualDagAsync(trigger()).get());
}

// --- fork and descriptors
// -----------------------------------------------------------------------------------------------------------

/// Runs `work` in a forked child and responds what it responds; 255 if the child died.
int inChild(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

// Which connections of the server the requests so far came on.
std::set<int> connectionsUsed(const FaultServer& server) {
  std::set<int> used;
  for (const auto& request : server.requests()) used.insert(request.connection);
  return used;
}

constexpr auto isRefused = [](const auto& result) {
  return !result && result.error().kind == ErrorKind::kInvalidArgument &&
         result.error().execution == Execution::kNotExecuted;
};

TEST(ForkedChild, SendsNothingAndLeavesTheParentsConnectionsAlone) {
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    std::optional<DataWorksClient> client(clientFor(server.url()));
    ASSERT_TRUE(client->searchManualDagNodeInstance(poll()));
    ASSERT_TRUE(client->searchManualDagNodeInstanceAsync(poll()).get());
    server.forgetRequests();

    const int failed = inChild([&] {
      int failures = 0;
      failures += isRefused(client->createManualDag(trigger())) ? 0 : 1;
      failures += isRefused(client->createManualDagAsync(trigger()).get()) ? 0 : 2;
      client.reset();
      return failures;
    });
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(inChild([&] { return client.reset(), 0; }), 0);
    EXPECT_TRUE(server.requests().empty());
    EXPECT_TRUE(client->searchManualDagNodeInstance(poll()));
    EXPECT_TRUE(client->searchManualDagNodeInstanceAsync(poll()).get());
    EXPECT_EQ(connectionsUsed(server), (std::set<int>{1, 2}));  // still open
  }
}

// Takes all descriptors that are left, and gives them back.
class NoDescriptors {
 public:
  NoDescriptors() {
    const rlimit few{.rlim_cur = 64, .rlim_max = 64};
    ::setrlimit(RLIMIT_NOFILE, &few);
    for (int taken = 0; (taken = ::open("/dev/null", O_RDONLY)) >= 0;) taken_.push_back(taken);
  }
  ~NoDescriptors() {
    for (const int descriptor : taken_) ::close(descriptor);
  }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  std::vector<int> taken_;
};

constexpr auto saysNotSent = [](const auto& result) {
  return !result && result.error().execution == Execution::kNotExecuted &&
         result.error().message.find("EMFILE") != std::string::npos;
};

TEST(DescriptorsExhausted, IsAnErrorWithNothingSentAndOverOnceThereAreSome) {
  const int failed = inChild([] {
    FaultServer server;
    const DataWorksClient client = clientFor(server.url());
    int failures = 0;
    {
      const NoDescriptors none;
      failures += saysNotSent(client.createManualDag(trigger())) ? 0 : 1;
      failures += saysNotSent(client.createManualDagAsync(trigger()).get()) ? 0 : 2;
    }
    failures += client.createManualDag(trigger()) ? 0 : 4;
    failures += client.createManualDagAsync(trigger()).get() ? 0 : 8;
    return failures + (server.copies() == 2 ? 0 : 16);
  });
  EXPECT_EQ(failed, 0);
}

TEST(DescriptorsExhausted, LeavesNoLoopDeafToAStop) {
  const int failed = inChild([] {
    FaultServer server;
    const DataWorksClient client = clientFor(server.url());
    {
      const NoDescriptors none;
      static_cast<void>(client.createManualDag(trigger()));
      static_cast<void>(client.createManualDagAsync(trigger()).get());
    }
    int failures = 0;
    server.play(faults::holdAfterRequest());
    for (const bool background : {false, true}) {
      std::stop_source stop;
      std::thread stopper([&, held = background ? 2 : 1] {
        static_cast<void>(server.waitUntilHeld(held));
        stop.request_stop();
      });
      const CallOptions options{.timeout = 1h, .stop = stop.get_token()};
      const auto result = background ? client.createManualDagAsync(trigger(), options).get()
                                     : client.createManualDag(trigger(), options);
      stopper.join();
      if (result || result.error().kind != ErrorKind::kCancelled) failures += background ? 1 : 2;
    }
    return failures;
  });
  EXPECT_EQ(failed, 0);
}

long openDescriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

TEST(BurstOfBlockingCalls, LeavesNoMoreThanSoManyConnectionsOpen) {
  constexpr int kCallers = 100;
  constexpr int kMostKept = Pool<EventLoop>::kMostIdle;
  FaultServer server;
  const DataWorksClient client = clientFor(server.url());
  std::latch together(kCallers);
  server.play({.onRequest = [&together](Conversation& conversation, const SeenRequest& request) {
    together.arrive_and_wait();  // so that none can use the connection of another
    conversation.send(faults::properResponse(request));
  }});
  const long before = openDescriptors();
  std::atomic<int> succeeded = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kCallers; ++i) {
    threads.emplace_back([&] { succeeded += client.searchManualDagNodeInstance(poll()) ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(succeeded, kCallers);
  EXPECT_EQ(server.connections(), kCallers);
  server.hangUp();  // so that none of its own is counted
  EXPECT_TRUE(server.waitUntilIdle());
  const long kept = openDescriptors() - before;
  EXPECT_GE(kept, kMostKept);
  EXPECT_LE(kept, 5 * kMostKept);
}

// --- the end of a process, and of a module
// --------------------------------------------------------------------------------------------

/// Runs a program beside this one; its exit code, or 255 if it died of a signal.
int runProgram(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return inChild([&] {
    ::execv(arguments[0], arguments.data());
    return 127;
  });
}

TEST(ClientInAStaticObject, StillCallsWhileStaticObjectsAreDestroyed) {
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    EXPECT_EQ(runProgram({DATAWORKS_STATIC_CLIENT, server.url(), testCaFile()}), 0);
    EXPECT_EQ(server.copies(), 6);
  }
}

TEST(ModuleWithTheLibraryInside, MayBeUnloaded) {
  for (const bool tls : {false, true}) {
    FaultServer server({.tls = tls});
    EXPECT_EQ(runProgram({DATAWORKS_MODULE_HOST, DATAWORKS_TEST_MODULE, server.url(), testCaFile()}), 0);
    EXPECT_EQ(server.copies(), 6);
  }
}

}  // namespace

}  // namespace dataworks::testing
