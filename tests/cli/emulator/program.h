// SPDX-License-Identifier: Apache-2.0
// The emulator as a process, for tests: started with a command line, read from, and ended.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace dataworks::emulator {

/// What a program wrote to stdout until it closed it, and how it ended, as a shell would put it.
struct Ended {
  std::string out;
  std::string err;
  int exitCode = -1;
};

class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    int out[2];
    int err[2];
    int in[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0 || pipe2(in, O_CLOEXEC) != 0) std::abort();
    process_ = fork();
    if (process_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      dup2(err[1], STDERR_FILENO);
      std::vector<char*> pointers;
      for (std::string& argument : arguments) pointers.push_back(argument.data());
      pointers.push_back(nullptr);
      execvp(pointers[0], pointers.data());
      _exit(125);
    }
    close(out[1]);
    close(err[1]);
    close(in[0]);
    in_ = in[1];
    out_ = out[0];
    err_ = err[0];
  }

  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  ~Program() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
    }
    for (const int descriptor : {in_, out_, err_}) {
      if (descriptor >= 0) close(descriptor);
    }
  }

  [[nodiscard]] std::string readLine() const { return readLine(out_); }
  [[nodiscard]] std::string readErrorLine() const { return readLine(err_); }
  void signal(int number) const { kill(process_, number); }
  void closeInput() { close(std::exchange(in_, -1)); }

  [[nodiscard]] Ended waitForEnd() {
    Ended ended;
    ended.out = readAll(out_);
    ended.err = readAll(err_);
    int status = 0;
    waitpid(std::exchange(process_, -1), &status, 0);
    ended.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended;
  }

 private:
  static std::string readLine(int descriptor) {
    std::string line;
    char character = 0;
    while (::read(descriptor, &character, 1) == 1 && character != '\n') line += character;
    return line;
  }

  static std::string readAll(int descriptor) {
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(descriptor, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
  }

  pid_t process_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;
};

/// `dataworks-emulator` with these arguments.
inline std::vector<std::string> emulator(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), DATAWORKS_EMULATOR);
  return arguments;
}

}  // namespace dataworks::emulator
