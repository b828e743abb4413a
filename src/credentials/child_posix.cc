// SPDX-License-Identifier: Apache-2.0
#include "credentials/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "credentials/child_process.h"

extern char** environ;

namespace dataworks::detail {
namespace {

constexpr int kSliceMs = 10;  // how often stop and deadline are checked

void closeOnExec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

}  // namespace

struct Child::Running {
  pid_t process = -1;
  int output = -1;
  std::array<char, 4096> buffer{};

  /// 0, or the reason as errno has it.
  int spawn(const std::vector<std::string>& words, int into) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, into, STDOUT_FILENO);

    // A group of its own, to be killed as a whole; none of the signals that this thread blocks or ignores.
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none;
    sigset_t ignored;  // by programs that cope with the error instead
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    sigaddset(&ignored, SIGXFSZ);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &ignored);

    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int failed = posix_spawnp(&process, arguments[0], &files, &how, arguments.data(), environ);
    if (failed != 0) process = -1;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return failed;
  }

  void abandon() const {
    kill(-process, SIGKILL);
    // Reaps it if it dies at once, as is usual. One that hangs in the kernel stays behind: nothing waits for it.
    for (int attempts = 0; attempts < 5 && waitpid(process, nullptr, WNOHANG) == 0; ++attempts) poll(nullptr, 0, 1);
  }
};

std::optional<std::vector<std::string>> wordsToStart(std::string_view command) { return splitCommand(command); }

Child::Child() : running_(std::make_unique<Running>()) {}

Child::~Child() {
  if (running_->output >= 0) close(running_->output);
  if (running_->process > 0) running_->abandon();
}

std::string Child::start(const std::vector<std::string>& words) {
  std::array<int, 2> ends{};
  int failed = pipe(ends.data()) == 0 ? 0 : errno;
  if (failed == 0) {
    running_->output = ends[0];
    closeOnExec(ends[0]);
    closeOnExec(ends[1]);
    failed = running_->spawn(words, ends[1]);
    close(ends[1]);
  }
  return failed == 0 ? "" : std::generic_category().message(failed);
}

std::optional<std::string_view> Child::readSome() {
  pollfd waiting{running_->output, POLLIN, 0};
  if (poll(&waiting, 1, kSliceMs) <= 0) return std::string_view();
  const ssize_t got = read(running_->output, running_->buffer.data(), running_->buffer.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::string_view();
  if (got <= 0) return std::nullopt;
  return std::string_view(running_->buffer.data(), static_cast<std::size_t>(got));
}

std::optional<std::string> Child::ended() {
  int status = 0;
  const pid_t found = waitpid(running_->process, &status, WNOHANG);
  if (found == 0 || (found < 0 && errno == EINTR)) {
    poll(nullptr, 0, kSliceMs);
    return std::nullopt;
  }
  running_->process = -1;
  if (found < 0) return "";  // the host program reaps all children itself: the output must do
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return "";
  return WIFEXITED(status) ? " exited with " + std::to_string(WEXITSTATUS(status))
                           : " was ended by signal " + std::to_string(WTERMSIG(status));
}

}  // namespace dataworks::detail
