#include "options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "dataworks/profile.h"
#include "language.h"
#include "text/duration.h"

namespace dataworks::cli {

void addConnectionOptions(CLI::App& verb, ConnectionOptions& options) {
  const auto group = [](CLI::Option* option) { option->group("Connection"); };
  group(verb.add_option("-r,--region,--region-id,--RegionId", options.regionId,
                        "Region, such as cn-shanghai (default: ALIBABA_CLOUD_REGION_ID, then the profile's)")
            ->type_name("REGION"));
  group(
      verb.add_option("--endpoint", options.endpoint,
                      "URL of the service (default: ALIBABA_CLOUD_ENDPOINT, then the profile's, then the region's own)")
          ->type_name("URL"));
  group(verb.add_option("--profile", options.profile, "Profile of the credentials files")->type_name("NAME"));
  group(verb.add_option_function<std::string>(
                "--proxy", [&options](const std::string& url) { options.proxy = url; },
                "Proxy, '' for none (default: HTTPS_PROXY and NO_PROXY)")
            ->type_name("URL"));
  group(verb.add_option("--ca-file", options.caFile,
                        "Certificates to trust: a PEM file or a hashed folder (default: SSL_CERT_FILE, SSL_CERT_DIR, "
                        "then the system's)")
            ->type_name("FILE")
            ->check(CLI::ExistingPath));
  group(verb.add_flag("--allow-plain-http", options.allowPlainHttp,
                      "Allow http:// beyond this machine: signed requests travel in the clear"));
  group(verb.add_option("--wire-format", options.wireFormat, "Format of the service's responses")
            ->check(CLI::IsMember({"json", "xml"})));
  group(verb.add_option("--signature", options.signature,
                        "How requests are signed: v1 is HMAC-SHA1, v3 is ACS3-HMAC-SHA256")
            ->check(CLI::IsMember({"v1", "v3"})));
  group(addDuration(
      verb, "--timeout", options.timeout,
      "Limit for the whole command, such as 500ms, 10s, 2h; 0: none (default: 60s; run, watch and rerun 24h; "
      "stop and set-success 10m)"));
  group(addDuration(verb, "--call-timeout", options.callTimeout, "Limit for one API call (default: 60s)"));
}

void addOutputOptions(CLI::App& verb, OutputOptions& options, std::vector<std::string> formats) {
  verb.add_option("-o,--output", options.format, "Output format")->check(CLI::IsMember(formats));
  verb.add_flag("-q,--quiet", options.quiet, "Print only the result and errors");
  verb.add_option("--lang", options.language, "Language of messages for people (default: LC_ALL, LC_MESSAGES, LANG)")
      ->check(CLI::IsMember({"en", "zh"}));
  verb.add_option("--color", options.colour, "Use of colour (default: none if NO_COLOR is set, else on a terminal)")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

CLI::Option* addProjectOption(CLI::App& verb, std::string& projectName) {
  return verb.add_option("-p,--project,--project-name,--ProjectName", projectName, "The workspace")
      ->envname("DATAWORKS_PROJECT_NAME")
      ->type_name("NAME");
}

void addEnvOption(CLI::App& verb, ProjectEnv& env) {
  verb.add_option_function<std::string>(
          "--env,--ProjectEnv",
          [&env](const std::string& word) { env = word == "dev" ? ProjectEnv::kDev : ProjectEnv::kProd; },
          "Environment of the run (default: prod)")
      ->check(CLI::IsMember({"prod", "dev"}, CLI::ignore_case));
}

void addFlowOptions(CLI::App& verb, FlowOptions& options) {
  verb.add_option("FLOW,--flow-name,--FlowName", options.flowName, "The manually triggered business flow")
      ->required()
      ->type_name("NAME");
  verb.add_option("K=V", options.words,
                  "Parameters of the flow, in single quotes if they contain a $; one word may hold several ('a=1 b=2')")
      ->type_name("");
  addProjectOption(verb, options.projectName)->required();
  verb.add_option("--bizdate,--Bizdate", options.bizdate,
                  "Business date: yesterday (in Shanghai), 2026-11-22, 20261122")
      ->capture_default_str()
      ->type_name("DAY");
  verb.add_option("--dag-para,--DagPara", options.dagPara, "Parameter of the flow, as K=V is; may be repeated")
      ->type_name("K=V")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_option("--node-para,--NodePara", options.nodeParameter,
                  "Parameter of one node, by its number; may be repeated")
      ->type_name("ID:K=V")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_flag("--dry-run", options.dryRun, "Send nothing; show the parameters and the string to sign");
  verb.add_option("--emit", options.emit, "Send nothing; print a program that does the same")
      ->check(CLI::IsMember({"cpp"}));
}

void addWatchFlags(CLI::App& verb, WatchFlags& flags) {
  verb.add_flag("--fail-fast", flags.failFast,
                "End at the first failed node, without waiting for nodes that are still active");
  CLI::Option* interval = addDuration(
      verb, "--poll-interval", flags.pollInterval,
      "Time between polls, for tests and the emulator (default: 2s to 60s, depending on the age of the run)");
  verb.add_option("--poll-budget", flags.pollBudget,
                  "At most N calls to watch all runs of the command, spread over --timeout")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->excludes(interval);
  addSaveOption(verb, flags.save);
  addWithLogsFlag(verb, flags.withLogs);
  verb.add_option_function<std::size_t>(
          "--log-tail", [&flags](const std::size_t& lines) { flags.logTail = lines; },
          "Show the end of the logs of up to 3 failed nodes; 0: none (default: on a terminal 20 lines of the node that "
          "failed first, elsewhere none)")
      ->type_name("LINES")
      ->check(CLI::Range(0, 1'000'000));
}

void addWithLogsFlag(CLI::App& verb, bool& withLogs) {
  verb.add_flag("--with-logs", withLogs,
                "Saved reports hold the end of the logs of the first 10 failed nodes; logs may hold secrets");
}

void addSaveOption(CLI::App& verb, std::vector<std::string>& files) {
  verb.add_option("--save", files, "Save a report, ending in .html, .json, .junit.xml or .trace.json; may be repeated")
      ->type_name("FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* addDuration(CLI::App& verb, const std::string& names, std::optional<std::chrono::milliseconds>& value,
                         const std::string& help) {
  return verb
      .add_option_function<std::string>(
          names,
          [names, &value](const std::string& text) {
            value = detail::parseDuration(text);
            if (!value)
              throw CLI::ValidationError(names, "'" + text + "' is not a duration: write 500ms, 10s, 5m or 2h");
          },
          help)
      ->type_name("DURATION");
}

ClientOptions toClientOptions(const ConnectionOptions& options) {
  const ServiceLocation location = defaultLocation(options.profile);
  ClientOptions client;
  client.regionId = options.regionId.empty() ? location.regionId : options.regionId;
  client.endpoint = options.endpoint.empty() ? location.endpoint : options.endpoint;
  client.network = location.network;
  client.http.proxy = options.proxy;
  client.http.caFile = options.caFile;
  client.http.allowPlainHttp = options.allowPlainHttp;
  client.format = options.wireFormat == "xml" ? WireFormat::kXml : WireFormat::kJson;
  client.signature = options.signature == "v3" ? SignatureVersion::kV3 : SignatureVersion::kV1;
  if (options.callTimeout) client.timeout = *options.callTimeout;
  client.http.userAgent = "dataworks-cli";
  return client;
}

terminal::Style toStyle(const OutputOptions& options, bool isTerminal, const Environment& environment) {
  std::string locale;
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (locale.empty()) locale = environment(variable);
  }
  std::optional<bool> colour;
  if (options.colour != "auto")
    colour = options.colour == "always";
  else if (!environment("NO_COLOR").empty())
    colour = false;
  return terminal::styleFor(isTerminal, environment("TERM"), locale, chooseLanguage(options.language, environment),
                            colour);
}

Language languageOnStdout(const OutputOptions& options, const Environment& environment) {
  return toStyle(options, ::isatty(STDOUT_FILENO) != 0, environment).language;
}

Language languageOnStderr(const OutputOptions& options, const Environment& environment) {
  const bool isTerminal = ::isatty(STDERR_FILENO) != 0;
  return isTerminal ? toStyle(options, isTerminal, environment).language : Language::kEnglish;
}

std::string withoutPassword(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t user = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t at = url.rfind('@');
  const std::size_t colon = url.find(':', user);
  if (at == std::string::npos || at < user || colon >= at) return url;
  return url.substr(0, colon + 1) + "***" + url.substr(at);
}

bool hidesPassword(const ConnectionOptions& options) {
  return options.proxy && withoutPassword(*options.proxy) != *options.proxy;
}

std::string showConnection(const ConnectionOptions& options) {
  std::string flags;
  const auto add = [&](std::string_view flag, const std::string& value) {
    flags.append(" ").append(flag).append(value.starts_with('-') ? "=" : " ").append(shellQuoted(value));
  };
  if (!options.regionId.empty()) add("-r", options.regionId);
  if (!options.endpoint.empty()) add("--endpoint", options.endpoint);
  if (!options.profile.empty()) add("--profile", options.profile);
  if (options.proxy) add("--proxy", withoutPassword(*options.proxy));
  if (!options.caFile.empty()) add("--ca-file", options.caFile);
  if (options.allowPlainHttp) flags += " --allow-plain-http";
  if (options.wireFormat != "json") add("--wire-format", options.wireFormat);
  if (options.signature != "v1") add("--signature", options.signature);
  return flags;
}

}  // namespace dataworks::cli
