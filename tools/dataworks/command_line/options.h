// SPDX-License-Identifier: Apache-2.0
// The options that several verbs share, each under its short name and the API's name.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line/verb.h"
#include "dataworks/manual_dag.h"
#include "dataworks/options.h"
#include "terminal/style.h"
#include "text/environment.h"
#include "text/shell.h"

namespace dataworks::cli {

/// The options of every verb that calls the service.
struct ConnectionOptions {
  std::string regionId;
  std::string endpoint;
  std::string profile;
  std::optional<std::string> proxy;
  std::string caFile;
  bool allowPlainHttp = false;
  std::string wireFormat = "json";
  std::string signature = "v1";
  std::optional<std::chrono::milliseconds> timeout;      ///< Of the whole command; 0: none.
  std::optional<std::chrono::milliseconds> callTimeout;  ///< Of one call.
};

struct OutputOptions {
  std::string format = "table";  ///< `table`, `json` or `jsonl`.
  std::string language;          ///< `en`, `zh`, or empty: by the environment.
  std::string colour = "auto";
  bool quiet = false;

  [[nodiscard]] bool table() const noexcept { return format == "table"; }
};

/// What to trigger.
struct FlowOptions {
  std::string projectName;
  std::string flowName;
  std::vector<std::string> words;          ///< `K=V`
  std::vector<std::string> dagPara;        ///< The same, as a flag.
  std::vector<std::string> nodeParameter;  ///< `ID:K=V`
  std::vector<std::string> only;           ///< Ids of nodes, separated by commas.
  std::vector<std::string> except;         ///< The same.
  std::optional<ProjectEnv> env;
  std::string bizdate = "yesterday";
  bool once = false;
  std::string is;  ///< The id of the run whose trigger is of unknown outcome.
  bool dryRun = false;
  std::string emit;  ///< `cpp`
};

/// How to watch.
struct WatchFlags {
  bool failFast = false;
  std::optional<std::chrono::milliseconds> pollInterval;  ///< For tests and the emulator.
  std::optional<std::size_t> pollBudget;                  ///< Of all runs of the command together.
  std::vector<std::string> save;
  std::optional<std::size_t> logTail;                   ///< Lines of the logs of failed nodes; 0: none.
  bool withLogs = false;                                ///< Saved reports hold the logs of failed nodes.
  std::string late;                                     ///< `1.5x` or `45m`: when to tell that a run takes too long.
  std::vector<std::pair<std::string, std::string>> on;  ///< At which event to run which program.
};

/// Each writes to the options that it is given.
[[nodiscard]] std::vector<Option> connectionOptions(ConnectionOptions& to);
/// `formats`: such as `{"table", "json"}`.
[[nodiscard]] std::vector<Option> outputOptions(OutputOptions& to, std::vector<std::string> formats);
[[nodiscard]] std::vector<Option> flowOptions(FlowOptions& to);
[[nodiscard]] std::vector<Option> watchOptions(WatchFlags& to);
/// `--late`: only where a run is watched from its begin.
[[nodiscard]] Option lateOption(std::string& to);
[[nodiscard]] Option projectNameOption(std::string& to, bool required = false);
/// `--env prod|dev`: where the run is; unset if it is not given.
[[nodiscard]] Option projectEnvOption(
    std::optional<ProjectEnv>& to,
    Text help = {"Environment of the run (default: the journal's where it knows the run, else prod)",
                 "运行所在的环境（默认：触发记录中有该运行时取其环境，否则为 prod）"});
[[nodiscard]] Option saveOption(std::vector<std::string>& to);
[[nodiscard]] Option withLogsFlag(bool& to);

/// The options of a client, but for credentials and observer.
[[nodiscard]] ClientOptions toClientOptions(const ConnectionOptions& options);

/// The style of stdout or stderr. Colour: flag > `NO_COLOR` > terminal.
[[nodiscard]] terminal::Style toStyle(const OutputOptions& options, bool isTerminal,
                                      const detail::Environment& environment);

/// For results on stdout.
[[nodiscard]] Language languageOnStdout(const OutputOptions& options, const detail::Environment& environment);
/// For messages on stderr: only a terminal's are translated.
[[nodiscard]] Language languageOnStderr(const OutputOptions& options, const detail::Environment& environment);

using detail::shellQuoted;

/// ` -r cn-shanghai --endpoint URL …`: the given connection options, for a command to type later. A password in the
/// proxy URL is masked.
[[nodiscard]] std::string showConnection(const ConnectionOptions& options);

/// `http://user:***@proxy:3128`; unchanged without a password.
[[nodiscard]] std::string withoutPassword(const std::string& url);
/// True if `showConnection` masks a password that the user must fill in.
[[nodiscard]] bool hidesPassword(const ConnectionOptions& options);

}  // namespace dataworks::cli
