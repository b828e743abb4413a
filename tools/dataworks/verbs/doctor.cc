// SPDX-License-Identifier: Apache-2.0
// `dataworks doctor`: why does it not work here?
//
// It makes one call of the library with its own credentials provider. The library passes that provider the transport
// that it uses itself, so the checks see what a real call would see.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "command_line/options.h"
#include "journal/journal_file.h"
#include "run/connection.h"
#include "run/failure.h"
#include "run/run_reading.h"
#include "session/columns.h"
#include "session/json.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "verbs/doctor_checks.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct DoctorOptions {
  std::string projectName;
  ConnectionOptions connection;
  OutputOptions output;
};

constexpr std::string_view kSubstituteRegion = "cn-shanghai";
constexpr std::chrono::seconds kReachWithin(10);

/// Probes when it is asked for credentials, then returns them. For one blocking call, so for one thread.
class ProbingCredentials : public CredentialsProvider {
 public:
  ProbingCredentials(const ConnectionOptions& options, Language language)
      : allowPlainHttp_(options.allowPlainHttp), profile_(options.profile), language_(language), provider_(nullptr) {}

  /// The endpoint, which only a client can resolve.
  void setEndpoint(std::string endpoint) { endpoint_ = std::move(endpoint); }

  Result<Credentials> fetch(const FetchContext& request) override {
    if (!std::exchange(probed_, true)) probe(request);
    auto credentials = provider_ ? (*provider_)->fetch(request) : provider_.error();
    credentials_ = checkCredentials(credentials, warnings_, language_);
    return credentials;
  }

  /// What was found, the credentials last. A call that ends early does not probe.
  [[nodiscard]] std::vector<Check> checks() const {
    std::vector<Check> all = checks_;
    if (credentials_) all.push_back(*credentials_);
    return all;
  }
  [[nodiscard]] bool foundNone() const { return credentials_ && credentials_->state == CheckState::kBad; }
  [[nodiscard]] const std::vector<CredentialsSourceReport>& sources() const { return sources_; }

 private:
  void probe(const FetchContext& request) {
    reach(request);
    FetchContext inspecting = request;
    inspecting.warn = [this](const std::string& warning) { warnings_.push_back(warning); };
    CredentialsInspection inspection =
        profile_.empty() ? inspectDefaultCredentials(inspecting) : inspectProfileCredentials(inspecting, profile_);
    sources_ = std::move(inspection.sources);
    provider_ = std::move(inspection.provider);
  }

  void reach(const FetchContext& request) {
    const auto now = request.clock->steadyNow();
    HttpRequest unsignedGet;
    unsignedGet.method = "GET";
    unsignedGet.url = endpoint_;
    unsignedGet.deadline = now + std::min<std::chrono::nanoseconds>((request.deadline - now) / 2, kReachWithin);
    unsignedGet.idempotency = Idempotency::kIdempotent;
    unsignedGet.allowPlainHttp = allowPlainHttp_;
    const TransportOutcome outcome = request.send(std::move(unsignedGet), request.stop);
    checks_.push_back(checkReach(endpoint_, outcome, language_));
    if (const auto* response = std::get_if<HttpResponse>(&outcome)) {
      checks_.push_back(checkClock(response->header("Date"), request.clock->wallNow(), language_));
    }
  }

  const bool allowPlainHttp_;
  const std::string profile_;
  const Language language_;
  std::string endpoint_;
  Result<std::shared_ptr<CredentialsProvider>> provider_;
  bool probed_ = false;
  std::vector<Check> checks_;
  std::vector<CredentialsSourceReport> sources_;
  std::vector<std::string> warnings_;
  std::optional<Check> credentials_;
};

std::string_view nameOf(CredentialsSourceState state) {
  switch (state) {
    case CredentialsSourceState::kUsed: return "used";
    case CredentialsSourceState::kFailed: return "failed";
    case CredentialsSourceState::kNotAsked: return "not asked";
    case CredentialsSourceState::kDeclined: break;
  }
  return "nothing there";
}

/// A line for each source, and one for all that were not asked.
std::vector<std::string> sourceLines(const std::vector<CredentialsSourceReport>& sources, Language language) {
  std::vector<std::string> lines;
  std::string notAsked;
  for (const auto& source : sources) {
    if (source.state == CredentialsSourceState::kNotAsked) {
      notAsked += (notAsked.empty() ? "" : in(language, ", ", "、")) + sourceName(source.source, language);
      continue;
    }
    const bool used = source.state == CredentialsSourceState::kUsed;
    lines.push_back(sourceName(source.source, language) + in(language, ": ", "：") +
                    (used ? in(language, "used", "使用") : source.outcome));
  }
  if (!notAsked.empty()) lines.push_back(in(language, "not asked: ", "未查找：") + notAsked);
  return lines;
}

