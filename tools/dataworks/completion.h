// Completion for bash, generated from the options of the command line. Pure.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace dataworks::cli {

[[nodiscard]] std::string bashCompletion(const CLI::App& app);

}  // namespace dataworks::cli
