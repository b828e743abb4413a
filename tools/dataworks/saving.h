// `--save FILE`: the report in the form that the file's ending names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataworks/report.h"

namespace dataworks::cli {

/// Throws `BadArgument` for an ending that is none of ours, a folder that is not there, or what is there and no file:
/// said before a flow is triggered, not hours later.
void checkSavePaths(const std::vector<std::string>& files);

/// The function of the library that writes such a file: `writeHtmlReport`.
[[nodiscard]] std::string_view reportFunction(const std::string& file);

/// Writes each file. Says on stderr what could not be written, and responds whether all were.
bool saveReports(const std::vector<std::string>& files, const DagRun& run, const ReportOptions& options);

}  // namespace dataworks::cli