void show(const std::vector<Check>& checks, const std::vector<CredentialsSourceReport>& sources, bool onlyWrong,
          Language language) {
  std::vector<std::vector<std::string>> rows;
  for (const Check& check : checks) {
    if (onlyWrong && check.state != CheckState::kBad && check.state != CheckState::kWarning) continue;
    rows.push_back({stateWord(check.state, language), nameWord(check, language), check.detail});
    if (check.name != "credentials") continue;
    for (std::string& line : sourceLines(sources, language)) rows.push_back({"", "", std::move(line)});
  }
  std::vector<std::string> lines = alignColumns(rows);
  if (!onlyWrong) lines.push_back(verdictOf(checks, language));
  writeResultLines(lines);
}

void showJson(int exitCode, const std::vector<Check>& checks, const std::vector<CredentialsSourceReport>& sources) {
  Json json{{"exitCode", exitCode}, {"checks", Json::array()}, {"credentialsSources", Json::array()}};
  for (const Check& check : checks) {
    json["checks"].push_back({{"name", check.name}, {"state", name(check.state)}, {"detail", check.detail}});
  }
  for (const auto& source : sources) {
    json["credentialsSources"].push_back(
        {{"source", source.source}, {"state", nameOf(source.state)}, {"outcome", source.outcome}});
  }
  writeResult(jsonLines(json));
}

/// The folders of a path as they are, without links; the path itself need not exist.
std::string realPathOf(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(path, error);
  return error || path.empty() ? path : real.string();
}

std::string contentOf(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int doctor(const DoctorOptions& options, Session& session) {
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  // A call needs a region: without one, use a substitute, so that everything else can be checked.
  const std::string regionId = toClientOptions(options.connection).regionId;
  ConnectionOptions usable = options.connection;
  if (regionId.empty()) usable.regionId = kSubstituteRegion;

  const Language language =
      options.output.table() ? languageOnStdout(options.output, session.environment) : Language::kEnglish;
  const auto probe = std::make_shared<ProbingCredentials>(usable, language);
  const auto connection = connect(usable, session, nullptr, probe);
  if (!connection) return endWithError(connection.error(), Activity::kReading, options.output, session);
  const std::string endpoint = connection->client.endpoint();
  probe->setEndpoint(endpoint);
  std::vector<Check> checks{checkRegion(regionId, endpoint, language),
                            checkEndpoint(endpoint, usable, defaultLocation(usable.profile), language),
                            checkProxy(endpoint, usable, session.environment, language)};
  if (endpoint.starts_with("https:")) checks.push_back(checkAuthorities(usable.caFile, session.environment, language));
  checks.push_back(checkJournal(realPathOf(journalPath(session.environment)), whyNoJournal(session.environment).reason,
                                contentOf("/proc/self/mounts"), language));

  const CallOptions call = callOptions(usable, deadline, session);
  const std::string project = options.projectName.empty() ? "doctor" : options.projectName;
  const auto response = connection->client.searchManualDagNodeInstance({.projectName = project, .dagId = 1}, call);

  for (Check& check : probe->checks()) checks.push_back(std::move(check));
  const Check signedCall = probe->foundNone()
                               ? Check{"signed call", CheckState::kSkipped,
                                       in(language, "there is nothing to sign with", "没有可用于签名的凭证")}
                               : checkSignedCall(response, language);
  std::optional<Check> workspace;
  if (!options.projectName.empty()) {
    workspace =
        signedCall.state == CheckState::kGood
            ? checkWorkspace(options.projectName,
                             connection->client.call(GetProjectRequest{.projectIdentifier = options.projectName},
                                                     callOptions(usable, deadline, session)),
                             language)
            : Check{"workspace", CheckState::kSkipped,
                    in(language, "the signed call did not succeed", "签名调用未成功")};
  }
  CallCounter& calls = *connection->calls;
  checks.push_back(checkCalls(calls.sent(), calls.limit() == 0 ? 0 : calls.used(), calls.limit(), language));
  checks.push_back(signedCall);
  if (workspace) checks.push_back(*std::move(workspace));
  const int exitCode = exitCodeOf(checks, session.signals.received());
  if (options.output.table()) {
    show(checks, probe->sources(), options.output.quiet, language);
  } else {
    showJson(exitCode, checks, probe->sources());
  }
  return exitCode;
}

}  // namespace

Verb doctorVerb() {
  auto options = std::make_shared<DoctorOptions>();
  return {"doctor",
          {"Check credentials, network, clock and permission, and report what is wrong",
           "检查凭证、网络、时钟和权限，报告问题所在"},
          together({{projectNameOption(options->projectName)},
                    outputOptions(options->output, {"table", "json"}),
                    connectionOptions(options->connection)}),
          {},
          {"doctor asks the service for the nodes of run 1, which changes nothing.",
           "doctor 只向服务查询 1 号运行的节点，不改变任何内容。"},
          executing(doctor, options)};
}

}  // namespace dataworks::cli
