// SPDX-License-Identifier: Apache-2.0
#include "credentials/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "credentials/source.h"

extern char** environ;

namespace dataworks::detail {
namespace {

constexpr std::size_t kMaxOutput = 64UL * 1024;
constexpr int kSliceMs = 10;  // how often stop and deadline are checked

/// The command's name, for errors; its arguments may hold secrets, and so may what would be a variable to a shell.
std::string called(const std::vector<std::string>& words) {
  const std::string& first = words.front();
  const std::size_t equals = first.find('=');
  if (equals == std::string::npos || first.find('/') < equals) return "credentials command " + first;
  return "credentials command " + first.substr(0, equals) + "=… (no shell runs it: variables cannot be set here)";
}

void closeOnExec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

class Child {
 public:
  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (output_ >= 0) close(output_);
    if (process_ > 0) abandon();
  }

  /// 0, or the reason as errno has it.
  int start(const std::vector<std::string>& words) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return errno;
    output_ = ends[0];
    closeOnExec(ends[0]);
    closeOnExec(ends[1]);
    const int failed = spawn(words, ends[1]);
    close(ends[1]);
    return failed;
  }

  /// Reads what has arrived; waits for it one slice at most. Empty once the output has ended.
  std::optional<std::string_view> readSome() {
    pollfd waiting{output_, POLLIN, 0};
    if (poll(&waiting, 1, kSliceMs) <= 0) return std::string_view();
    const ssize_t got = read(output_, buffer_.data(), buffer_.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::string_view();
    if (got <= 0) return std::nullopt;
    return std::string_view(buffer_.data(), static_cast<std::size_t>(got));
  }

  /// The exit status, once it has ended; waits one slice at most.
  std::optional<int> ended() {
    int status = 0;
    const pid_t found = waitpid(process_, &status, WNOHANG);
    if (found == 0 || (found < 0 && errno == EINTR)) {
      poll(nullptr, 0, kSliceMs);
      return std::nullopt;
    }
    process_ = -1;
    return found < 0 ? 0 : status;  // the host program reaps all children itself: the output must do
  }

 private:
  int spawn(const std::vector<std::string>& words, int output) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);

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
    const int failed = posix_spawnp(&process_, arguments[0], &files, &how, arguments.data(), environ);
    if (failed != 0) process_ = -1;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return failed;
  }

  void abandon() const {
    kill(-process_, SIGKILL);
    // Reaps it if it dies at once, as is usual. One that hangs in the kernel stays behind: nothing waits for it.
    for (int attempts = 0; attempts < 5 && waitpid(process_, nullptr, WNOHANG) == 0; ++attempts) poll(nullptr, 0, 1);
  }

  pid_t process_ = -1;
  int output_ = -1;
  std::array<char, 4096> buffer_{};
};

}  // namespace

Result<std::string> outputOf(const std::vector<std::string>& words, const FetchContext& context) {
  if (auto error = givenUp(context)) return *std::move(error);
  Child child;
  if (const int failed = child.start(words); failed != 0) {
    return credentialsError(called(words) + " cannot be run: " + std::generic_category().message(failed));
  }

  std::string output;
  while (const auto some = child.readSome()) {
    if (auto error = givenUp(context)) return *std::move(error);
    if (output.size() + some->size() > kMaxOutput) return credentialsError(called(words) + " wrote too much");
    output += *some;
  }
  std::optional<int> status;
  while (!(status = child.ended())) {
    if (auto error = givenUp(context)) return *std::move(error);
  }
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return output;
  const std::string how = WIFEXITED(*status) ? " exited with " + std::to_string(WEXITSTATUS(*status))
                                             : " was ended by signal " + std::to_string(WTERMSIG(*status));
  return credentialsError(called(words) + how);
}

std::optional<std::vector<std::string>> splitCommand(std::string_view command) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string> words;
  bool inWord = false;
  char quote = '\0';
  for (std::size_t i = 0; i < command.size(); ++i) {
    char c = command[i];
    if (quote == '\0' && kBlanks.find(c) != std::string_view::npos) {
      inWord = false;
      continue;
    }
    if (!inWord) words.emplace_back();
    inWord = true;
    if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else {
      const bool escapes = c == '\\' && quote != '\'' && i + 1 < command.size() &&
                           (quote == '\0' || std::string_view("\"\\$`").find(command[i + 1]) != std::string_view::npos);
      words.back() += escapes ? command[++i] : c;
    }
  }
  if (quote != '\0' || words.empty() || words.front().empty()) return std::nullopt;
  return words;
}

}  // namespace dataworks::detail
