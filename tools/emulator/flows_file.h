// SPDX-License-Identifier: Apache-2.0
// The flows file: text in, projects or all errors out.
//
// The format is described in docs/guides/emulator.md.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "flow_model.h"

namespace dataworks::emulator {

struct FlowsFile {
  Projects projects;                // use them only if there are no errors
  std::vector<std::string> errors;  // complete lines for people, each with file name and place
};

/// Returns the content of a file that the flows file names, or none if it cannot be read.
using ReadFile = std::function<std::optional<std::string>(const std::string& name)>;

/// Throws nothing but what `readFile` throws.
[[nodiscard]] FlowsFile readFlows(
    std::string_view text, std::string_view fileName,
    const ReadFile& readFile = [](const std::string&) { return std::nullopt; });

}  // namespace dataworks::emulator
