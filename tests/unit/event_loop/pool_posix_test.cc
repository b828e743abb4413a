// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "event_loop/pool.h"

namespace dataworks::detail {
namespace {

TEST(PoolInAForkedChild, LeavesToTheParentWhatIsItsOwn) {
  int made = 0;
  Pool<int> pool([&made] { return std::make_unique<int>(++made); });
  static_cast<void>(pool.borrow());
  const pid_t child = fork();
  if (child == 0) _exit(*pool.borrow() == 2 ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(*pool.borrow(), 1);
}

}  // namespace
}  // namespace dataworks::detail
