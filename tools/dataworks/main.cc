// SPDX-License-Identifier: Apache-2.0
// dataworks: the command line of this library. See `dataworks --help`.
#include <string>
#include <vector>

#include "command_line.h"
#include "session/session.h"
#include "session/signals.h"
#include "session/streams.h"

int main(int argc, char** argv) {
  using namespace dataworks::cli;
  openClosedStreams();  // first: later files would get their numbers
  Signals signals;
  Session session{dataworks::detail::processEnvironment(), signals};
  boundResultsBy(session);
  const int exitCode = runCommandLine(std::vector<std::string>(argv + 1, argv + argc), session);
  standardError().drain(signals.stopToken(), session.end);
  signals.endBySignal(exitCode);
  return exitCode;
}
