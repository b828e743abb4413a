// The verbs of the command line. Each adds itself, with its options and its help, to the parser.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "session.h"

namespace dataworks::cli {

/// What to execute, after the command line was parsed.
struct Invocation {
  std::function<int(Session&)> execute;
};

void addRun(CLI::App& app, Invocation& invocation);
void addWatch(CLI::App& app, Invocation& invocation);
void addCreate(CLI::App& app, Invocation& invocation);
void addSearch(CLI::App& app, Invocation& invocation);
void addLogs(CLI::App& app, Invocation& invocation);
void addStop(CLI::App& app, Invocation& invocation);
void addRerun(CLI::App& app, Invocation& invocation);
void addSetSuccess(CLI::App& app, Invocation& invocation);
void addReport(CLI::App& app, Invocation& invocation);
void addRuns(CLI::App& app, Invocation& invocation);
void addCall(CLI::App& app, Invocation& invocation);
void addExplain(CLI::App& app, Invocation& invocation);
void addDoctor(CLI::App& app, Invocation& invocation);
void addCompletion(CLI::App& app, Invocation& invocation);

/// If `verb` is on the command line, `execute(options, session)` is executed.
template <class Options>
void executes(CLI::App& verb, Invocation& invocation, std::shared_ptr<Options> options,
              int (*execute)(const Options&, Session&)) {
  verb.callback([&invocation, options = std::move(options), execute] {
    invocation.execute = [options, execute](Session& session) { return execute(*options, session); };
  });
}

}  // namespace dataworks::cli
