// From `argv` to an exit code: the parser with all verbs, and its messages for usage errors.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "session.h"

namespace CLI {
class App;
}

namespace dataworks::cli {

struct Invocation;

/// The parser. Reading a command line with it sets `invocation`, which must outlive it.
[[nodiscard]] std::unique_ptr<CLI::App> makeParser(Invocation& invocation);

/// Parses the command line, without the name of the program, and executes it.
[[nodiscard]] int runCommandLine(const std::vector<std::string>& words, Session& session);

}  // namespace dataworks::cli
