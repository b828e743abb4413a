#include "engine/pool.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <memory>
#include <thread>
#include <vector>

namespace dataworks {
namespace {

struct Item {
  explicit Item(int itsNumber) : number(itsNumber) {}
  int number;
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

TEST_F(PoolTest, MakesOneThatIsNotShared) {
  EXPECT_EQ(pool.makeNew()->number, 1);
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

TEST_F(PoolTest, LeavesToTheParentWhatIsItsOwn) {
  static_cast<void>(pool.borrow());
  const pid_t child = fork();
  if (child == 0) _exit(pool.borrow()->number == 2 ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(pool.borrow()->number, 1);
}

}  // namespace
}  // namespace dataworks
