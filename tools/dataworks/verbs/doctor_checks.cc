// SPDX-License-Identifier: Apache-2.0
#include "verbs/doctor_checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <utility>

#include "result/error_text.h"
#include "run/call_counter.h"
#include "session/exit_code.h"
#include "terminal/language.h"
#include "terminal/words.h"
#include "text/duration.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

std::string withCode(const Error& error) {
  if (error.code.empty()) return error.message;
  return error.message.empty() ? error.code : error.code + ": " + error.message;
}

std::string withHint(const std::string& text, const std::string& hint) {
  return hint.empty() ? text : text + (text.ends_with('.') ? " " : ". ") + hint;
}

/// For a chain of sources, without the reasons: the list of sources shows them.
std::string withoutReasons(const std::string& message) {
  constexpr std::string_view kNone = "no credentials found";
  return message.starts_with(kNone) ? std::string(kNone) : message;
}

bool isMissingPermission(std::string_view code) {
  return code.starts_with("Forbidden") || code.starts_with("NoPermission") || code.starts_with("ResourceNotAuthorized");
}

std::string whereItFailed(const std::string& endpoint, const TransportFailure& failure, Language language) {
  switch (failure.phase) {
    case Phase::kResolve:
      return in(language, "the name of " + endpoint + " cannot be resolved", "无法解析域名：" + endpoint);
    case Phase::kConnect: return in(language, "no connection to " + endpoint, "无法连接 " + endpoint);
    case Phase::kTls:
      if (failure.kind == ErrorKind::kInvalidArgument) {  // none that could be trusted
        return in(language, "TLS with " + endpoint + " is not possible", "无法与 " + endpoint + " 建立 TLS 连接");
      }
      return in(language, "TLS failed with " + endpoint + " (a proxy that opens TLS needs --ca-file)",
                "与 " + endpoint + " 的 TLS 连接失败（代理会解密 TLS 时，需要 --ca-file）");
    default: return in(language, "no response from " + endpoint, endpoint + " 没有响应");
  }
}

/// What the service's error says; in Chinese by our own explanation of its code, where there is one.
std::string said(const Error& error, Language language) {
  const std::string explanation = language == Language::kChinese ? explainCode(error.code, language) : "";
  return explanation.empty() ? withHint(withCode(error), error.hint) : error.code + "：" + explanation;
}

// --- the proxy, as libcurl chooses it
// ----------------------------------------------------------------------------------------------------------

/// `https` and `dataworks.cn-shanghai.aliyuncs.com` of an endpoint.
struct Address {
  std::string scheme;
  std::string host;

  explicit Address(std::string_view url) {
    const auto end = url.find("://");
    scheme = url.substr(0, end);
    url.remove_prefix(end + 3);
    const bool isIpv6 = url.starts_with('[');
    host = isIpv6 ? url.substr(1, url.find(']') - 1) : url.substr(0, url.find_first_of(":/"));
    std::transform(host.begin(), host.end(), host.begin(), [](unsigned char c) { return std::tolower(c); });
  }

  [[nodiscard]] bool isLoopback() const {
    const bool isNumeric = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || host == "::1" || (isNumeric && host.starts_with("127."));
  }
};

struct Variable {
  std::string name{};
  std::string value{};
};

Variable firstSet(std::initializer_list<const char*> names, const detail::Environment& environment) {
  for (const char* name : names) {
    if (std::string value = environment(name); !value.empty()) return {name, std::move(value)};
  }
  return {};
}

// HTTP_PROXY is not among them: a web server sets it from a header of that name.
Variable proxyFor(const std::string& scheme, const detail::Environment& environment) {
  if (scheme == "http") return firstSet({"http_proxy", "all_proxy", "ALL_PROXY"}, environment);
  return firstSet({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}, environment);
}

/// True if NO_PROXY's `list` holds the host or a domain that it is in.
bool isExcepted(const std::string& host, std::string list) {
  if (list == "*") return true;
  std::transform(list.begin(), list.end(), list.begin(),
                 [](unsigned char c) { return c == ',' ? ' ' : std::tolower(c); });
  std::istringstream words(list);
  for (std::string word; words >> word;) {
    if (word.starts_with('.')) word.erase(0, 1);
    if (host == word || (!word.empty() && host.ends_with("." + word))) return true;
  }
  return false;
}

