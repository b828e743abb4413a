// SPDX-License-Identifier: Apache-2.0
#include "journal/journal_file.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <system_error>
#include <utility>

#include "terminal/output_stream.h"
#include "text/descriptor.h"

namespace dataworks::cli {

namespace {

static_assert(sizeof(off_t) == 8);  // or the locks of half of all keys fail

detail::Descriptor opened(const std::string& path, int flags) {
  return detail::Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

std::string reason(const std::string& path) { return path + ": " + std::strerror(errno); }

/// Makes the folder. A failure shows when the file is opened.
void makeFolderOf(const std::string& path) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
}

/// A crash may have left half a line; the next one must begin a new line.
bool endsInsideLine(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  char last = '\n';
  return size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

/// A new file survives a power cut only if its folder is on the disk, too.
void syncFolderOf(const std::string& path) {
  const detail::Descriptor folder = opened(std::filesystem::path(path).parent_path().string(), O_RDONLY | O_DIRECTORY);
  if (folder.number() >= 0) ::fsync(folder.number());
}

/// Pause between two attempts to lock. Waiting inside the system could not be ended by a stop.
void waitForLock() { ::poll(nullptr, 0, 20); }

bool isOff(const detail::Environment& environment) { return environment("DATAWORKS_JOURNAL") == "off"; }

}  // namespace

NoJournal whyNoJournal(const detail::Environment& environment) {
  if (isOff(environment)) return {.reason = "it is off (DATAWORKS_JOURNAL)"};
  return {.wanted = true, .reason = "neither HOME nor XDG_STATE_HOME is an absolute path"};
}

std::string journalPath(const detail::Environment& environment) {
  if (isOff(environment)) return {};
  // A relative path is ignored, as the XDG specification requires: it would mean one journal per folder.
  if (const std::string state = environment("XDG_STATE_HOME"); state.starts_with('/')) {
    return state + "/dataworks/runs.jsonl";
  }
  const std::string home = environment("HOME");
  return home.starts_with('/') ? home + "/.local/state/dataworks/runs.jsonl" : std::string{};
}

std::string JournalFile::append(std::string_view line, const std::function<bool()>& giveUp) const {
  makeFolderOf(path_);
  const detail::Descriptor file = opened(path_, O_RDWR | O_APPEND | O_CREAT);
  if (file.number() < 0) return reason(path_);
  while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {  // held for this one write only; closing releases it
    if (errno != EWOULDBLOCK && errno != EINTR) return reason(path_);
    if (giveUp()) return path_ + ": another process keeps it locked";
    waitForLock();
  }
  const bool first = ::lseek(file.number(), 0, SEEK_END) == 0;
  const std::string text = (endsInsideLine(file.number()) ? "\n" : "") + std::string(line);
  if (!writeAll(file.number(), text) || ::fsync(file.number()) != 0) return reason(path_);
  if (first) syncFolderOf(path_);
  return {};
}

std::string randomName() {
  std::random_device random;
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%08x%08x", random(), random());
  return text.data();
}

std::string userName() {
  const struct passwd* user = ::getpwuid(::geteuid());
  return user != nullptr ? user->pw_name : std::to_string(::geteuid());
}

std::string hostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::optional<std::string> JournalFile::text() const {
  std::error_code error;
  const auto status = std::filesystem::status(path_, error);
  if (status.type() == std::filesystem::file_type::not_found) return std::string{};
  if (!std::filesystem::is_regular_file(status)) return std::nullopt;  // a device might never end
  std::ifstream file(path_, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) return std::nullopt;
  return text;
}

std::optional<std::vector<JournalEntry>> JournalFile::read() const {
  const auto all = text();
  return all ? std::optional(readJournal(*all)) : std::nullopt;
}

std::optional<std::vector<ActionEntry>> JournalFile::readActions() const {
  const auto all = text();
  return all ? std::optional(cli::readActions(*all)) : std::nullopt;
}

std::optional<std::vector<SeenRun>> JournalFile::readSeen(std::string_view containing) const {
  const auto all = text();
  return all ? std::optional(readSeenRuns(*all, containing)) : std::nullopt;
}

std::optional<bool> JournalFile::wasNotified(const EventKey& key) const {
  const auto all = text();
  return all ? std::optional(cli::wasNotified(*all, key)) : std::nullopt;
}

TriggerLock::TriggerLock(const JournalFile& journal, const RunKey& key, Excludes excludes,
                         const std::function<bool()>& giveUp) {
  const std::string path = std::filesystem::path(journal.path()).replace_extension(".lock").string();
  makeFolderOf(path);
  detail::Descriptor file = opened(path, O_RDWR | O_CREAT);
  if (file.number() < 0) {
    failure_ = reason(path);
    return;
  }
  struct flock range {};
  range.l_type = excludes == Excludes::kAll ? F_WRLCK : F_RDLCK;
  range.l_whence = SEEK_SET;
  range.l_start = static_cast<off_t>(lockPosition(key));
  range.l_len = 1;
  while (::fcntl(file.number(), F_SETLK, &range) != 0) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
      failure_ = reason(path);
      return;
    }
    if (giveUp()) {
      failure_ = "another command is triggering this flow now";
      return;
    }
    waitForLock();
  }
  file_ = file.release();
}

TriggerLock::~TriggerLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace dataworks::cli
