// Completion for bash, made from the definitions of the command line. Pure.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace dataworks::cli {

[[nodiscard]] std::string bashCompletion(const CLI::App& app);

}  // namespace dataworks::cli
