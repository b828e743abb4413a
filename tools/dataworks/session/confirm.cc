// SPDX-License-Identifier: Apache-2.0
#include "session/confirm.h"

#include <poll.h>
#include <unistd.h>

#include "session/streams.h"

namespace dataworks::cli {

namespace {

constexpr int kLookAgainMs = 50;  // a signal arrives on another thread

/// False if there is none yet.
bool readable() {
  struct pollfd input {
    STDIN_FILENO, POLLIN, 0
  };
  return ::poll(&input, 1, kLookAgainMs) > 0;
}

}  // namespace

bool canAsk() { return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0; }

bool confirm(const std::string& question, const Session& session, const Deadline& deadline) {
  standardError().write(question + " [y/N] ");
  flushLog();
  std::string answer;
  while (!session.signals.stopToken().stop_requested() && !deadline.passed()) {
    if (!readable()) continue;
    char c = 0;
    if (::read(STDIN_FILENO, &c, 1) != 1) break;
    if (c == '\n') return answer == "y" || answer == "Y" || answer == "yes";
    answer += c;
  }
  logLine("");  // the cursor stands behind the question
  return false;
}

}  // namespace dataworks::cli
