#include "credentials/patient_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include "unit/credentials/support.h"

namespace dataworks::detail {
namespace {

using namespace testing_credentials;

TEST(PatientLockOfOne, IsHeldByOneAtATime) {
  PatientLock lock;
  EXPECT_TRUE(lock.tryLock());
  EXPECT_FALSE(lock.tryLock());
  lock.unlock();
  Asking asking;
  EXPECT_EQ(lock.lock(asking.request), std::nullopt);
  EXPECT_FALSE(lock.tryLock());
}

TEST(PatientLockOfOne, IsGivenUpAtTheDeadlineAndAtAStop) {
  PatientLock lock;
  ASSERT_TRUE(lock.tryLock());
  Asking asking;
  CredentialsRequest late = asking.request;
  late.deadline = asking.clock->steadyNow();
  EXPECT_EQ(lock.lock(late)->kind, ErrorKind::kTimeout);
  std::stop_source stop;
  stop.request_stop();
  CredentialsRequest stopped = asking.request;
  stopped.stop = stop.get_token();
  EXPECT_EQ(lock.lock(stopped)->kind, ErrorKind::kCancelled);
}

TEST(PatientLockOfOne, IsFreeInAForkedChild) {
  PatientLock lock;
  ASSERT_TRUE(lock.tryLock());
  const pid_t child = fork();
  if (child == 0) _exit(lock.tryLock() && !lock.tryLock() ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_FALSE(lock.tryLock()) << "the child's is its own";
}

}  // namespace
}  // namespace dataworks::detail
