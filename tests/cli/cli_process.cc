// SPDX-License-Identifier: Apache-2.0
#include "cli_process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace dataworks::cli {

namespace {

std::string freshFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "dataworks-cli-XXXXXX").string();
  return ::mkdtemp(name.data()) != nullptr ? name : "";
}

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { [[maybe_unused]] const int ignored = ::pipe2(ends.data(), O_CLOEXEC); }
  ~Pipe() {
    ::close(ends[0]);
    closeWriting();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void closeWriting() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

/// Appends what can be read now; false at the end of the stream.
bool readInto(int descriptor, std::string& text) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

// What scripts may call: `stats`, and `waitUntil COMMAND`, which gives up when the last background process has ended.
const std::string kFunctions = R"(
waitUntil() {
  until eval "$1"; do
    kill -0 $! 2>/dev/null || return
    sleep 0.02
  done
}
stats() {
  local host=${ALIBABA_CLOUD_ENDPOINT#http://}
  host=${host%/}
  exec 3<>"/dev/tcp/${host%:*}/${host#*:}"
  printf 'GET /emulator/stats HTTP/1.0\r\n\r\n' >&3
  cat <&3
  exec 3>&-
}
)";

}  // namespace

CommandLine::CommandLine() : folder(freshFolder()) {
  const char* path = std::getenv("PATH");
  environment = {{"PATH", path != nullptr ? path : "/usr/bin:/bin"},
                 {"HOME", folder.string()},
                 {"LC_ALL", "C"},
                 {"TERM", "dumb"},
                 {"DW", DATAWORKS_CLI}};
}

CommandLine::~CommandLine() {
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
}

std::vector<std::string> CommandLine::insideEmulator(const std::vector<std::string>& command) {
  std::vector<std::string> words{
      DATAWORKS_EMULATOR,   "--speed", "50", "--flows", DATAWORKS_CLI_TESTS "/cli_flows.json",
      "--exit-with-parent", "--"};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

ProcessResult CommandLine::dataworks(const std::vector<std::string>& arguments,
                                     const std::vector<SignalWhen>& signals) {
  std::vector<std::string> command{DATAWORKS_CLI};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run(insideEmulator(command), signals);
}

ProcessResult CommandLine::onTerminal(const std::vector<std::string>& arguments, int columns,
                                      const std::string& ctrlCWhen) {
  // As from an interactive shell: the command line alone is in the foreground.
  std::vector<std::string> command{"bash", "-c", "set -m; \"$@\"; exit $?", "bash", DATAWORKS_CLI};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<KeysWhen> keys;
  if (!ctrlCWhen.empty()) keys.push_back({ctrlCWhen, "\x03"});
  return runOnTerminal(insideEmulator(command), keys, columns);
}

ProcessResult CommandLine::scriptOnTerminal(const std::string& text, const std::vector<KeysWhen>& keys, int columns) {
  return runOnTerminal(insideEmulator({"bash", "-c", kFunctions + "set -m\n" + text}), keys, columns);
}

ProcessResult CommandLine::runOnTerminal(const std::vector<std::string>& command, const std::vector<KeysWhen>& keys,
                                         int columns) const {
  winsize size{};
  size.ws_col = static_cast<unsigned short>(columns);
  size.ws_row = 24;
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) execute(command);
  ProcessResult result;
  std::size_t next = 0;
  std::size_t searched = 0;
  while (readInto(terminal, result.out)) {
    while (next < keys.size()) {
      const std::size_t at = result.out.find(keys[next].text, searched);
      if (at == std::string::npos) break;
      searched = at + keys[next].text.size();
      const std::string& typed = keys[next++].keys;
      if (::write(terminal, typed.data(), typed.size()) != static_cast<ssize_t>(typed.size())) break;
    }
  }
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

ProcessResult CommandLine::script(const std::string& text, const std::vector<SignalWhen>& signals) {
  return run(insideEmulator({"bash", "-c", kFunctions + text}), signals);
}

void CommandLine::execute(const std::vector<std::string>& command) const {
  std::vector<std::string> words = command;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  const auto argv = pointers(words);
  const auto envp = pointers(variables);
  if (::chdir(folder.c_str()) == 0) ::execve(argv.front(), argv.data(), envp.data());
  ::_exit(127);
}

ProcessResult CommandLine::run(const std::vector<std::string>& command, const std::vector<SignalWhen>& signals) const {
  Pipe out;
  Pipe err;
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    execute(command);
  }
  out.closeWriting();
  err.closeWriting();

  ProcessResult result;
  std::size_t nextSignal = 0;
  std::size_t searched = 0;
  std::array<struct pollfd, 2> streams{{{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    ::poll(streams.data(), streams.size(), -1);
    if (streams[0].revents != 0 && !readInto(out.ends[0], result.out)) streams[0].fd = -1;
    if (streams[1].revents != 0 && !readInto(err.ends[0], result.err)) streams[1].fd = -1;
    while (nextSignal < signals.size()) {
      const std::size_t at = result.err.find(signals[nextSignal].text, searched);
      if (at == std::string::npos) break;
      searched = at + signals[nextSignal].text.size();
      ::kill(child, signals[nextSignal++].signal);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace dataworks::cli
