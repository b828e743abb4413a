#include "streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>
#include <utility>

namespace dataworks::cli {

namespace {

bool lostResult = false;

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

// A reader that has seen enough (`| head -1`) lost nothing.
void writeResult(std::string_view text) {
  finishSaying();
  if (writeAll(STDOUT_FILENO, text) || errno == EPIPE) return;
  lostResult = true;
  sayNotWritten(std::strerror(errno));
}

void sayNotWritten(std::string_view reason) {
  say("dataworks: the result could not be written: " + std::string(reason));
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

void say(std::string_view line) {
  const std::lock_guard lock(listener().mutex);
  if (listener().note) return listener().note(line);
  standardError().write(std::string(line) + "\n");
}

SaidThrough::SaidThrough(std::function<void(std::string_view)> note) { listener().set(std::move(note)); }
SaidThrough::~SaidThrough() { listener().set(nullptr); }

void finishSaying() { standardError().flush({}, std::chrono::steady_clock::now() + std::chrono::seconds(1)); }

}  // namespace dataworks::cli
