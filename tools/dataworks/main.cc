// dataworks: the command line of this library. See `dataworks --help`.
#include <exception>
#include <string>
#include <vector>

#include "command_line.h"
#include "exit_code.h"
#include "session.h"
#include "signals.h"
#include "streams.h"

int main(int argc, char** argv) {
  using namespace dataworks::cli;
  openClosedStreams();  // first, or what is opened next takes their numbers
  try {
    Signals signals;
    Session session{processEnvironment(), signals};
    return runCommandLine(std::vector<std::string>(argv + 1, argv + argc), session);
  } catch (const std::exception& error) {
    say(std::string("dataworks: a bug of this program, please report it: ") + error.what());
    return exitCodeOf(ExitCode::kBug);
  }
}
