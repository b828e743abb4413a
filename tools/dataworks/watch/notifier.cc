// SPDX-License-Identifier: Apache-2.0
#include "watch/notifier.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/output_stream.h"
#include "terminal/text.h"

extern char** environ;

namespace dataworks::cli {

namespace {

using std::chrono::steady_clock;

constexpr int kSliceMs = 10;  // how often stop and timeout are checked
constexpr std::chrono::seconds kAfterStop(2);

/// The end of a pipe that holds `input` and then ends; -1 if there is none. The input fits a pipe: nothing waits for
/// its reader.
int pipeWith(std::string_view input) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return -1;
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
  const bool isWritten = ::write(ends[1], input.data(), input.size()) == static_cast<ssize_t>(input.size());
  ::close(ends[1]);
  if (isWritten) return ends[0];
  ::close(ends[0]);
  return -1;
}

/// The process, or 0 with the reason in `failed`, as errno has it.
pid_t spawn(const std::string& command, int input, int& failed) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);  // our stdout holds the result only

  // A group of its own: Ctrl-C is not for it, and it is killed as a whole.
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setpgroup(&how, 0);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setsigdefault(&how, &all);

  std::string program = command;
  std::array<char*, 2> arguments{program.data(), nullptr};
  pid_t process = 0;
  failed = ::posix_spawnp(&process, program.c_str(), &files, &how, arguments.data(), environ);
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? process : 0;
}

/// The exit status; empty if it did not end in time.
std::optional<int> waitFor(pid_t process, steady_clock::time_point deadline, const std::stop_token& stop) {
  std::optional<steady_clock::time_point> stopAt;
  while (true) {
    int status = 0;
    const pid_t ended = ::waitpid(process, &status, WNOHANG);
    if (ended == process) return status;
    if (ended < 0 && errno != EINTR) return 0;
    const auto now = steady_clock::now();
    if (stop.stop_requested() && !stopAt) stopAt = now + kAfterStop;
    if (now >= deadline || (stopAt && now >= *stopAt)) return std::nullopt;
    ::poll(nullptr, 0, kSliceMs);
  }
}

void endAll(pid_t process) {
  ::kill(-process, SIGKILL);
  ::waitpid(process, nullptr, 0);
}

}  // namespace

std::string runCommand(const std::string& command, std::string_view input, std::chrono::milliseconds timeout,
                       const std::stop_token& stop) {
  const int pipe = pipeWith(input);
  if (pipe < 0) return "its input cannot be written";
  int failed = 0;
  const pid_t process = spawn(command, pipe, failed);
  ::close(pipe);
  if (process == 0) {
    const bool hasBlank = command.find(' ') != std::string::npos;
    return std::generic_category().message(failed) +
           (hasBlank ? "; no shell runs it: name a program, without arguments" : "");
  }
  const auto status = waitFor(process, steady_clock::now() + timeout, stop);
  if (!status) {
    endAll(process);
    return stop.stop_requested() ? "it did not end in time"
                                 : "it did not end within " +
                                       std::to_string(std::chrono::ceil<std::chrono::seconds>(timeout).count()) + "s";
  }
  if (WIFSIGNALED(*status)) return "it was ended by signal " + std::to_string(WTERMSIG(*status));
  return WEXITSTATUS(*status) == 0 ? "" : "it exited with " + std::to_string(WEXITSTATUS(*status));
}

/// What the threads use.
struct Notifier::Shared {
  JournalFile journal;
  std::stop_token stop;
  Language language;
  mutable std::mutex claiming{};  // locks of files hold between processes only

  void warn(const std::string& what, const std::string& why) const {
    logLine(terminal::printable(in(language, "dataworks: warning: ", "dataworks: 警告：") + what + ": " + why));
  }

  /// True if this process is the first to tell of it. Without a journal it cannot know of others: once too often is
  /// better than never.
  [[nodiscard]] bool claim(const EventKey& key) const {
    if (journal.path().empty()) return true;
    RunKey lockKey;
    lockKey.endpoint = key.endpoint;
    lockKey.projectName = key.projectName;
    lockKey.flowName = "--on " + std::string(nameOf(key.event));
    lockKey.parametersHash = std::to_string(key.dagId) + " " + key.occasion;
    const std::lock_guard alone(claiming);
    const auto patient = steady_clock::now() + std::chrono::seconds(5);
    const auto giveUp = [&] { return steady_clock::now() >= patient; };
    const TriggerLock lock(journal, lockKey, Excludes::kAll, giveUp);
    const auto told = journal.wasNotified(key);
    if (told && *told) return false;
    const std::string failure = journal.append(notifiedLine(key, std::chrono::system_clock::now()), giveUp);
    if (!told || !failure.empty()) {
      warn(in(language, "the journal cannot be written, so that --on may tell of this again",
              "无法写入触发记录，--on 可能会重复通知"),
           failure.empty() ? journal.path() : failure);
    }
    return true;
  }

  void run(const std::string& command, const std::string& input) const {
    const std::string why = runCommand(command, input, kCommandTimeout, stop);
    if (!why.empty()) warn("--on: " + command, why);
  }
};

Notifier::Notifier(std::vector<OnEvent> commands, std::string endpoint, const Session& session, Language language)
    : commands_(std::move(commands)),
      endpoint_(std::move(endpoint)),
      shared_(new Shared{JournalFile(journalPath(session.environment)), session.signals.stopToken(), language}) {}

Notifier::~Notifier() = default;  // joins

void Notifier::tell(const RunNews& news, const std::string& nonce) {
  std::vector<std::string> commands;
  for (const OnEvent& on : commands_) {
    if (on.event == news.event) commands.push_back(on.command);
  }
  if (commands.empty()) return;
  const std::lock_guard lock(mutex_);
  threads_.emplace_back(
      [shared = shared_, key = keyOf(news, endpoint_, nonce), input = newsJson(news), commands = std::move(commands)] {
        if (!shared->claim(key)) return;
        for (const std::string& command : commands) shared->run(command, input);
      });
}

}  // namespace dataworks::cli
