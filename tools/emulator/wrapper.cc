// SPDX-License-Identifier: Apache-2.0
#include "wrapper.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "next_signal.h"

extern char** environ;

namespace dataworks::emulator {
namespace {

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Environment currentEnvironment() {
  Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

Lifetime::Lifetime(bool endsWithParent) : endsWithParent_(endsWithParent), parent_(getppid()) {
  std::signal(SIGCHLD, SIG_DFL);  // a process that ignores it loses the exit codes of its children
  sigemptyset(&awaited_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&awaited_, signal);
  pthread_sigmask(SIG_BLOCK, &awaited_, &inherited_);
}

std::variant<pid_t, Lifetime::StartFailure> Lifetime::start(const std::vector<std::string>& command,
                                                            const Environment& environment) const {
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + '=' + value);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t restored;
  sigemptyset(&restored);
  sigaddset(&restored, SIGPIPE);  // httplib ignores it, and main the next; the command expects the default
  sigaddset(&restored, SIGXFSZ);
  posix_spawnattr_setsigdefault(&attributes, &restored);
  posix_spawnattr_setsigmask(&attributes, &inherited_);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments[0].c_str(), nullptr, &attributes, pointersTo(arguments).data(),
                                   pointersTo(variables).data());
  posix_spawnattr_destroy(&attributes);
  if (failure == 0) return child;
  return StartFailure{failure == ENOENT ? 127 : 126, "cannot run " + command[0] + ": " + std::strerror(failure)};
}

int Lifetime::waitForEnd() const {
  for (;;) {
    const int signal = nextSignal(awaited_).number;
    if (signal != 0 && signal != SIGCHLD) return 0;
    if (orphaned()) return 0;
  }
}

int Lifetime::waitForEnd(pid_t child) const {
  bool terminated = false;
  for (;;) {
    const auto [signal, cameFromTerminal] = nextSignal(awaited_);
    if (signal != 0 && signal != SIGCHLD && !cameFromTerminal) kill(child, signal);
    if (!terminated && orphaned()) {
      kill(child, SIGTERM);
      terminated = true;
    }
    int status = 0;
    if (waitpid(child, &status, WNOHANG) != child) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  }
}

bool Lifetime::orphaned() const { return endsWithParent_ && getppid() != parent_; }

}  // namespace dataworks::emulator
