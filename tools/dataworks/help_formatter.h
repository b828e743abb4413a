// The layout of --help.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

namespace dataworks::cli {

/// CLI11's own formatter, but what is required is said once, and so is the environment variable that stands in for it.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> helpFormatter();

}  // namespace dataworks::cli
