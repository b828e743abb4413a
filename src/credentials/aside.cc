#include "credentials/aside.h"

#include <unistd.h>

#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace dataworks::detail {

namespace {

class Aside {
 public:
  Aside() = default;
  ~Aside() { leaveToParent(); }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  void run(AsideTask task) {
    const std::lock_guard lock(mutex_);
    leaveToParent();
    process_ = getpid();
    thread_.reset();
    thread_ = std::make_unique<std::jthread>([task = std::move(task)](const std::stop_token& stop) { task(stop); });
  }

 private:
  void leaveToParent() {
    if (process_ != getpid()) static_cast<void>(thread_.release());
  }

  std::mutex mutex_;
  pid_t process_ = 0;
  std::unique_ptr<std::jthread> thread_;
};

}  // namespace

RunAside onThread() {
  return [aside = std::make_shared<Aside>()](AsideTask task) { aside->run(std::move(task)); };
}

}  // namespace dataworks::detail
