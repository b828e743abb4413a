// A source that stands in a file: read at the first need, and again when what it gave is refused and the file has
// changed since.
#pragma once

#include <functional>
#include <string>

#include "credentials/file.h"
#include "credentials/source.h"

namespace dataworks {

/// One reading of a file: what it says, and which state of which file said so.
struct FileReading {
  Located located{Declined{}};
  std::string path{};
  FileMark mark{};
  std::string label{};  ///< `"profile prod in ~/.aliyun/config.json"`
};

using ReadSource = std::function<FileReading(const CredentialsRequest& request)>;

[[nodiscard]] Source fileSource(std::string name, ReadSource read);

/// Tells the request's observer if others can read `file`.
void warnIfExposed(const FileContent& file, const std::string& path, const CredentialsRequest& request);

}  // namespace dataworks
