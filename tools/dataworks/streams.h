// stdout for the result, stderr for everything else; neither may end the command by being closed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output_stream.h"

namespace dataworks::cli {

/// Opens `/dev/null` in the place of each standard stream that the program was started without.
void openClosedStreams();

/// Writes a part of the result to stdout, at once. A closed stdout is not an error: the run goes on, and so do we.
void writeResult(std::string_view text);
void writeResultLines(const std::vector<std::string>& lines);

/// stderr; main drains it at the end.
[[nodiscard]] OutputStream& standardError();

/// Writes one line to stderr, without waiting for its reader.
void say(std::string_view line);

/// What was said stands on stderr now, unless its reader stands still: to be called before stdout is written to, which
/// may be the same terminal.
void finishSaying();

}  // namespace dataworks::cli