/// A line of `/proc/self/mounts`.
struct Mount {
  std::string folder{};
  std::string type{};
  std::string options{};

  /// A disk of this machine serves no other. What is unknown is a disk.
  [[nodiscard]] bool locksAcrossMachines() const {
    const auto has = [this](std::string_view option) {
      return ("," + options + ",").find("," + std::string(option) + ",") != std::string::npos;
    };
    if (type == "nfs" || type == "nfs4") {
      const bool local = has("local_lock=all") || has("local_lock=flock") || has("local_lock=posix") || has("nolock");
      return !local;
    }
    if (type == "cifs" || type == "smb3") return !has("nobrl");
    return type != "9p" && type != "afs" && !type.starts_with("fuse.");
  }
};

/// Blanks and the like are written as `\040` there.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int code = 0;
    const bool octal = text[i] == '\\' && i + 3 < text.size() &&
                       std::from_chars(text.data() + i + 1, text.data() + i + 4, code, 8).ptr == text.data() + i + 4;
    plain += octal ? static_cast<char>(code) : text[i];
    if (octal) i += 3;
  }
  return plain;
}

/// The innermost mount that holds `path`; of two at one place, the later one covers the other.
Mount mountOf(const std::string& path, std::string_view mounts) {
  Mount best;
  std::istringstream lines{std::string(mounts)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string device;
    Mount mount;
    if (!(words >> device >> mount.folder >> mount.type >> mount.options)) continue;
    mount.folder = unescaped(mount.folder);
    const std::string inside = mount.folder == "/" ? "/" : mount.folder + "/";
    if (path.starts_with(inside) && mount.folder.size() >= best.folder.size()) best = std::move(mount);
  }
  return best;
}

std::string withoutUser(std::string proxy) {
  const auto scheme = proxy.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const auto at = proxy.rfind('@');
  if (at != std::string::npos && at >= begin) proxy.replace(begin, at - begin, "***");
  return proxy;
}

}  // namespace

std::string_view name(CheckState state) {
  switch (state) {
    case CheckState::kGood: return "ok";
    case CheckState::kWarning: return "warning";
    case CheckState::kBad: return "failed";
    case CheckState::kSkipped: break;
  }
  return "skipped";
}

std::string stateWord(CheckState state, Language language) {
  switch (state) {
    case CheckState::kGood: return in(language, name(state), "正常");
    case CheckState::kWarning: return in(language, name(state), "警告");
    case CheckState::kBad: return in(language, name(state), "失败");
    case CheckState::kSkipped: break;
  }
  return in(language, name(state), "跳过");
}

std::string nameWord(const Check& check, Language language) {
  struct Name {
    std::string_view english;
    std::string_view chinese;
  };
  for (const Name& known :
       {Name{"region", "地域"}, Name{"endpoint", "接入点"}, Name{"proxy", "代理"}, Name{"authorities", "信任的 CA"},
        Name{"journal", "触发记录"}, Name{"reach", "连通性"}, Name{"clock", "时钟"}, Name{"credentials", "凭证"},
        Name{"calls", "调用次数"}, Name{"signed call", "签名调用"}, Name{"workspace", "工作空间"}}) {
    if (check.name == known.english) return in(language, known.english, known.chinese);
  }
  return check.name;
}

std::string verdictOf(const std::vector<Check>& checks, Language language) {
  std::string failed;
  for (const Check& check : checks) {
    if (check.state != CheckState::kBad) continue;
    failed += (failed.empty() ? "" : in(language, ", ", "、")) + nameWord(check, language);
  }
  return failed.empty() ? in(language, "all checks passed", "全部检查通过")
                        : in(language, "to be fixed: ", "需要处理：") + failed;
}

