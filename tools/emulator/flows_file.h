// The flows file: text in, projects out, or everything that is wrong with it at once.
//
// The format is described in docs/guides/emulator.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flow_model.h"

namespace dataworks::emulator {

struct FlowsFile {
  Projects projects;                // to be used only if there are no errors
  std::vector<std::string> errors;  // complete lines for people, each with the file's name and the place
};

/// Never throws, whatever the text.
[[nodiscard]] FlowsFile readFlows(std::string_view text, std::string_view fileName);

/// Reads `"300ms"`, `"5s"`, `"1.5s"`, `"2m"`, `"1h"`, at most 365 days.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

}  // namespace dataworks::emulator
