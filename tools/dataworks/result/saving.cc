// SPDX-License-Identifier: Apache-2.0
#include "result/saving.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "command_line/arguments.h"
#include "session/streams.h"

namespace dataworks::cli {

namespace {

struct Form {
  std::string_view ending;
  std::string_view name;
  void (*write)(const DagRun&, std::ostream&, const ReportOptions&);
};

constexpr std::array<Form, 4> kForms{{
    {".trace.json", "writeTraceJson", writeTraceJson},  // before .json, which is also its ending
    {".junit.xml", "writeJUnitXml", writeJUnitXml},
    {".html", "writeHtmlReport", writeHtmlReport},
    {".json", "writeJson", writeJson},
}};

const Form* formOf(const std::string& file) {
  for (const Form& form : kForms) {
    if (file.ends_with(form.ending)) return &form;
  }
  return nullptr;
}

/// Empty if it is a kind of file that can be written; opening a pipe without a reader would never return.
std::string_view wrongKind(const std::string& file) {
  using std::filesystem::file_type;
  std::error_code ignored;
  switch (std::filesystem::status(file, ignored).type()) {
    case file_type::directory: return "it is a folder";
    case file_type::fifo:
    case file_type::socket:
    case file_type::block: return "it is a pipe, a socket or a disk; name a file";
    default: return {};
  }
}

}  // namespace

void checkSavePaths(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    if (formOf(file) == nullptr) {
      throw BadArgument("--save " + file + ": the name must end in .html, .json, .junit.xml or .trace.json",
                        "--save " + file + "：文件名必须以 .html、.json、.junit.xml 或 .trace.json 结尾");
    }
    const auto folder = std::filesystem::path(file).parent_path();
    std::error_code error;
    if (const std::string_view wrong = wrongKind(file); !wrong.empty()) {
      throw BadArgument("--save " + file + ": " + std::string(wrong));
    }
    if (!folder.empty() && !std::filesystem::is_directory(folder, error)) {
      throw BadArgument("--save " + file + ": no such folder: " + folder.string(),
                        "--save " + file + "：目录不存在：" + folder.string());
    }
  }
}

std::string_view reportFunction(const std::string& file) { return formOf(file)->name; }

bool saveReports(const std::vector<std::string>& files, const DagRun& run, const ReportOptions& options) {
  bool all = true;
  for (const std::string& file : files) {
    if (const std::string_view wrong = wrongKind(file); !wrong.empty()) {  // each of several runs has its own name
      all = false;
      logLine("dataworks: " + file + " could not be written: " + std::string(wrong));
      continue;
    }
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    formOf(file)->write(run, out, options);
    out.close();
    if (out) continue;
    all = false;
    logLine("dataworks: " + file + " could not be written: " + std::strerror(errno));
  }
  return all;
}

}  // namespace dataworks::cli
