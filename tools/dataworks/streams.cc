#include "streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>

namespace dataworks::cli {

void openClosedStreams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    [[maybe_unused]] const int lowest = ::open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY);
  }
}

void writeResult(std::string_view text) {
  finishSaying();
  [[maybe_unused]] const bool ignored = writeAll(STDOUT_FILENO, text);
}

void writeResultLines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  writeResult(text);
}

OutputStream& standardError() {
  static OutputStream stream(STDERR_FILENO);
  return stream;
}

void say(std::string_view line) { standardError().write(std::string(line) + "\n"); }

void finishSaying() { standardError().flush({}, std::chrono::steady_clock::now() + std::chrono::seconds(1)); }

}  // namespace dataworks::cli
