// `dataworks doctor`: why does it not work here?
//
// It makes one call of the library, with a credentials provider of its own in it. The library hands that provider the
// very transport that it uses itself, and so what is looked at is what a real call would meet.
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>

#include "columns.h"
#include "connection.h"
#include "doctor_checks.h"
#include "exit_code.h"
#include "failure.h"
#include "options.h"
#include "streams.h"
#include "verbs/verbs.h"

namespace dataworks::cli {

namespace {

struct DoctorOptions {
  std::string projectName;
  ConnectionOptions connection;
  OutputOptions output;
};

struct Findings {
  std::vector<Check> checks;
  std::vector<CredentialsSourceReport> sources;
};

/// Looks around when it is asked for credentials, then answers them.
class LookingCredentials : public CredentialsProvider {
 public:
  LookingCredentials(const ConnectionOptions& options, std::string endpoint)
      : allowPlainHttp_(options.allowPlainHttp),
        ofChain_(options.profile.empty()),
        endpoint_(std::move(endpoint)),
        provider_(chosenCredentials(options)) {}

  Result<Credentials> get(const CredentialsRequest& request) override {
    if (!looked_.exchange(true)) look(request);
    auto credentials = provider_->get(request);
    const std::lock_guard lock(mutex_);
    credentials_ = checkCredentials(credentials);
    return credentials;
  }

  /// What was found so far: a call that ends early leaves the looking behind.
  [[nodiscard]] Findings findings() const {
    const std::lock_guard lock(mutex_);
    Findings all = findings_;
    if (credentials_) all.checks.push_back(*credentials_);
    return all;
  }

 private:
  void look(const CredentialsRequest& request) {
    HttpRequest probe;
    probe.method = "GET";
    probe.url = endpoint_;
    probe.deadline = request.deadline;
    probe.connectTimeout = ClientOptions{}.connectTimeout;
    probe.idempotency = Idempotency::kIdempotent;
    probe.allowPlainHttp = allowPlainHttp_;
    request.transport->send(std::move(probe), request.stop, [&](const TransportOutcome& outcome) {
      const std::lock_guard lock(mutex_);
      findings_.checks.push_back(checkReach(endpoint_, outcome));
      if (const auto* response = std::get_if<HttpResponse>(&outcome)) {
        findings_.checks.push_back(checkClock(response->header("Date"), request.clock->wallNow()));
      }
    });
    auto sources = ofChain_ ? inspectDefaultCredentials(request) : std::vector<CredentialsSourceReport>{};
    const std::lock_guard lock(mutex_);
    findings_.sources = std::move(sources);
  }

  const bool allowPlainHttp_;
  const bool ofChain_;
  const std::string endpoint_;
  const std::shared_ptr<CredentialsProvider> provider_;
  std::atomic<bool> looked_ = false;
  mutable std::mutex mutex_;
  Findings findings_;
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

void show(const std::vector<Check>& checks, const std::vector<CredentialsSourceReport>& sources) {
  std::vector<std::vector<std::string>> rows;
  for (const Check& check : checks) {
    rows.push_back({std::string(name(check.state)), check.name, check.detail});
    if (check.name != "credentials") continue;
    for (const auto& source : sources) {
      const bool used = source.state == CredentialsSourceState::kUsed;
      rows.push_back({"", "", source.source + ": " + (used ? "used" : source.outcome)});
    }
  }
  writeResultLines(alignColumns(rows));
}

void showJson(int exitCode, const std::vector<Check>& checks, const std::vector<CredentialsSourceReport>& sources) {
  using Json = nlohmann::ordered_json;
  Json json{{"exitCode", exitCode}, {"checks", Json::array()}, {"credentialsSources", Json::array()}};
  for (const Check& check : checks) {
    json["checks"].push_back({{"name", check.name}, {"state", name(check.state)}, {"detail", check.detail}});
  }
  for (const auto& source : sources) {
    json["credentialsSources"].push_back(
        {{"source", source.source}, {"state", nameOf(source.state)}, {"outcome", source.outcome}});
  }
  writeResult(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

std::string proxyOfEnvironment(const Environment& environment) {
  const std::string lower = environment("https_proxy");
  return lower.empty() ? environment("HTTPS_PROXY") : lower;
}

int doctor(const DoctorOptions& options, Session& session) {
  const Deadline deadline(session, options.connection.timeout, std::chrono::seconds(60));
  // The endpoint is known only to a client, and the looking must know it: a first client tells.
  const auto plain = connect(options.connection, session);
  if (!plain) return endWithError(plain.error(), Doing::kReading, options.output, session);
  const std::string endpoint = plain->client.endpoint();
  std::vector<Check> checks;
  checks.push_back({"region", CheckState::kGood, plain->client.regionId() + ", " + endpoint});
  checks.push_back(checkProxy(options.connection.proxy, proxyOfEnvironment(session.environment)));

  const auto looking = std::make_shared<LookingCredentials>(options.connection, endpoint);
  auto connection = connect(options.connection, session, nullptr, looking);
  if (!connection) return endWithError(connection.error(), Doing::kReading, options.output, session);
  CallOptions call;
  call.timeout = deadline.timeout();
  call.stop = session.signals.stopToken();
  const std::string project = options.projectName.empty() ? "doctor" : options.projectName;
  const auto answer = connection->client.searchManualDagNodeInstance({.projectName = project, .dagId = 1}, call);

  const Findings findings = looking->findings();
  checks.insert(checks.end(), findings.checks.begin(), findings.checks.end());
  const bool asked = checks.back().name == "credentials" && checks.back().state == CheckState::kGood;
  checks.push_back(asked ? checkSignedCall(answer)
                         : Check{"signed call", CheckState::kSkipped, "there is nothing to sign with"});
  const int exitCode = exitCodeOf(checks);
  if (options.output.table()) {
    show(checks, findings.sources);
  } else {
    showJson(exitCode, checks, findings.sources);
  }
  return exitCode;
}

}  // namespace

void addDoctor(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* verb =
      app.add_subcommand("doctor", "Check credentials, network, clock and permission, and say what is wrong");
  addProjectOption(*verb, options->projectName);
  addConnectionOptions(*verb, options->connection);
  addOutputOptions(*verb, options->output, {"table", "json"});
  verb->footer("It asks the service for the nodes of run 1, which changes nothing.");
  executes(*verb, invocation, options, doctor);
}

}  // namespace dataworks::cli
