// SPDX-License-Identifier: Apache-2.0
#include "http/poll_set.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

namespace dataworks::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using namespace std::chrono_literals;

constexpr auto kForEver = 24h;  // a test that sleeps for it has failed

// Two ends of a connection: what is written to the one can be read from the other.
class Connection {
 public:
  Connection() { EXPECT_NE(ends_.sleeps, kNoSocket); }
  ~Connection() {
    for (const Socket end : {ends_.sleeps, ends_.wakes}) closeSocket(end);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] Socket here() const { return ends_.sleeps; }
  void writeThere() const { writeWake(ends_.wakes); }

 private:
  WakePair ends_ = openWakePair();
};

class Watching : public ::testing::Test {
 protected:
  std::vector<std::pair<Socket, int>> ready() {
    std::vector<std::pair<Socket, int>> found;
    watch.forEachReady([&](Socket socket, short events) {
      found.emplace_back(socket, (events & POLLIN) != 0 ? POLLIN : events);  // on Windows a set of two, and one comes
    });
    return found;
  }

  PollSet watch;
  Connection a;
  Connection b;
};

TEST_F(Watching, WakesForASocketThatIsReadyAndNamesNoOther) {
  watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  watch.watch(b.here(), POLLIN, PollSet::kNowhere);
  b.writeThere();
  watch.sleep(kForEver);
  EXPECT_THAT(ready(), ElementsAre(Pair(b.here(), POLLIN)));
  EXPECT_THAT(ready(), IsEmpty()) << "reported twice";
}

TEST_F(Watching, TellsOnlyWhatIsWaitedFor) {
  const auto place = watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  watch.watch(b.here(), POLLIN, PollSet::kNowhere);
  a.writeThere();
  b.writeThere();
  EXPECT_EQ(watch.watch(a.here(), 0, place), place);  // as for a transfer that pauses
  watch.sleep(kForEver);
  EXPECT_THAT(ready(), ElementsAre(Pair(b.here(), POLLIN)));
}

TEST_F(Watching, GivesAPlaceThatIsFreeToTheNext) {
  const auto place = watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  EXPECT_FALSE(watch.isEmpty());
  watch.forget(place);
  EXPECT_TRUE(watch.isEmpty());
  EXPECT_EQ(watch.watch(b.here(), POLLIN, PollSet::kNowhere), place);
}

TEST_F(Watching, TellsNoneThatWasForgotten) {
  const auto place = watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  a.writeThere();
  watch.forget(place);
  watch.sleep(0ms);
  EXPECT_THAT(ready(), IsEmpty());
}

// One that is ready ends another's transfer, whose socket is then closed, and its place may be another's.
TEST_F(Watching, DoesNotVisitWhatWasForgottenMeanwhile) {
  const auto first = watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  const auto second = watch.watch(b.here(), POLLIN, PollSet::kNowhere);
  ASSERT_LT(first, second);
  a.writeThere();
  b.writeThere();
  watch.sleep(kForEver);
  std::vector<Socket> visited;
  watch.forEachReady([&](Socket socket, short /*events*/) {
    visited.push_back(socket);
    watch.forget(second);
    watch.watch(b.here(), POLLOUT, PollSet::kNowhere);
  });
  EXPECT_THAT(visited, ElementsAre(a.here()));
}

TEST_F(Watching, ClearedItWaitsForNone) {
  watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  a.writeThere();
  watch.clear();
  EXPECT_TRUE(watch.isEmpty());
  watch.sleep(0ms);
  EXPECT_THAT(ready(), IsEmpty());
}

TEST_F(Watching, IsNotSleptIntoAWakeThatCameBefore) {
  watch.wake();
  watch.wake();
  watch.sleep(kForEver);
  EXPECT_THAT(ready(), IsEmpty());
}

TEST_F(Watching, IsWokenFromAnotherThreadEachTime) {
  for (int i = 0; i < 100; ++i) {
    const std::jthread other([&] { watch.wake(); });
    watch.sleep(kForEver);
  }
  EXPECT_THAT(ready(), IsEmpty());
  watch.watch(a.here(), POLLIN, PollSet::kNowhere);
  const std::jthread other([&] { a.writeThere(); });
  watch.sleep(kForEver);
  EXPECT_THAT(ready(), ElementsAre(Pair(a.here(), POLLIN))) << "an old wake ended a new sleep";
}

}  // namespace
}  // namespace dataworks::detail
