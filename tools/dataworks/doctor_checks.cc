#include "doctor_checks.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <ctime>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <utility>

#include "call_counter.h"
#include "exit_code.h"
#include "text/duration.h"

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

std::string whereItFailed(const std::string& endpoint, const TransportFailure& failure) {
  switch (failure.phase) {
    case Phase::kResolve: return "the name of " + endpoint + " cannot be resolved";
    case Phase::kConnect: return "no connection to " + endpoint;
    case Phase::kTls: return "TLS failed with " + endpoint + " (a proxy that opens TLS needs --ca-file)";
    default: return "no response from " + endpoint;
  }
}

/// The time of `Mon, 23 Nov 2026 03:00:04 GMT`.
std::optional<std::chrono::system_clock::time_point> readHttpDate(std::string_view text) {
  std::tm utc{};
  const char* end = ::strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  if (end == nullptr) return std::nullopt;
  return std::chrono::system_clock::from_time_t(::timegm(&utc));
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

Variable firstSet(std::initializer_list<const char*> names, const Environment& environment) {
  for (const char* name : names) {
    if (std::string value = environment(name); !value.empty()) return {name, std::move(value)};
  }
  return {};
}

// HTTP_PROXY is not among them: a web server sets it from a header of that name.
Variable proxyFor(const std::string& scheme, const Environment& environment) {
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

Check checkCalls(std::int64_t sent, std::int64_t used, int limit) {
  const std::string cost = "this cost " + std::to_string(sent) + (sent == 1 ? " call" : " calls");
  if (limit == 0) {
    return {"calls", CheckState::kGood,
            cost + "; on a Basic edition (100 a day) set DATAWORKS_DAILY_CALLS=100 to keep within them"};
  }
  const bool isMuch = used * 5 >= std::int64_t{limit} * 4;
  return {"calls", isMuch ? CheckState::kWarning : CheckState::kGood,
          cost + "; " + callsUsedText(used, limit, Language::kEnglish)};
}

Check checkRegion(const std::string& regionId, const std::string& endpoint) {
  if (!regionId.empty()) return {"region", CheckState::kGood, regionId + ", " + endpoint};
  Error error;
  error.kind = ErrorKind::kInvalidArgument;
  return {"region", CheckState::kBad,
          "none: set it with -r, such as -r cn-shanghai, in ALIBABA_CLOUD_REGION_ID or in the profile (the next checks "
          "use " +
              endpoint + ")",
          std::move(error)};
}

Check checkEndpoint(const std::string& endpoint, const ConnectionOptions& options, const ServiceLocation& location) {
  std::string by = "the region's own";
  if (!options.endpoint.empty()) {
    by = "--endpoint";
  } else if (!location.endpoint.empty()) {
    by = location.endpointSource;
  } else if (location.network == Network::kVpc) {
    by = "the region's VPC endpoint, as " + location.networkSource + " asks for";
  }
  Check check{"endpoint", CheckState::kGood, endpoint + " (" + by + ")"};
  for (const std::string& warning : location.warnings) {
    check.state = CheckState::kWarning;
    check.detail += "; " + warning;
  }
  return check;
}

Check checkJournal(const std::string& path, const std::string& why, std::string_view mounts) {
  if (path.empty()) return {"journal", CheckState::kSkipped, "there is none: " + why};
  const Mount mount = mountOf(path, mounts);
  if (mount.locksAcrossMachines()) return {"journal", CheckState::kGood, path};
  return {"journal", CheckState::kWarning,
          path + " is on a file system (" + mount.type +
              ") whose locks may not hold across machines: --once excludes triggers of this machine only. Set "
              "XDG_STATE_HOME to a folder with working locks, or trigger from one machine"};
}

Check checkProxy(const std::string& endpoint, const ConnectionOptions& options, const Environment& environment) {
  const auto says = [](std::string detail) { return Check{"proxy", CheckState::kGood, std::move(detail)}; };
  const Address address(endpoint);
  const Variable proxy = options.proxy ? Variable{"--proxy", *options.proxy} : proxyFor(address.scheme, environment);
  if (proxy.value.empty()) return says(options.proxy ? "none (--proxy '')" : "none");
  if (address.isLoopback()) return says("none (never for this machine)");
  if (address.scheme == "http" && !options.allowPlainHttp)
    return says("none (never for plain http:// that is not allowed)");
  const Variable except = firstSet({"no_proxy", "NO_PROXY"}, environment);
  if (isExcepted(address.host, except.value)) return says("none (" + except.name + " covers " + address.host + ")");
  return says(withoutUser(proxy.value) + " (" + proxy.name + ")");
}

Check checkAuthorities(const std::string& caFile, const Environment& environment) {
  const auto says = [](std::string detail) { return Check{"authorities", CheckState::kGood, std::move(detail)}; };
  if (!caFile.empty()) return says(caFile + " (--ca-file)");
  std::string places;
  for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    const std::string place = environment(name);
    if (!place.empty()) places += (places.empty() ? "" : ", ") + place + " (" + name + ")";
  }
  return says(places.empty() ? "the system's" : places);
}

Check checkReach(const std::string& endpoint, const TransportOutcome& outcome) {
  if (const auto* failure = std::get_if<TransportFailure>(&outcome)) {
    Error error;
    error.kind = failure->kind;
    const std::string why = failure->detail.empty() ? std::string(name(failure->kind)) : failure->detail;
    return {"reach", CheckState::kBad, whereItFailed(endpoint, *failure) + ": " + why, std::move(error)};
  }
  const int status = std::get<HttpResponse>(outcome).status;
  const bool tls = endpoint.starts_with("https://");
  return {"reach", CheckState::kGood,
          endpoint + " responds" + (tls ? ", certificate verified" : "") + " (HTTP " + std::to_string(status) + ")"};
}

Check checkClock(std::string_view dateHeader, std::chrono::system_clock::time_point now) {
  const auto serviceTime = readHttpDate(dateHeader);
  if (!serviceTime) return {"clock", CheckState::kSkipped, "the response has no date"};
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(now - *serviceTime);
  const auto size = skew < std::chrono::seconds(0) ? -skew : skew;
  const std::string by =
      size < std::chrono::seconds(2)
          ? "agrees with the service's"
          : "is " + detail::formatDuration(size) + (skew.count() > 0 ? " ahead of" : " behind") + " the service's";
  const bool good = size < std::chrono::minutes(5);
  return {"clock", good ? CheckState::kGood : CheckState::kWarning,
          "this machine's clock " + by +
              (good ? ""
                    : "; beyond 15 min the service rejects the first attempt and this program corrects itself; set the "
                      "clock")};
}

Check checkCredentials(const Result<Credentials>& credentials, const std::vector<std::string>& warnings) {
  if (credentials) {
    Check check{"credentials", warnings.empty() ? CheckState::kGood : CheckState::kWarning,
                "from " + credentials->source};
    for (const std::string& what : warnings) check.detail += "; " + what;
    return check;
  }
  const Error& error = credentials.error();
  return {"credentials", CheckState::kBad, withHint(withoutReasons(withCode(error)), error.hint), error};
}

Check checkSignedCall(const Result<SearchManualDagNodeInstanceResponse>& response) {
  const auto says = [](CheckState state, std::string detail, const Error& error = {}) {
    return Check{"signed call", state, std::move(detail), error};
  };
  if (response) return says(CheckState::kGood, "accepted");
  const Error& error = response.error();
  const auto isBad = [&](const std::string& why) {
    return says(CheckState::kBad, why + withHint(withCode(error), error.hint), error);
  };
  if (error.kind == ErrorKind::kCredentials) return isBad("the credentials are rejected: ");
  if (isMissingPermission(error.code)) return isBad("the credentials are valid, but a permission is missing: ");
  if (error.code.starts_with("InvalidTimeStamp"))
    return isBad("the timestamp is rejected, this machine's clock is off: ");
  if (error.kind != ErrorKind::kRejected) return isBad("");
  // A rejection inside HTTP 200 comes from the operation itself: it read the request and knows no such run.
  if (error.httpStatus != 200) return isBad("the request is rejected: ");
  return says(CheckState::kGood, "accepted (the service knows no such run: " + withCode(error) + ")");
}

int exitCodeOf(const std::vector<Check>& checks, int signal) {
  const auto bad =
      std::find_if(checks.begin(), checks.end(), [](const Check& check) { return check.state == CheckState::kBad; });
  if (bad == checks.end()) return exitCodeOf(ExitCode::kSucceeded);
  return exitCodeOf(bad->error, Activity::kReading, {.signal = signal});
}

}  // namespace dataworks::cli
