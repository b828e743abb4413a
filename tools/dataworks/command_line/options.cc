// SPDX-License-Identifier: Apache-2.0
#include "command_line/options.h"

#include <unistd.h>

#include <utility>

#include "dataworks/profile.h"
#include "terminal/language.h"

namespace dataworks::cli {

std::vector<Option> connectionOptions(ConnectionOptions& to) {
  std::vector<Option> options{
      Option("-r,--region,--region-id,--RegionId", &to.regionId,
             {"Region, such as cn-shanghai (default: ALIBABA_CLOUD_REGION_ID, then the profile's)",
              "地域，例如 cn-shanghai（默认取 ALIBABA_CLOUD_REGION_ID，其次取 profile 中的地域）"},
             {.type = "REGION"}),
      Option("--endpoint", &to.endpoint,
             {"URL of the service (default: ALIBABA_CLOUD_ENDPOINT, then the profile's, then the region's own)",
              "服务的接入点（默认取 ALIBABA_CLOUD_ENDPOINT，其次取 profile，最后取该地域的接入点）"},
             {.type = "URL"}),
      Option("--profile", &to.profile, {"Profile of the credentials files", "使用凭证文件中的哪个 profile"},
             {.type = "NAME"}),
      Option("--proxy", &to.proxy,
             {"Proxy, '' for none (default: HTTPS_PROXY and NO_PROXY)",
              "代理，'' 表示不使用（默认取 HTTPS_PROXY 和 NO_PROXY）"},
             {.type = "URL"}),
      Option("--ca-file", &to.caFile,
             {"Certificates to trust: a PEM file or a hashed folder (default: SSL_CERT_FILE, SSL_CERT_DIR, then the "
              "system's)",
              "信任的证书：PEM 文件或经过哈希命名的目录（默认取 SSL_CERT_FILE、SSL_CERT_DIR，其次取系统证书）"},
             {.type = "FILE", .mustExist = Existing::kFileOrFolder}),
      Option("--allow-plain-http", &to.allowPlainHttp,
             {"Allow http:// beyond this machine: signed requests travel in the clear",
              "允许用 http:// 访问其他机器：签名后的请求以明文传输"}),
      Option("--wire-format", &to.wireFormat, {"Format of the service's responses", "服务端响应的格式"},
             {.choices = {"json", "xml"}, .showsDefault = true}),
      Option("--signature", &to.signature,
             {"How requests are signed: v1 is HMAC-SHA1, v3 is ACS3-HMAC-SHA256",
              "请求的签名方式：v1 为 HMAC-SHA1，v3 为 ACS3-HMAC-SHA256"},
             {.choices = {"v1", "v3"}, .showsDefault = true}),
      Option("--timeout", &to.timeout,
             {"Limit for the whole command, such as 500ms, 10s, 2h; 0: none (default: 60s; run, watch and rerun 24h; "
              "stop and set-success 10m)",
              "整个命令的时限，例如 500ms、10s、2h；0 表示不限（默认 60s；run、watch、rerun 为 24h；stop、set-success "
              "为 10m）"},
             {.type = "DURATION"}),
      Option("--call-timeout", &to.callTimeout,
             {"Limit for one API call (default: 60s)", "单次 API 调用的时限（默认 60s）"}, {.type = "DURATION"}),
  };
  for (Option& option : options) option.details.group = "Connection";
  return options;
}

std::vector<Option> outputOptions(OutputOptions& to, std::vector<std::string> formats) {
  std::vector<Option> options{
      Option("-o,--output", &to.format, {"Output format", "输出格式"},
             {.choices = std::move(formats), .showsDefault = true}),
      Option("-q,--quiet", &to.quiet, {"Print only the result and errors", "只输出结果和错误"}),
      Option("--lang", &to.language,
             {"Language of messages for people (default: LC_ALL, LC_MESSAGES, LANG)",
              "消息的语言（默认取 LC_ALL、LC_MESSAGES、LANG）"},
             {.choices = {"en", "zh"}}),
      Option("--color", &to.colour,
             {"Use of colour (default: none if NO_COLOR is set, else on a terminal)",
              "是否使用颜色（默认：设置了 NO_COLOR 则不用，否则仅在终端使用）"},
             {.choices = {"auto", "always", "never"}}),
  };
  for (Option& option : options) option.details.group = "Output";
  return options;
}

Option projectNameOption(std::string& to, bool required) {
  return Option("-p,--project,--project-name,--ProjectName", &to, {"The workspace", "工作空间"},
                {.type = "NAME", .required = required, .variable = "DATAWORKS_PROJECT_NAME"});
}

Option projectEnvOption(std::optional<ProjectEnv>& to, Text help) {
  return Option("--env,--ProjectEnv", &to, std::move(help), {.choices = {"prod", "dev"}});
}

std::vector<Option> flowOptions(FlowOptions& to) {
  return {
      Option("FLOW,--flow-name,--FlowName", &to.flowName,
             {"The manually triggered business flow", "手动业务流程的名称"}, {.type = "NAME", .required = true}),
      Option("K=V", &to.words,
             {"Parameters of the flow, in single quotes if they contain a $; one word may hold several ('a=1 b=2')",
              "流程参数；含有 $ 时请用单引号；一个词可以写多个参数（'a=1 b=2'）"},
             {.type = ""}),
      projectNameOption(to.projectName, true),
      Option("--bizdate,--Bizdate", &to.bizdate,
             {"Business date: yesterday (in Shanghai), 2026-11-22, 20261122",
              "业务日期：yesterday（北京时间的昨天）、2026-11-22、20261122"},
             {.type = "DAY", .showsDefault = true}),
      Option("--dag-para,--DagPara", &to.dagPara,
             {"Parameter of the flow, as K=V is; may be repeated", "流程参数，与 K=V 相同；可重复"}, {.type = "K=V"}),
      Option("--node-para,--NodePara", &to.nodeParameter,
             {"Parameter of one node, by its number; may be repeated", "单个节点的参数，以节点 ID 指定；可重复"},
             {.type = "ID:K=V"}),
      Option("--only,--IncludeNodeIds", &to.only,
             {"Run only these nodes, by their numbers", "只运行这些节点，以节点 ID 指定"}, {.type = "ID,ID"}),
      Option("--except,--ExcludeNodeIds", &to.except,
             {"Run these nodes dry: they succeed at once, and what waits for them goes on",
              "空跑这些节点：立即成功，等待它们的下游节点继续运行"},
             {.type = "ID,ID"}),
      projectEnvOption(to.env, {"Where to run; --only, --except and --env use RunManualDagNodes (default: prod)",
                                "在哪个环境运行；--only、--except 和 --env 使用 RunManualDagNodes（默认 prod）"}),
      Option("--dry-run", &to.dryRun,
             {"Send nothing; show the parameters and the string to sign", "不发送任何请求，只显示参数和待签名字符串"}),
      Option("--emit", &to.emit,
             {"Send nothing; print a program that does the same", "不发送任何请求，输出一个功能相同的程序"},
             {.choices = {"cpp"}}),
  };
}

std::vector<Option> watchOptions(WatchFlags& to) {
  return {
      Option("--fail-fast", &to.failFast,
             {"End at the first failed node, without waiting for nodes that are still active",
              "有节点失败即结束等待，不等仍在运行的节点"}),
      Option("--poll-interval", &to.pollInterval,
             {"Time between polls, for tests and the emulator (default: 2s to 60s, depending on the age of the run)",
              "两次查询的间隔，用于测试和模拟器（默认 2s 至 60s，随运行时长增加）"},
             {.type = "DURATION"}),
      Option("--poll-budget", &to.pollBudget,
             {"At most N calls to watch all runs of the command, spread over --timeout",
              "本次命令跟踪所有运行最多调用 N 次，分布在 --timeout 之内"},
             {.type = "N", .least = 1, .excludes = "--poll-interval"}),
      saveOption(to.save),
      withLogsFlag(to.withLogs),
      Option(
          "--on", &to.on,
          {"Run the program CMD once at late, failed, succeeded or unknown, with what happened as JSON on its stdin; "
           "may be repeated",
           "在 late、failed、succeeded 或 unknown 时运行一次程序 CMD，事件以 JSON 从其标准输入传入；可重复"},
          {.type = "EVENT CMD"}),
      Option("--log-tail", &to.logTail,
             {"Show the end of the logs of up to 3 failed nodes; 0: none (default: on a terminal 20 lines of the node "
              "that failed first, elsewhere none)",
              "显示最多 3 个失败节点的日志末尾；0 表示不显示（默认：在终端显示最先失败的节点的 20 行，否则不显示）"},
             {.type = "LINES", .least = 0}),
  };
}

Option lateOption(std::string& to) {
  return Option("--late", &to,
                {"Tell once that the run takes longer than this: a time, or a multiple of what is usual",
                 "运行超过此时长时提示一次：时长，或通常耗时的倍数"},
                {.type = "1.5x|45m"});
}

Option withLogsFlag(bool& to) {
  return Option("--with-logs", &to,
                {"Saved reports hold the end of the logs of the first 10 failed nodes; logs may hold secrets",
                 "保存的报告包含前 10 个失败节点的日志末尾；日志中可能有敏感信息"});
}

Option saveOption(std::vector<std::string>& to) {
  return Option("--save", &to,
                {"Save a report, ending in .html, .json, .junit.xml or .trace.json; may be repeated",
                 "保存报告，文件名以 .html、.json、.junit.xml 或 .trace.json 结尾；可重复"},
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

terminal::Style toStyle(const OutputOptions& options, bool isTerminal, const detail::Environment& environment) {
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

Language languageOnStdout(const OutputOptions& options, const detail::Environment& environment) {
  return toStyle(options, ::isatty(STDOUT_FILENO) != 0, environment).language;
}

Language languageOnStderr(const OutputOptions& options, const detail::Environment& environment) {
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
