// SPDX-License-Identifier: Apache-2.0
// `--save FILE`: the report in the format of the file's extension.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataworks/report.h"

namespace dataworks::cli {

/// Throws `BadArgument` for an unknown extension, a missing folder, or something that is not a file: before a flow is
/// triggered, not hours later.
void checkSavePaths(const std::vector<std::string>& files);

/// The function of the library that writes such a file: `writeHtmlReport`.
[[nodiscard]] std::string_view reportFunction(const std::string& file);

/// Writes each file. Logs what could not be written; true if all were written.
bool saveReports(const std::vector<std::string>& files, const DagRun& run, const ReportOptions& options);

}  // namespace dataworks::cli