Check checkCalls(std::int64_t sent, std::int64_t used, int limit, Language language) {
  const std::string count = std::to_string(sent);
  const std::string cost =
      in(language, "this cost " + count + (sent == 1 ? " call" : " calls"), "本次检查使用 " + count + " 次调用");
  if (limit == 0) {
    return {"calls", CheckState::kGood,
            cost + in(language, "; on a Basic edition (100 a day) set DATAWORKS_DAILY_CALLS=100 to keep within them",
                      "；基础版每天 100 次，请设置 DATAWORKS_DAILY_CALLS=100，以免用尽")};
  }
  const bool isMuch = used * 5 >= std::int64_t{limit} * 4;
  return {"calls", isMuch ? CheckState::kWarning : CheckState::kGood,
          cost + in(language, "; ", "；") + callsUsedText(used, limit, language)};
}

Check checkRegion(const std::string& regionId, const std::string& endpoint, Language language) {
  if (!regionId.empty()) return {"region", CheckState::kGood, regionId + in(language, ", ", "，") + endpoint};
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  return {"region", CheckState::kBad,
          in(language,
             "none: set it with -r, such as -r cn-shanghai, in ALIBABA_CLOUD_REGION_ID or in the profile (the next "
             "checks use " +
                 endpoint + ")",
             "未设置：请用 -r（例如 -r cn-shanghai）、ALIBABA_CLOUD_REGION_ID 或 profile 指定（以下检查使用 " +
                 endpoint + "）"),
          std::move(error)};
}

Check checkEndpoint(const std::string& endpoint, const ConnectionOptions& options, const ServiceLocation& location,
                    Language language) {
  std::string by = in(language, "the region's own", "该地域的默认接入点");
  if (!options.endpoint.empty()) {
    by = "--endpoint";
  } else if (!location.endpoint.empty()) {
    by = location.endpointSource;
  } else if (location.network == Network::kVpc) {
    by = in(language, "the region's VPC endpoint, as " + location.networkSource + " asks for",
            "该地域的 VPC 接入点，由 " + location.networkSource + " 指定");
  }
  Check check{"endpoint", CheckState::kGood, endpoint + in(language, " (", "（") + by + in(language, ")", "）")};
  for (const std::string& warning : location.warnings) {
    check.state = CheckState::kWarning;
    check.detail += "; " + warning;
  }
  return check;
}

Check checkJournal(const std::string& path, const std::string& why, std::string_view mounts, Language language) {
  if (path.empty()) return {"journal", CheckState::kSkipped, in(language, "there is none: ", "没有触发记录：") + why};
  const Mount mount = mountOf(path, mounts);
  if (mount.locksAcrossMachines()) return {"journal", CheckState::kGood, path};
  return {"journal", CheckState::kWarning,
          in(language,
             path + " is on a file system (" + mount.type +
                 ") whose locks may not hold across machines: --once excludes triggers of this machine only. Set "
                 "XDG_STATE_HOME to a folder with working locks, or trigger from one machine",
             path + " 所在的文件系统（" + mount.type +
                 "）的锁可能不跨机器生效：--once 只能排除本机的触发。请将 XDG_STATE_HOME "
                 "设为锁可用的目录，或只在一台机器上触发")};
}

Check checkProxy(const std::string& endpoint, const ConnectionOptions& options, const detail::Environment& environment,
                 Language language) {
  const auto says = [](std::string detail) { return Check{"proxy", CheckState::kGood, std::move(detail)}; };
  const Address address(endpoint);
  const Variable proxy = options.proxy ? Variable{"--proxy", *options.proxy} : proxyFor(address.scheme, environment);
  if (proxy.value.empty()) {
    return says(options.proxy ? in(language, "none (--proxy '')", "不使用（--proxy ''）")
                              : in(language, "none", "不使用"));
  }
  if (address.isLoopback())
    return says(in(language, "none (never for this machine)", "不使用（访问本机从不经过代理）"));
  if (address.scheme == "http" && !options.allowPlainHttp) {
    return says(
        in(language, "none (never for plain http:// that is not allowed)", "不使用（未允许的 http:// 从不经过代理）"));
  }
  const Variable except = firstSet({"no_proxy", "NO_PROXY"}, environment);
  if (isExcepted(address.host, except.value)) {
    return says(in(language, "none (" + except.name + " covers " + address.host + ")",
                   "不使用（" + except.name + " 包含 " + address.host + "）"));
  }
  return says(withoutUser(proxy.value) + " (" + proxy.name + ")");
}

