// SPDX-License-Identifier: Apache-2.0
// Small files that hold credentials: read whole, never written. What systems do differently about them is in
// file_posix.cc and file_windows.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"
#include "text/environment.h"

namespace dataworks::detail {

/// Identifies one state of a file.
struct FileMark {
  std::int64_t device = 0;
  std::int64_t inode = 0;
  std::int64_t size = -1;
  std::int64_t changedSeconds = 0;
  std::int64_t changedNanoseconds = 0;

  bool operator==(const FileMark&) const = default;
};

struct FileContent {
  std::string text{};
  FileMark mark{};
  bool readableByOthers = false;
};

/// Reads at most 1 MiB. The error has a `retryAfter` of 0 if reading may work a moment later, but not if reading is
/// forbidden or this is not a regular file.
[[nodiscard]] Result<FileContent> readFile(const std::string& path);

/// Returns the mark of the file as it is now; `FileMark{}` if the file cannot be seen.
[[nodiscard]] FileMark markOf(const std::string& path);

/// False if there is no such file, or none that this process may see.
[[nodiscard]] bool isThere(const std::string& path);

/// True if this process may read it.
[[nodiscard]] bool isReadable(const std::string& path);

inline constexpr std::size_t kMaxFileBytes = 1024UL * 1024;
/// Makes the errors of `readFile`; `reason` is a value of errno.
[[nodiscard]] Error cannotRead(const std::string& path, const std::string& why);
[[nodiscard]] Error cannotRead(const std::string& path, int reason);

/// Returns the text without the byte order mark that some editors put at its beginning.
[[nodiscard]] std::string_view withoutByteOrderMark(std::string_view text);

/// Returns the user's home directory without a trailing slash, or empty.
[[nodiscard]] std::string homeDirectory(const Environment& environment);

/// Shortens the home directory to `~`, for people.
[[nodiscard]] std::string shortened(const std::string& path, const std::string& home);

}  // namespace dataworks::detail
