// The commands that a person types next, and what is said where the outcome of a trigger is unknown. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dataworks/error.h"
#include "dataworks/manual_dag.h"
#include "options.h"

namespace dataworks::cli {

/// `dataworks watch 332455685 -p sales`, with the connection options that were given.
[[nodiscard]] std::string watchCommand(const std::vector<std::int64_t>& dagIds, const std::string& projectName,
                                       const ConnectionOptions& connection);

/// The command that triggers the same again: `verb` is `run` or `create`.
[[nodiscard]] std::string triggerCommand(const std::string& verb, const CreateManualDagRequest& request,
                                         const ConnectionOptions& connection);

/// What exit code 6 says: what is known, where to look, what to do then.
[[nodiscard]] std::vector<std::string> unknownOutcome(const std::string& verb, const CreateManualDagRequest& request,
                                                      const ConnectionOptions& connection, const Error& error,
                                                      Language language);

}  // namespace dataworks::cli
