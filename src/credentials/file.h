// Small files that hold credentials: read whole, wiped after, never written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "credentials/wipe.h"
#include "dataworks/credentials.h"

namespace dataworks {

/// Tells one state of a file from another.
struct FileMark {
  std::int64_t device = 0;
  std::int64_t inode = 0;
  std::int64_t size = -1;
  std::int64_t changedSeconds = 0;
  std::int64_t changedNanoseconds = 0;

  bool operator==(const FileMark&) const = default;
};

struct FileContent {
  WipedText content{};
  FileMark mark{};
  bool readableByOthers = false;
};

/// At most 1 MiB. The error says `retryAfter` 0 where a moment later may do: not of what is forbidden, or no file.
[[nodiscard]] Result<FileContent> readFile(const std::string& path);

/// The mark of the file as it is now; `FileMark{}` if there is none to be seen.
[[nodiscard]] FileMark markOf(const std::string& path);

/// False where there is no such file, or none that this process could know of.
[[nodiscard]] bool isThere(const std::string& path);

/// The text without the mark that some editors put at its begin.
[[nodiscard]] std::string_view withoutByteOrderMark(std::string_view text);

/// `~/…` instead of the home directory, for people.
[[nodiscard]] std::string shortened(const std::string& path, const std::string& home);

}  // namespace dataworks
