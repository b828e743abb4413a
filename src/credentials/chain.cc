// The chain: asks its sources in order until one does not decline, and stays with that one.
//
// A source that declines is skipped, with a warning if the user had configured it; the error lists why each one
// declined if none is left. A source that does not decline is the caller's identity from then on. If its server fails
// for a moment, the call fails rather than continuing under another identity. The same holds while its file cannot be
// read or is only half written.
#include <mutex>
#include <utility>

#include "credentials/patient_lock.h"
#include "credentials/providers.h"

namespace dataworks::detail {
namespace {

constexpr const char* kHint =
    "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure`.";

struct Search {
  std::shared_ptr<CredentialsProvider> found{};
  std::size_t asked = 0;  ///< How many sources; the last of them was found.
  std::vector<Unavailable> declined{};
  std::optional<Error> givenUp{};
};

Search search(const std::vector<Source>& sources, const CredentialsRequest& request) {
  Search result;
  for (const Source& source : sources) {
    ++result.asked;
    Resolution located = source.resolve(request);
    if (auto* provider = std::get_if<std::shared_ptr<CredentialsProvider>>(&located)) {
      result.found = std::move(*provider);
      return result;
    }
    result.declined.push_back(std::get<Unavailable>(std::move(located)));
    result.givenUp = givenUp(request);
    if (const Unavailable& last = result.declined.back(); !result.givenUp && last.forNow) {
      result.givenUp = credentialsError(source.name + ": " + last.reason, last.hint);
    }
    if (result.givenUp) return result;
  }
  return result;
}

std::string withHint(const std::string& reason, const std::string& hint) {
  return hint.empty() ? reason : reason + ". " + hint;
}

void warnOfConfigured(const std::vector<Source>& sources, const Search& result, const CredentialsRequest& request) {
  if (!request.warn) return;
  for (std::size_t i = 0; i < result.declined.size(); ++i) {
    const Unavailable& declined = result.declined[i];
    if (!declined.configured) continue;
    request.warn("skipped the credentials source " + sources[i].name + ": " + withHint(declined.reason, declined.hint));
  }
}

Error nothingFound(const std::vector<Source>& sources, const std::vector<Unavailable>& declined,
                   std::string otherwise) {
  std::string message = sources.size() > 1 ? "no credentials found. " : "";
  std::string hint;
  for (std::size_t i = 0; i < declined.size(); ++i) {
    if (i > 0) message += "; ";
    message += sources[i].name + ": " + declined[i].reason;
    if (hint.empty()) hint = declined[i].hint;
  }
  return credentialsError(std::move(message), hint.empty() ? std::move(otherwise) : std::move(hint));
}

Result<std::shared_ptr<CredentialsProvider>> providerOf(const Search& result, const std::vector<Source>& sources,
                                                        const std::string& hint) {
  if (result.found != nullptr) return result.found;
  if (result.givenUp) return *result.givenUp;
  return nothingFound(sources, result.declined, hint);
}

class Chain final : public CredentialsProvider {
 public:
  Chain(std::vector<Source> sources, std::string hint) : sources_(std::move(sources)), hint_(std::move(hint)) {}

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
    const Search result = search(sources_, request);
    if (result.found != nullptr) {
      warnOfConfigured(sources_, result, request);
      const std::lock_guard guard(mutex_);
      chosen_ = result.found;
    }
    return providerOf(result, sources_, hint_);
  }

  const std::vector<Source> sources_;
  const std::string hint_;
  PatientLock searching_;  // held by whoever asks the sources
  std::mutex mutex_;
  std::shared_ptr<CredentialsProvider> chosen_;
};

std::string whyNotAsked(const Search& result) {
  if (result.found != nullptr) return "not asked: an earlier source is used";
  const bool unusableNow = !result.declined.empty() && result.declined.back().forNow;
  return unusableNow ? "not asked: an earlier source cannot be used now" : "not asked: out of time";
}

}  // namespace

std::shared_ptr<CredentialsProvider> chainOf(std::vector<Source> sources, std::string hint) {
  return std::make_shared<Chain>(std::move(sources), std::move(hint));
}

std::vector<Source> defaultSources(const Environment& environment) {
  return {environmentSource(environment),    oidcSource(environment),    cliProfileSource(environment, {}),
          iniProfileSource(environment, {}), ecsRoleSource(environment), uriSource(environment, {})};
}

CredentialsInspection inspect(const std::vector<Source>& sources, const CredentialsRequest& request) {
  const Search result = search(sources, request);
  CredentialsInspection inspection{.provider = providerOf(result, sources, kHint)};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CredentialsSourceReport report{.source = sources[i].name};
    if (i < result.declined.size()) {
      report.state = CredentialsSourceState::kDeclined;
      report.outcome = withHint(result.declined[i].reason, result.declined[i].hint);
    } else if (i >= result.asked) {
      report.outcome = whyNotAsked(result);
    } else {
      const auto credentials = result.found->get(request);
      report.state = credentials ? CredentialsSourceState::kUsed : CredentialsSourceState::kFailed;
      report.outcome =
          credentials ? credentials->source : withHint(credentials.error().message, credentials.error().hint);
    }
    inspection.sources.push_back(std::move(report));
  }
  return inspection;
}

std::shared_ptr<CredentialsProvider> defaultChain(const Environment& environment) {
  return chainOf(defaultSources(environment), kHint);
}

std::shared_ptr<CredentialsProvider> profileChain(const Environment& environment, const std::string& profile) {
  std::vector<Source> sources{cliProfileSource(environment, profile)};
  if (profile.empty()) return chainOf(std::move(sources), "Run `aliyun configure`.");
  sources.push_back(iniProfileSource(environment, profile));
  return chainOf(std::move(sources), "Run `aliyun configure --profile " + profile + "`.");
}

// ---- the public factories

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::shared_ptr<CredentialsProvider> defaultCredentials() { return defaultChain(processEnvironment()); }

CredentialsInspection inspectDefaultCredentials(const CredentialsRequest& request) {
  return inspect(defaultSources(processEnvironment()), request);
}

std::shared_ptr<CredentialsProvider> profileCredentials(std::string profile) {
  return profileChain(processEnvironment(), profile);
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
