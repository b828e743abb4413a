// The chain: asks its sources in order until one does not decline, and stays with that one.
//
// A source that declines is passed over, with a warning if somebody had configured it; why each one declined ends up in
// the error if none is left. A source that does not decline is the caller's identity from then on: if its server fails
// for a moment, the call fails, rather than going on as somebody else.
#include <mutex>
#include <utility>

#include "credentials/patient_lock.h"
#include "credentials/providers.h"

namespace dataworks {
namespace {

struct Search {
  std::shared_ptr<CredentialsProvider> found{};
  std::size_t asked = 0;  ///< How many sources; the last of them was found.
  std::vector<Declined> declined{};
  std::optional<Error> givenUp{};
};

Search search(const std::vector<Source>& sources, const CredentialsRequest& request) {
  Search result;
  for (const Source& source : sources) {
    ++result.asked;
    Located located = source.locate(request);
    if (auto* provider = std::get_if<std::shared_ptr<CredentialsProvider>>(&located)) {
      result.found = std::move(*provider);
      return result;
    }
    result.declined.push_back(std::get<Declined>(std::move(located)));
    result.givenUp = givenUp(request);
    if (result.givenUp) return result;
  }
  return result;
}

void warnOfConfigured(const std::vector<Source>& sources, const Search& result, const CredentialsRequest& request) {
  if (!request.warn) return;
  for (std::size_t i = 0; i < result.declined.size(); ++i) {
    if (!result.declined[i].configured) continue;
    request.warn("passed over the credentials source " + sources[i].name + ": " + result.declined[i].reason);
  }
}

Error nothingFound(const std::vector<Source>& sources, const std::vector<Declined>& declined) {
  std::string message = sources.size() > 1 ? "no credentials found. " : "";
  std::string hint;
  for (std::size_t i = 0; i < declined.size(); ++i) {
    if (i > 0) message += "; ";
    message += sources[i].name + ": " + declined[i].reason;
    if (hint.empty()) hint = declined[i].hint;
  }
  if (hint.empty()) {
    hint = "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure`.";
  }
  return credentialsError(std::move(message), std::move(hint));
}

class Chain final : public CredentialsProvider {
 public:
  explicit Chain(std::vector<Source> sources) : sources_(std::move(sources)) {}

  Result<Credentials> get(const CredentialsRequest& request) override {
    auto provider = chosen();
    if (provider == nullptr) {
      auto found = choose(request);
      if (!found) return std::move(found).error();
      provider = *std::move(found);
    }
    return provider->get(request);
  }

  bool ready(const CredentialsRequest& request) override {
    const auto provider = chosen();
    return provider != nullptr && provider->ready(request);
  }

 private:
  std::shared_ptr<CredentialsProvider> chosen() {
    const std::lock_guard guard(mutex_);
    return chosen_;
  }

  Result<std::shared_ptr<CredentialsProvider>> choose(const CredentialsRequest& request) {
    if (auto error = searching_.lock(request)) return *std::move(error);
    const Unlock unlock(searching_);
    if (auto provider = chosen()) return provider;  // found by another call while we waited
    Search result = search(sources_, request);
    if (result.givenUp) return *std::move(result.givenUp);
    if (result.found == nullptr) return nothingFound(sources_, result.declined);
    warnOfConfigured(sources_, result, request);
    const std::lock_guard guard(mutex_);
    chosen_ = result.found;
    return std::move(result.found);
  }

  const std::vector<Source> sources_;
  PatientLock searching_;  // held by whoever asks the sources
  std::mutex mutex_;
  std::shared_ptr<CredentialsProvider> chosen_;
};

}  // namespace

std::shared_ptr<CredentialsProvider> chainOf(std::vector<Source> sources) {
  return std::make_shared<Chain>(std::move(sources));
}

std::vector<Source> defaultSources(const Environment& environment) {
  return {environmentSource(environment),    oidcSource(environment),    cliProfileSource(environment, {}),
          iniProfileSource(environment, {}), ecsRoleSource(environment), uriSource(environment, {})};
}

std::vector<CredentialsSourceReport> inspect(const std::vector<Source>& sources, const CredentialsRequest& request) {
  const Search result = search(sources, request);
  std::vector<CredentialsSourceReport> reports;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CredentialsSourceReport report{.source = sources[i].name};
    if (i < result.declined.size()) {
      report.state = CredentialsSourceState::kDeclined;
      report.outcome = result.declined[i].reason;
    } else if (i >= result.asked) {
      report.outcome = result.found != nullptr ? "not asked: an earlier source is used" : "not asked: out of time";
    } else {
      const auto credentials = result.found->get(request);
      report.state = credentials ? CredentialsSourceState::kUsed : CredentialsSourceState::kFailed;
      report.outcome = credentials ? credentials->source : credentials.error().message;
    }
    reports.push_back(std::move(report));
  }
  return reports;
}

// ---- the public factories

std::shared_ptr<CredentialsProvider> defaultCredentials() { return chainOf(defaultSources(processEnvironment())); }

std::vector<CredentialsSourceReport> inspectDefaultCredentials(const CredentialsRequest& request) {
  return inspect(defaultSources(processEnvironment()), request);
}

std::shared_ptr<CredentialsProvider> profileCredentials(std::string profile) {
  std::vector<Source> sources{cliProfileSource(processEnvironment(), profile)};
  if (!profile.empty()) sources.push_back(iniProfileSource(processEnvironment(), profile));
  return chainOf(std::move(sources));
}

std::shared_ptr<CredentialsProvider> iniProfileCredentials(std::string profile) {
  return chainOf({iniProfileSource(processEnvironment(), std::move(profile))});
}

std::shared_ptr<CredentialsProvider> oidcCredentials() { return chainOf({oidcSource(processEnvironment())}); }

std::shared_ptr<CredentialsProvider> ecsRoleCredentials(std::string roleName) {
  return ecsRoleProvider(ecsRoleFrom(processEnvironment(), std::move(roleName)));
}

std::shared_ptr<CredentialsProvider> uriCredentials(std::string uri) {
  return chainOf({uriSource(processEnvironment(), std::move(uri))});
}

}  // namespace dataworks
