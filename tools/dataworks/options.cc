#include "options.h"

#include <unistd.h>

#include <utility>

#include "dataworks/profile.h"
#include "terminal/language.h"

namespace dataworks::cli {

std::vector<Option> connectionOptions(ConnectionOptions& to) {
  std::vector<Option> options{
      Option("-r,--region,--region-id,--RegionId", &to.regionId,
             "Region, such as cn-shanghai (default: ALIBABA_CLOUD_REGION_ID, then the profile's)", {.type = "REGION"}),
      Option("--endpoint", &to.endpoint,
             "URL of the service (default: ALIBABA_CLOUD_ENDPOINT, then the profile's, then the region's own)",
             {.type = "URL"}),
      Option("--profile", &to.profile, "Profile of the credentials files", {.type = "NAME"}),
      Option("--proxy", &to.proxy, "Proxy, '' for none (default: HTTPS_PROXY and NO_PROXY)", {.type = "URL"}),
      Option("--ca-file", &to.caFile,
             "Certificates to trust: a PEM file or a hashed folder (default: SSL_CERT_FILE, SSL_CERT_DIR, then the "
             "system's)",
             {.type = "FILE", .mustExist = Existing::kFileOrFolder}),
      Option("--allow-plain-http", &to.allowPlainHttp,
             "Allow http:// beyond this machine: signed requests travel in the clear"),
      Option("--wire-format", &to.wireFormat, "Format of the service's responses", {.choices = {"json", "xml"}}),
      Option("--signature", &to.signature, "How requests are signed: v1 is HMAC-SHA1, v3 is ACS3-HMAC-SHA256",
             {.choices = {"v1", "v3"}}),
      Option("--timeout", &to.timeout,
             "Limit for the whole command, such as 500ms, 10s, 2h; 0: none (default: 60s; run, watch and rerun 24h; "
             "stop and set-success 10m)",
             {.type = "DURATION"}),
      Option("--call-timeout", &to.callTimeout, "Limit for one API call (default: 60s)", {.type = "DURATION"}),
  };
  for (Option& option : options) option.details.group = "Connection";
  return options;
}

std::vector<Option> outputOptions(OutputOptions& to, std::vector<std::string> formats) {
  return {
      Option("-o,--output", &to.format, "Output format", {.choices = std::move(formats)}),
      Option("-q,--quiet", &to.quiet, "Print only the result and errors"),
      Option("--lang", &to.language, "Language of messages for people (default: LC_ALL, LC_MESSAGES, LANG)",
             {.choices = {"en", "zh"}}),
      Option("--color", &to.colour, "Use of colour (default: none if NO_COLOR is set, else on a terminal)",
             {.choices = {"auto", "always", "never"}}),
  };
}

Option projectNameOption(std::string& to, bool required) {
  return Option("-p,--project,--project-name,--ProjectName", &to, "The workspace",
                {.type = "NAME", .required = required, .variable = "DATAWORKS_PROJECT_NAME"});
}

Option projectEnvOption(std::optional<ProjectEnv>& to, const std::string& help) {
  return Option("--env,--ProjectEnv", &to, help, {.choices = {"prod", "dev"}});
}

std::vector<Option> flowOptions(FlowOptions& to) {
  return {
      Option("FLOW,--flow-name,--FlowName", &to.flowName, "The manually triggered business flow",
             {.type = "NAME", .required = true}),
      Option("K=V", &to.words,
             "Parameters of the flow, in single quotes if they contain a $; one word may hold several ('a=1 b=2')",
             {.type = ""}),
      projectNameOption(to.projectName, true),
      Option("--bizdate,--Bizdate", &to.bizdate, "Business date: yesterday (in Shanghai), 2026-11-22, 20261122",
             {.type = "DAY", .showsDefault = true}),
      Option("--dag-para,--DagPara", &to.dagPara, "Parameter of the flow, as K=V is; may be repeated", {.type = "K=V"}),
      Option("--node-para,--NodePara", &to.nodeParameter, "Parameter of one node, by its number; may be repeated",
             {.type = "ID:K=V"}),
      Option("--only,--IncludeNodeIds", &to.only, "Run only these nodes, by their numbers", {.type = "ID,ID"}),
      Option("--except,--ExcludeNodeIds", &to.except,
             "Run these nodes dry: they succeed at once, and what waits for them goes on", {.type = "ID,ID"}),
      projectEnvOption(to.env, "Where to run; --only, --except and --env use RunManualDagNodes (default: prod)"),
      Option("--dry-run", &to.dryRun, "Send nothing; show the parameters and the string to sign"),
      Option("--emit", &to.emit, "Send nothing; print a program that does the same", {.choices = {"cpp"}}),
  };
}

std::vector<Option> watchOptions(WatchFlags& to) {
  return {
      Option("--fail-fast", &to.failFast,
             "End at the first failed node, without waiting for nodes that are still active"),
      Option("--poll-interval", &to.pollInterval,
             "Time between polls, for tests and the emulator (default: 2s to 60s, depending on the age of the run)",
             {.type = "DURATION"}),
      Option("--poll-budget", &to.pollBudget, "At most N calls to watch all runs of the command, spread over --timeout",
             {.type = "N", .least = 1, .excludes = "--poll-interval"}),
      saveOption(to.save),
      withLogsFlag(to.withLogs),
      Option(
          "--log-tail", &to.logTail,
          "Show the end of the logs of up to 3 failed nodes; 0: none (default: on a terminal 20 lines of the node that "
          "failed first, elsewhere none)",
          {.type = "LINES", .least = 0}),
  };
}

Option withLogsFlag(bool& to) {
  return Option("--with-logs", &to,
                "Saved reports hold the end of the logs of the first 10 failed nodes; logs may hold secrets");
}

Option saveOption(std::vector<std::string>& to) {
  return Option("--save", &to, "Save a report, ending in .html, .json, .junit.xml or .trace.json; may be repeated",
                {.type = "FILE"});
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
