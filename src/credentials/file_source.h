// A source in a file. It is read on first use, and again if the service refuses what it gave and the file has changed.
#pragma once

#include <functional>
#include <string>

#include "credentials/file.h"
#include "credentials/source.h"

namespace dataworks::detail {

/// One reading of a file: what it says, and which state of which file says so.
struct FileReading {
  Resolution located{Unavailable{}};
  std::string path{};
  FileMark mark{};
  std::string label{};  ///< `"profile prod in ~/.aliyun/config.json"`
};

using ReadSource = std::function<FileReading(const CredentialsRequest& request)>;

[[nodiscard]] Source fileSource(std::string name, ReadSource read);

/// Warns through the request if others can read `file`.
void warnIfExposed(const FileContent& file, const std::string& path, const CredentialsRequest& request);

}  // namespace dataworks::detail
