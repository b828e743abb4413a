// SPDX-License-Identifier: Apache-2.0
#include "session/streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "session/session.h"

namespace dataworks::cli {

namespace {

bool lostResult = false;
const Session* bounds = nullptr;

/// Empty if all was written or the reader closed the stream; else the reason.
std::string writtenInTime(std::string_view text) {
  const auto end = bounds != nullptr ? bounds->resultEnd : std::chrono::steady_clock::time_point::max();
  const auto stop = bounds != nullptr ? bounds->signals.stopToken() : std::stop_token();
  std::optional<OutputStream> out;
  try {
    out.emplace(STDOUT_FILENO);
  } catch (const std::system_error&) {  // no thread available: write anyway
    return writeAll(STDOUT_FILENO, text) || errno == EPIPE ? "" : std::strerror(errno);
  }
  out->write(std::string(text));
  return out->drain(stop, end) ? out->failure() : "its reader does not read";
}

struct Listener {
  std::mutex mutex;
  std::function<void(std::string_view)> note;

  void set(std::function<void(std::string_view)> next) {
    const std::lock_guard lock(mutex);
    note = std::move(next);
  }
};

Listener& listener() {
  static Listener one;
  return one;
}

}  // namespace

void openClosedStreams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    [[maybe_unused]] const int lowest = ::open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY);
  }
}

void boundResultsBy(const Session& session) { bounds = &session; }

// A reader that closed its end (`| head -1`) lost nothing.
void writeResult(std::string_view text) {
  flushLog();
  const std::string failure = writtenInTime(text);
  if (failure.empty()) return;
  lostResult = true;
  logNotWritten(failure);
}

void logNotWritten(std::string_view reason) {
  logLine("dataworks: the result could not be written: " + std::string(reason));
}

bool resultIsLost() { return lostResult; }

void writeResultLines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  writeResult(text);
}

OutputStream& standardError() {
  static OutputStream stream(STDERR_FILENO);
  return stream;
}

void logLine(std::string_view line) {
  const std::lock_guard lock(listener().mutex);
  if (listener().note) return listener().note(line);
  standardError().write(std::string(line) + "\n");
}

LogRedirect::LogRedirect(std::function<void(std::string_view)> note) { listener().set(std::move(note)); }
LogRedirect::~LogRedirect() { listener().set(nullptr); }

void flushLog() { standardError().flush({}, std::chrono::steady_clock::now() + std::chrono::seconds(1)); }

}  // namespace dataworks::cli
