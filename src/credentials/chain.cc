// SPDX-License-Identifier: Apache-2.0
// The chain: asks its sources in order until one does not decline, and stays with that one.
//
// A source that declines is skipped, with a warning if the user had configured it; the error lists why each one
// declined if none is left. A source that does not decline is the caller's identity from then on. If its server fails
// for a moment, the call fails rather than continuing under another identity. The same holds while its file cannot be
// read or is only half written.
#include <utility>

#include "credentials/clean.h"
#include "credentials/providers.h"
#include "dataworks/profile.h"

namespace dataworks::detail {
namespace {

constexpr const char* kHint =
    "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or run `aliyun configure`.";

struct Search {
  std::optional<Resolved> found{};
  std::size_t asked = 0;  ///< How many sources; the last of them was found.
  std::vector<Unavailable> declined{};
  std::optional<Error> givenUp{};
};

Search search(const std::vector<Source>& sources, const FetchContext& context) {
  Search result;
  for (const Source& source : sources) {
    ++result.asked;
    Resolution resolution = source.resolve(context);
    if (auto* resolved = std::get_if<Resolved>(&resolution)) {
      result.found = std::move(*resolved);
      return result;
    }
    result.declined.push_back(std::get<Unavailable>(std::move(resolution)));
    result.givenUp = givenUp(context);
    if (const Unavailable& last = result.declined.back(); !result.givenUp && last.forNow) {
      result.givenUp = credentialsError(source.name + ": " + last.reason, last.hint);
      result.givenUp->kind = last.kind;
    }
    if (result.givenUp) return result;
  }
  return result;
}

std::string withHint(const std::string& reason, const std::string& hint) {
  return hint.empty() ? reason : reason + ". " + hint;
}

void warnOfConfigured(const std::vector<Source>& sources, const Search& result, const FetchContext& context) {
  if (!context.warn) return;
  for (std::size_t i = 0; i < result.declined.size(); ++i) {
    const Unavailable& declined = result.declined[i];
    if (!declined.configured) continue;
    context.warn("skipped the credentials source " + sources[i].name + ": " + withHint(declined.reason, declined.hint));
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

Error whyNothing(const Search& result, const std::vector<Source>& sources, const std::string& hint) {
  return result.givenUp ? *result.givenUp : nothingFound(sources, result.declined, hint);
}

/// Resolves a source again if its file has changed. While it offers nothing, the known one stays.
Resolved newest(const Source& source, const Resolved& known, const FetchContext& context) {
  if (known.path.empty() || markOf(known.path) == known.mark) return known;
  Resolution resolution = source.resolve(context);
  if (auto* resolved = std::get_if<Resolved>(&resolution)) return std::move(*resolved);
  if (context.warn) context.warn("kept the old credentials: " + std::get<Unavailable>(resolution).reason);
  return known;
}

/// Fetches from the source that was found, now and from now on.
Fetched fetchFrom(const Source& source, Resolved known, const FetchContext& context) {
  auto first = std::exchange(known.first, std::nullopt);
  if (!context.rejectedAccessKeyId.empty()) known = newest(source, known, context);
  const auto fetch = [&context](const Resolved& from) { return cleaned(from.fetch(context), context); };
  auto credentials = first ? cleaned(*std::move(first), context) : fetch(known);
  const bool mayBeStale = !credentials && credentials.error().kind == ErrorKind::kCredentials;
  if (mayBeStale) {
    Resolved newer = newest(source, known, context);
    if (newer.mark != known.mark) {
      known = std::move(newer);
      credentials = fetch(known);
    }
  }
  if (credentials && credentials->source.find(known.label) == std::string::npos) {
    credentials->source += " (" + known.label + ")";
  }
  return {std::move(credentials),
          [source, known = std::move(known)](const FetchContext& later) { return fetchFrom(source, known, later); }};
}

std::string whyNotAsked(const Search& result) {
  if (result.found) return "not asked: an earlier source is used";
  const bool unusableNow = !result.declined.empty() && result.declined.back().forNow;
  return unusableNow ? "not asked: an earlier source cannot be used now" : "not asked: out of time";
}

}  // namespace

Fetcher chainOf(std::vector<Source> sources, std::string hint) {
  return [sources = std::move(sources), hint = std::move(hint)](const FetchContext& context) -> Fetched {
    Search result = search(sources, context);
    if (!result.found) return {whyNothing(result, sources, hint)};
    warnOfConfigured(sources, result, context);
    return fetchFrom(sources[result.asked - 1], *std::move(result.found), context);
  };
}

std::vector<Source> defaultSources(const Environment& environment) {
  return {environmentSource(environment),    oidcSource(environment),    cliProfileSource(environment, {}),
          iniProfileSource(environment, {}), ecsRoleSource(environment), uriSource(environment, {})};
}

CredentialsInspection inspect(const std::vector<Source>& sources, const FetchContext& context,
                              const std::string& hint) {
  const Search result = search(sources, context);
  CredentialsInspection inspection{.provider = whyNothing(result, sources, hint)};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    CredentialsSourceReport report{.source = sources[i].name};
    if (i < result.declined.size()) {
      report.state = CredentialsSourceState::kDeclined;
      report.outcome = withHint(result.declined[i].reason, result.declined[i].hint);
    } else if (i >= result.asked) {
      report.outcome = whyNotAsked(result);
    } else {
      for (const std::string& note : result.found->notes) {
        if (context.warn) context.warn(note);
      }
      Fetched fetched = fetchFrom(sources[i], *result.found, context);
      const Result<Credentials>& credentials = fetched.credentials;
      report.state = credentials ? CredentialsSourceState::kUsed : CredentialsSourceState::kFailed;
      report.outcome =
          credentials ? credentials->source : withHint(credentials.error().message, credentials.error().hint);
      // A client that uses this provider begins with what was just fetched.
      inspection.provider = cached(credentials ? [fetched](const FetchContext&) { return fetched; } : fetched.next);
    }
    inspection.sources.push_back(std::move(report));
  }
  return inspection;
}

std::shared_ptr<CredentialsProvider> defaultChain(const Environment& environment) {
  return cached(chainOf(defaultSources(environment), kHint));
}

namespace {

std::vector<Source> profileSources(const Environment& environment, const std::string& profile) {
  std::vector<Source> sources{cliProfileSource(environment, profile)};
  if (!profile.empty()) sources.push_back(iniProfileSource(environment, profile));
  return sources;
}

std::string profileHint(const std::string& profile) {
  return profile.empty() ? "Run `aliyun configure`." : "Run `aliyun configure --profile " + profile + "`.";
}

}  // namespace

std::shared_ptr<CredentialsProvider> profileChain(const Environment& environment, const std::string& profile) {
  return cached(chainOf(profileSources(environment, profile), profileHint(profile)));
}

// ---- the public factories

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::shared_ptr<CredentialsProvider> defaultCredentials() { return defaultChain(processEnvironment()); }

CredentialsInspection inspectDefaultCredentials(const FetchContext& context) {
  return inspect(defaultSources(processEnvironment()), context, kHint);
}

CredentialsInspection inspectProfileCredentials(const FetchContext& context, const std::string& profile) {
  return inspect(profileSources(processEnvironment(), profile), context, profileHint(profile));
}

std::shared_ptr<CredentialsProvider> profileCredentials(std::string profile) {
  return profileChain(processEnvironment(), profile);
}

std::shared_ptr<CredentialsProvider> iniProfileCredentials(std::string profile) {
  return cached(chainOf({iniProfileSource(processEnvironment(), std::move(profile))}));
}

std::shared_ptr<CredentialsProvider> oidcCredentials() { return cached(chainOf({oidcSource(processEnvironment())})); }

std::shared_ptr<CredentialsProvider> ecsRoleCredentials(std::string roleName) {
  return cached(always(fetchEcsRole(ecsRoleFrom(processEnvironment(), std::move(roleName)))));
}

std::shared_ptr<CredentialsProvider> uriCredentials(std::string uri) {
  return cached(chainOf({uriSource(processEnvironment(), std::move(uri))}));
}
}  // namespace dataworks
