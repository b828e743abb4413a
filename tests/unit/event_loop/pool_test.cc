// SPDX-License-Identifier: Apache-2.0
#include "event_loop/pool.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace dataworks::detail {
namespace {

struct Item {
  explicit Item(int itsNumber) : number(itsNumber) {}
  ~Item() {
    if (atEnd) atEnd();
  }
  Item(const Item&) = delete;
  Item& operator=(const Item&) = delete;

  int number;
  std::function<void()> atEnd;
};

struct PoolTest : ::testing::Test {
  std::atomic<int> made = 0;
  Pool<Item> pool{[this] { return std::make_unique<Item>(++made); }};
};

TEST_F(PoolTest, LendsTheLastOneGivenBackFirst) {
  {
    const auto first = pool.borrow();
    const auto second = pool.borrow();
    EXPECT_EQ(first->number, 1);
    EXPECT_EQ((*second).number, 2);
  }  // the second is given back first
  const auto again = pool.borrow();
  EXPECT_EQ(again->number, 1);
  const auto other = pool.borrow();
  EXPECT_EQ(other->number, 2);
  EXPECT_EQ(pool.borrow()->number, 3);
  EXPECT_EQ(made, 3);
}

TEST_F(PoolTest, GivesBackOnceWhatWasMoved) {
  {
    auto first = pool.borrow();
    const auto moved = std::move(first);
  }
  EXPECT_EQ(pool.borrow()->number, 1);
  EXPECT_EQ(made, 1);
}

TEST_F(PoolTest, DoesNotTakeBackWhatAnExceptionLeft) {
  bool ended = false;
  try {
    const auto first = pool.borrow();
    first->atEnd = [&ended] { ended = true; };
    throw 1;
  } catch (int) {
  }
  EXPECT_TRUE(ended);
  EXPECT_EQ(pool.borrow()->number, 2);

  // What is borrowed while an exception is on its way goes back as usual.
  struct BorrowsAtItsEnd {
    Pool<Item>& pool;
    ~BorrowsAtItsEnd() { EXPECT_EQ(pool.borrow()->number, 2); }
  };
  try {
    const BorrowsAtItsEnd borrows{pool};
    throw 1;
  } catch (int) {
  }
  EXPECT_EQ(pool.borrow()->number, 2);
}

TEST_F(PoolTest, NeverLendsOneToTwoThreads) {
  std::vector<std::jthread> threads;
  std::vector<std::atomic<bool>> inUse(100);
  std::atomic<int> clashes = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 500; ++k) {
        const auto item = pool.borrow();
        auto& mine = inUse[static_cast<std::size_t>(item->number)];
        if (mine.exchange(true)) ++clashes;
        mine = false;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(clashes, 0);
  EXPECT_LE(made, 4);
}

TEST_F(PoolTest, KeepsSoManyAfterABurstAndOfThoseTheLastUsed) {
  constexpr int kMost = Pool<Item>::kMostIdle;
  std::vector<int> ended;
  {
    std::deque<Pool<Item>::Borrowed> burst;
    for (int i = 0; i < kMost + 3; ++i) burst.push_back(pool.borrow());
    for (const auto& item : burst) item->atEnd = [&ended, number = item->number] { ended.push_back(number); };
    while (!burst.empty()) burst.pop_front();  // in the order of their numbers
  }
  EXPECT_EQ(ended, (std::vector{1, 2, 3}));
  std::deque<Pool<Item>::Borrowed> again;
  for (int number = kMost + 3; number > 3; --number) {
    again.push_back(pool.borrow());
    EXPECT_EQ(again.back()->number, number);
    again.back()->atEnd = nullptr;
  }
  EXPECT_EQ(made, kMost + 3);
  EXPECT_EQ(pool.borrow()->number, kMost + 4);
}

TEST_F(PoolTest, IsFreeToLendWhileOneEnds) {
  int lentMeanwhile = 0;
  std::deque<Pool<Item>::Borrowed> burst;
  for (std::size_t i = 0; i <= Pool<Item>::kMostIdle; ++i) burst.push_back(pool.borrow());
  burst.front()->atEnd = [&] { std::thread([&] { lentMeanwhile = pool.borrow()->number; }).join(); };
  while (!burst.empty()) burst.pop_front();  // a pool that is locked for as long as one ends would wait for ever
  EXPECT_EQ(lentMeanwhile, Pool<Item>::kMostIdle + 1);
}

}  // namespace
}  // namespace dataworks::detail
