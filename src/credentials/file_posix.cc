// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "credentials/file.h"
#include "credentials/source.h"
#include "text/descriptor.h"

namespace dataworks::detail {
namespace {

static_assert(sizeof(off_t) == 8);  // or stat(2) fails for large files and inode numbers

FileMark markFrom(const struct stat& status) {
#if defined(__APPLE__)
  const timespec changed = status.st_mtimespec;
#else
  const timespec changed = status.st_mtim;
#endif
  return {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
          static_cast<std::int64_t>(status.st_size), static_cast<std::int64_t>(changed.tv_sec),
          static_cast<std::int64_t>(changed.tv_nsec)};
}

}  // namespace

Result<FileContent> readFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe of that name must not block
  struct stat status {};
  if (file.number() < 0 || fstat(file.number(), &status) != 0) {
    return cannotRead(path, errno);
  }
  if (!S_ISREG(status.st_mode)) return cannotRead(path, "is not a regular file");
  if (static_cast<std::size_t>(status.st_size) > kMaxFileBytes) return cannotRead(path, "is larger than 1 MiB");

  FileContent result;
  result.mark = markFrom(status);
  result.readableByOthers = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  std::string& text = result.text;
  text.resize(static_cast<std::size_t>(status.st_size));
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t got = read(file.number(), text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannotRead(path, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return result;
}

FileMark markOf(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? markFrom(status) : FileMark{};
}

bool isThere(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR && errno != EACCES);
}

bool isReadable(const std::string& path) { return access(path.c_str(), R_OK) == 0; }

std::string homeDirectory(const Environment& environment) {
  std::string home = environment("HOME");
  if (home.empty()) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
      home = found->pw_dir;
    }
  }
  while (home.size() > 1 && home.back() == '/') home.pop_back();
  return home;
}

}  // namespace dataworks::detail