Check checkAuthorities(const std::string& caFile, const detail::Environment& environment, Language language) {
  const auto says = [](std::string detail) { return Check{"authorities", CheckState::kGood, std::move(detail)}; };
  if (!caFile.empty()) return says(caFile + " (--ca-file)");
  std::string places;
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const std::string place = environment(name);
    if (!place.empty()) places += (places.empty() ? "" : ", ") + place + " (" + name + ")";
  }
  return says(places.empty() ? in(language, "the system's", "系统自带") : places);
}

Check checkReach(const std::string& endpoint, const TransportOutcome& outcome, Language language) {
  if (const auto* failure = std::get_if<TransportFailure>(&outcome)) {
    Error error;
    error.kind = failure->kind;
    const std::string why =
        failure->detail.empty() ? terminal::kindWord(failure->kind, language) : withFlags(failure->detail);
    return {"reach", CheckState::kBad, whereItFailed(endpoint, *failure, language) + in(language, ": ", "：") + why,
            std::move(error)};
  }
  const int status = std::get<HttpResponse>(outcome).status;
  const bool tls = endpoint.starts_with("https://");
  return {"reach", CheckState::kGood,
          endpoint + in(language, " responds", " 有响应") +
              (tls ? in(language, ", certificate verified", "，证书已验证") : "") +
              in(language, " (HTTP " + std::to_string(status) + " to an unsigned request)",
                 "（未签名的请求得到 HTTP " + std::to_string(status) + "）")};
}

Check checkClock(std::string_view dateHeader, std::chrono::system_clock::time_point now, Language language) {
  const auto serviceTime = detail::parseHttpDate(dateHeader);
  if (!serviceTime) {
    return {"clock", CheckState::kSkipped, in(language, "the response has no date", "响应中没有时间")};
  }
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(now - *serviceTime);
  const auto size = skew < std::chrono::seconds(0) ? -skew : skew;
  const std::string difference = detail::formatDuration(size);
  const bool ahead = skew.count() > 0;
  const std::string by = size < std::chrono::seconds(2)
                             ? in(language, "agrees with the service's", "与服务端一致")
                             : in(language, "is " + difference + (ahead ? " ahead of" : " behind") + " the service's",
                                  std::string(ahead ? "比服务端快 " : "比服务端慢 ") + difference);
  const bool good = size < std::chrono::minutes(5);
  return {"clock", good ? CheckState::kGood : CheckState::kWarning,
          in(language, "this machine's clock ", "本机时钟") + by +
              (good ? ""
                    : in(language,
                         "; beyond 15 min the service rejects the first attempt and this program corrects itself; set "
                         "the clock",
                         "；相差超过 15 分钟时，服务端会拒绝第一次请求，本程序再自行校正；请校准时钟"))};
}

std::string sourceName(const std::string& source, Language language) {
  constexpr std::array<std::array<std::string_view, 2>, 5> kNames{{{"environment", "环境变量"},
                                                                   {"CLI profile", "CLI 配置"},
                                                                   {"ini profile", "ini 配置"},
                                                                   {"ECS role", "ECS 角色"},
                                                                   {"credentials URI", "凭证 URI"}}};
  for (const auto& [name, chinese] : kNames) {
    if (source == name) return in(language, name, chinese);
  }
  return source;
}

