// stdout for the result, stderr for everything else; neither may end the command by being closed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "output_stream.h"

namespace dataworks::cli {

struct Session;

/// Opens `/dev/null` in the place of each standard stream that the program was started without.
void openClosedStreams();

/// Results wait for their reader until this session's `resultEnd` or a signal, plus a second. Until this is called,
/// they wait for ever.
void boundResultsBy(const Session& session);

/// Writes a part of the result to stdout, at once. A closed stdout is not an error: the run goes on, and so do we. A
/// full disk is said, and so is a reader that stood still.
void writeResult(std::string_view text);
void writeResultLines(const std::vector<std::string>& lines);

/// True once `writeResult` could not write something that a reader wanted.
[[nodiscard]] bool resultIsLost();

/// Says why the result could not be written.
void sayNotWritten(std::string_view reason);

/// stderr; main drains it at the end.
[[nodiscard]] OutputStream& standardError();

/// Writes one line to stderr, without waiting for its reader. Thread-safe.
void logLine(std::string_view line);

/// While this lives, what is said goes to whatever draws on stderr, for a line between two of its frames would tear
/// them. One at a time.
class SaidThrough {
 public:
  explicit SaidThrough(std::function<void(std::string_view)> note);
  ~SaidThrough();
  SaidThrough(const SaidThrough&) = delete;
  SaidThrough& operator=(const SaidThrough&) = delete;
};

/// What was said stands on stderr now, unless its reader stands still: to be called before stdout is written to, which
/// may be the same terminal.
void finishSaying();

}  // namespace dataworks::cli
