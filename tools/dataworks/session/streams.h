// SPDX-License-Identifier: Apache-2.0
// stdout for the result, stderr for everything else; neither may end the command by being closed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/output_stream.h"

namespace dataworks::cli {

struct Session;

/// Opens `/dev/null` in place of each standard stream that was closed at start.
void openClosedStreams();

/// Results wait for their reader until this session's `resultEnd` or a signal, plus one second; before this call,
/// forever.
void boundResultsBy(const Session& session);

/// Writes a part of the result to stdout. A closed stdout is not an error. A full disk and a reader that does not read
/// are logged.
void writeResult(std::string_view text);
void writeResultLines(const std::vector<std::string>& lines);

/// True after `writeResult` could not write something although stdout was open.
[[nodiscard]] bool resultIsLost();

/// Logs why the result could not be written.
void logNotWritten(std::string_view reason);

/// stderr; main drains it at the end.
[[nodiscard]] OutputStream& standardError();

/// Writes one line to stderr without waiting for its reader. Thread-safe.
void logLine(std::string_view line);

/// While this lives, log lines go to the view that draws on stderr: a line between its frames would tear them. One at a
/// time.
class LogRedirect {
 public:
  explicit LogRedirect(std::function<void(std::string_view)> note);
  ~LogRedirect();
  LogRedirect(const LogRedirect&) = delete;
  LogRedirect& operator=(const LogRedirect&) = delete;
};

/// Waits up to a second until all log lines are on stderr: call it before writing to stdout, which may be the same
/// terminal.
void flushLog();

}  // namespace dataworks::cli