Check checkCredentials(const Result<Credentials>& credentials, const std::vector<std::string>& warnings,
                       Language language) {
  if (credentials) {
    Check check{"credentials", warnings.empty() ? CheckState::kGood : CheckState::kWarning,
                in(language, "from ", "来自 ") + sourceName(credentials->source, language)};
    for (const std::string& what : warnings) check.detail += "; " + what;
    return check;
  }
  const Error& error = credentials.error();
  std::string why = withHint(withoutReasons(withCode(error)), error.hint);
  if (language == Language::kChinese && error.code.empty() && error.message.starts_with("no credentials found")) {
    why = "没有找到可用的凭证";
    if (error.hint.starts_with("Run ")) {
      const std::string command = error.hint.substr(4);
      why += "。请执行 " + command.substr(0, command.find_last_not_of('.') + 1);
    } else if (!error.hint.empty()) {
      why += "。请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或执行 `aliyun configure`";
    }
  }
  return {"credentials", CheckState::kBad, std::move(why), error};
}

Check checkSignedCall(const Result<SearchManualDagNodeInstanceResponse>& response, Language language) {
  const auto says = [](CheckState state, std::string detail, const Error& error = {}) {
    return Check{"signed call", state, std::move(detail), error};
  };
  const std::string accepted =
      in(language, "accepted: the key is valid and may read runs", "通过：密钥有效，可以读取运行");
  if (response) return says(CheckState::kGood, accepted);
  const Error& error = response.error();
  const auto isBad = [&](const std::string& why) { return says(CheckState::kBad, why + said(error, language), error); };
  if (error.kind == ErrorKind::kCredentials)
    return isBad(in(language, "the credentials are rejected: ", "凭证被拒绝："));
  if (isMissingPermission(error.code)) {
    return isBad(in(language, "the credentials are valid, but a permission is missing: ", "凭证有效，但缺少权限："));
  }
  if (error.code.starts_with("InvalidTimeStamp")) {
    return isBad(
        in(language, "the timestamp is rejected, this machine's clock is off: ", "时间戳被拒绝，本机时钟不准："));
  }
  if (error.kind != ErrorKind::kRejected) return isBad("");
  // A rejection inside HTTP 200 comes from the operation itself: it read the request and knows no such run.
  if (error.httpStatus != 200) return isBad(in(language, "the request is rejected: ", "请求被拒绝："));
  return says(CheckState::kGood, accepted +
                                     in(language, " (there is no run 1, as expected: ", "（没有 1 号运行，符合预期：") +
                                     error.code + in(language, ")", "）"));
}

Check checkWorkspace(const std::string& projectName, const Result<GetProjectResponse>& response, Language language) {
  const auto says = [](CheckState state, std::string detail, const Error& error = {}) {
    return Check{"workspace", state, std::move(detail), error};
  };
  if (response) {
    const std::string id = std::to_string(response->projectId);
    return says(CheckState::kGood, projectName + in(language, " exists (id " + id + ")", " 存在（ID " + id + "）"));
  }
  const Error& error = response.error();
  if (isMissingPermission(error.code)) {
    return says(CheckState::kSkipped,
                in(language,
                   "may not ask whether " + projectName + " exists (" + error.code +
                       ": dataworks:GetProject); only runs --remote and a lost response need that",
                   "无权查询 " + projectName + " 是否存在（" + error.code +
                       "：dataworks:GetProject）；只有 runs --remote 和响应丢失时需要该权限"));
  }
  // Refusals by the operation itself have codes of digits.
  const bool isAnswer = error.kind == ErrorKind::kRejected && !error.code.empty() &&
                        error.code.find_first_not_of("0123456789") == std::string::npos;
  if (!isAnswer) {
    return says(CheckState::kWarning, in(language, "could not be checked: ", "无法检查：") + said(error, language));
  }
  return says(CheckState::kBad,
              in(language,
                 "no workspace " + projectName +
                     " in this account and region; write its name, not its display name: " + said(error, language),
                 "该账号和地域下没有工作空间 " + projectName + "；请填写名称而非显示名：" + said(error, language)),
              error);
}

int exitCodeOf(const std::vector<Check>& checks, int signal) {
  const auto bad =
      std::find_if(checks.begin(), checks.end(), [](const Check& check) { return check.state == CheckState::kBad; });
  if (bad == checks.end()) return exitCodeOf(ExitCode::kSucceeded);
  return exitCodeOf(bad->error, Activity::kReading, {.signal = signal});
}

}  // namespace dataworks::cli
