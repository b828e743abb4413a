// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <io.h>
#include <sys/stat.h>

#include <cerrno>

#include "credentials/file.h"
#include "text/wide.h"

namespace dataworks::detail {
namespace {

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : number_(_wopen(wide(path).c_str(), _O_RDONLY | _O_BINARY | _O_NOINHERIT)) {}
  ~Descriptor() {
    if (number_ >= 0) _close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  const int number_;
};

constexpr std::int64_t both(DWORD high, DWORD low) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(high) << 32U | low);
}

FileMark markFrom(const Descriptor& file) {
  BY_HANDLE_FILE_INFORMATION about{};
  const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(file.number()));
  if (GetFileInformationByHandle(handle, &about) == 0) return {};
  constexpr std::int64_t kTicks = 10'000'000;  // of 100 ns, in a second
  const std::int64_t changed = both(about.ftLastWriteTime.dwHighDateTime, about.ftLastWriteTime.dwLowDateTime);
  return {static_cast<std::int64_t>(about.dwVolumeSerialNumber), both(about.nFileIndexHigh, about.nFileIndexLow),
          both(about.nFileSizeHigh, about.nFileSizeLow), changed / kTicks, changed % kTicks * 100};
}

}  // namespace

// Who may read a file is in its access list, which this does not read: `readableByOthers` stays false.
Result<FileContent> readFile(const std::string& path) {
  const Descriptor file(path);
  if (file.number() < 0) {
    const int reason = errno;
    const DWORD attributes = GetFileAttributesW(wide(path).c_str());
    const bool isDirectory = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    return isDirectory ? cannotRead(path, "is not a regular file") : cannotRead(path, reason);
  }
  struct _stat64 status {};
  if (_fstat64(file.number(), &status) != 0) return cannotRead(path, errno);
  if ((status.st_mode & _S_IFMT) != _S_IFREG) return cannotRead(path, "is not a regular file");
  if (static_cast<std::uint64_t>(status.st_size) > kMaxFileBytes) return cannotRead(path, "is larger than 1 MiB");

  FileContent result;
  result.mark = markFrom(file);
  std::string& text = result.text;
  text.resize(static_cast<std::size_t>(status.st_size));
  std::size_t filled = 0;
  while (filled < text.size()) {
    const int got = _read(file.number(), text.data() + filled, static_cast<unsigned>(text.size() - filled));
    if (got < 0) return cannotRead(path, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return result;
}

FileMark markOf(const std::string& path) {
  const Descriptor file(path);
  return file.number() >= 0 ? markFrom(file) : FileMark{};
}

bool isThere(const std::string& path) {
  struct _stat64 status {};
  return _wstat64(wide(path).c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR && errno != EACCES);
}

bool isReadable(const std::string& path) {
  constexpr int kToRead = 4;
  return _waccess(wide(path).c_str(), kToRead) == 0;
}

// Where the official command line keeps its profiles, whatever HOME a shell has set.
std::string homeDirectory(const Environment& environment) {
  std::string home = environment("USERPROFILE");
  if (home.empty()) home = environment("HOME");
  while (home.size() > 1 && (home.back() == '/' || home.back() == '\\')) home.pop_back();
  return home;
}

}  // namespace dataworks::detail
