// SPDX-License-Identifier: Apache-2.0
#include "journal/day_ledger.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "journal/journal_file.h"
#include "text/descriptor.h"
#include "text/number.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

constexpr std::size_t kLargest = 65'536;  // beyond that, it is no ledger of ours

struct Line {
  LedgerKey key;
  std::int64_t calls = 0;
};

std::string_view takeWord(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

std::optional<Line> readLine(std::string_view text) {
  Line line;
  line.key.day = takeWord(text);
  line.key.regionId = takeWord(text);
  line.key.endpoint = takeWord(text);
  const auto calls = detail::wholeNumber(text);
  if (!calls || line.key.day.size() != 10 || line.key.endpoint.empty()) return std::nullopt;
  line.calls = *calls;
  return line;
}

template <class Use>
void forEachLine(std::string_view text, const Use& use) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto line = readLine(text.substr(0, end))) use(*line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool isSame(const LedgerKey& a, const LedgerKey& b) {
  return a.day == b.day && a.regionId == b.regionId && a.endpoint == b.endpoint;
}

std::string written(const LedgerKey& key, std::int64_t calls) {
  return key.day + ' ' + key.regionId + ' ' + key.endpoint + ' ' + std::to_string(calls) + '\n';
}

/// Clocks of processes may differ at midnight: yesterday's line stays.
std::string oldestKept(const std::string& day) {
  const auto begin = detail::parseShanghai(day + " 00:00:00");
  return begin ? ledgerDay(*begin - std::chrono::hours(24)) : day;
}

detail::Descriptor opened(const std::string& path) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  return detail::Descriptor(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));  // a pipe must not block
}

class LockedFile {
 public:
  explicit LockedFile(const std::string& path) : file_(opened(path)) {
    if (file_.number() < 0) {
      fail();
      return;
    }
    struct stat status {};
    if (::fstat(file_.number(), &status) != 0) {
      fail();
      return;
    }
    if (!S_ISREG(status.st_mode)) {
      failure_ = "not a regular file";
      return;
    }
    constexpr int kTries = 50;  // a second
    for (int tries = 0; ::flock(file_.number(), LOCK_EX | LOCK_NB) != 0; ++tries) {
      if (errno != EWOULDBLOCK && errno != EINTR) {
        fail();
        return;
      }
      if (tries == kTries) {
        failure_ = "another process keeps it locked";
        return;
      }
      ::poll(nullptr, 0, 20);
    }
  }

  [[nodiscard]] std::string read() {
    std::string text(kLargest + 1, '\0');
    const ssize_t size = ::pread(file_.number(), text.data(), text.size(), 0);
    if (size < 0) fail();
    if (size > static_cast<ssize_t>(kLargest)) failure_ = "it is too large";
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

  /// In place and in one piece: this needs no space on a disk that has become full.
  void write(const std::string& text) {
    const ssize_t size = ::pwrite(file_.number(), text.data(), text.size(), 0);
    if (size != static_cast<ssize_t>(text.size())) {
      if (size >= 0) errno = ENOSPC;
      return fail();
    }
    if (::ftruncate(file_.number(), size) != 0) fail();
  }

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }

 private:
  void fail() { failure_ = std::strerror(errno); }

  detail::Descriptor file_;
  std::string failure_;
};

}  // namespace

std::string ledgerDay(std::chrono::system_clock::time_point time) { return detail::shanghaiTime(time).substr(0, 10); }

std::int64_t callsIn(std::string_view text, const LedgerKey& key) {
  std::int64_t calls = 0;
  forEachLine(text, [&](const Line& line) {
    if (isSame(line.key, key)) calls += line.calls;
  });
  return calls;
}

std::string withCalls(std::string_view text, const LedgerKey& key, std::int64_t more) {
  const std::string oldest = oldestKept(key.day);
  std::string result;
  forEachLine(text, [&](const Line& line) {
    if (line.key.day >= oldest && !isSame(line.key, key)) result += written(line.key, line.calls);
  });
  return result + written(key, callsIn(text, key) + more);
}

std::string ledgerPath(const detail::Environment& environment) {
  const std::string journal = journalPath(environment);
  return journal.empty() ? "" : std::filesystem::path(journal).replace_filename("calls").string();
}

DayLedger::Counted DayLedger::add(const LedgerKey& key, std::int64_t more) const {
  LockedFile file(path_);
  const auto failed = [&] { return Counted{.calls = 0, .failure = path_ + ": " + file.failure()}; };
  if (!file.failure().empty()) return failed();
  const std::string text = file.read();
  if (!file.failure().empty()) return failed();
  Counted counted{.calls = callsIn(text, key) + more, .failure = {}};
  if (more == 0) return counted;
  file.write(withCalls(text, key, more));
  return file.failure().empty() ? counted : failed();
}

}  // namespace dataworks::cli
