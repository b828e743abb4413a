// SPDX-License-Identifier: Apache-2.0
#include "event_loop/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "dataworks/pending.h"
#include "support/call_fixture.h"

namespace dataworks::testing {
namespace {

using namespace std::chrono_literals;

Background::MakeLoop loops() {
  return [clock = std::make_shared<ManualClock>()] {
    return std::make_unique<EventLoop>(clock,
                                       std::make_unique<TransportBackend>(std::make_shared<ScriptedTransport>()));
  };
}

constexpr std::size_t kRoom = 1000;

/// Work that ends only when it is cancelled.
Background::Work endless(std::atomic<int>& cancelled, std::promise<void>* begun = nullptr) {
  return [&cancelled, begun](EventLoop&, const std::function<void()>& finished) -> std::function<void()> {
    if (begun != nullptr) begun->set_value();
    return [&cancelled, finished] {
      ++cancelled;
      finished();
    };
  };
}

TEST(Background, RunsWorkOnOneThreadOfItsOwn) {
  Background background(loops());
  std::promise<std::thread::id> first;
  std::promise<std::thread::id> second;
  for (auto* promise : {&first, &second}) {
    EXPECT_TRUE(background.submit(
        [promise](EventLoop&, const std::function<void()>& finished) -> std::function<void()> {
          EXPECT_TRUE(detail::onEventLoopThread());
          finished();
          promise->set_value(std::this_thread::get_id());
          return [] {};
        },
        kRoom));
  }
  const auto thread = first.get_future().get();
  EXPECT_NE(thread, std::this_thread::get_id());
  EXPECT_EQ(thread, second.get_future().get());
  EXPECT_FALSE(detail::onEventLoopThread());
}

TEST(Background, CancelsWhatIsUnderWayAtItsEnd) {
  std::atomic<int> cancelled = 0;
  {
    Background background(loops());
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(background.submit(endless(cancelled), kRoom));
  }
  EXPECT_EQ(cancelled, 10);
}

TEST(Background, TakesNothingMoreAfterItsEnd) {
  std::atomic<int> cancelled = 0;
  Background background(loops());
  EXPECT_TRUE(background.submit(endless(cancelled), kRoom));
  background.end();
  EXPECT_EQ(cancelled, 1);
  EXPECT_FALSE(background.submit(endless(cancelled), kRoom));
  background.end();
  EXPECT_EQ(cancelled, 1);
}

TEST(Background, HasNoThreadBeforeTheFirstWork) {
  int made = 0;
  {
    Background background([&made, make = loops()] {
      ++made;
      return make();
    });
  }
  EXPECT_EQ(made, 0);
}

TEST(Background, RefusesWorkThatThereIsNoRoomFor) {
  std::atomic<int> cancelled = 0;
  Background background(loops());
  EXPECT_FALSE(background.submit(endless(cancelled), 0));
  EXPECT_TRUE(background.submit(endless(cancelled), 2));
  EXPECT_TRUE(background.submit(endless(cancelled), 2));
  EXPECT_FALSE(background.submit(endless(cancelled), 2));
  EXPECT_TRUE(background.submit(endless(cancelled), 3));
}

TEST(Background, HasRoomAgainForWhatIsFinished) {
  Background background(loops());
  for (int i = 0; i < 100; ++i) {
    std::promise<void> done;
    EXPECT_TRUE(background.submit(
        [&done](EventLoop& loop, const std::function<void()>& finished) -> std::function<void()> {
          finished();
          loop.post([&done] { done.set_value(); });
          return [] {};
        },
        1))
        << i;
    done.get_future().wait();
  }
}

TEST(Background, MayBeEndedAndDestroyedOnItsOwnThread) {
  std::atomic<int> cancelled = 0;
  auto background = std::make_unique<Background>(loops());
  std::promise<void> gone;
  EXPECT_TRUE(background->submit(endless(cancelled), kRoom));
  EXPECT_TRUE(background->submit(
      [&](EventLoop&, const std::function<void()>& finished) -> std::function<void()> {
        background.reset();
        finished();
        gone.set_value();
        return [] {};
      },
      kRoom));
  gone.get_future().wait();
  EXPECT_EQ(background, nullptr);
  while (cancelled == 0) std::this_thread::yield();  // by the thread, which ends by itself
}

}  // namespace
}  // namespace dataworks::testing
