// SPDX-License-Identifier: Apache-2.0
// The credentials URI: a server of the platform, usually on the same machine, that issues temporary credentials.
#include <algorithm>
#include <string_view>
#include <utility>

#include "credentials/exchange.h"
#include "credentials/providers.h"

namespace dataworks::detail {
namespace {

// Never the URI itself: it may contain a key.
CredentialsServer uriServer() { return {"credentials URI", "Check the URI and the server that it names."}; }
constexpr std::chrono::seconds kUriWithin{10};
constexpr std::chrono::seconds kUriConnectWithin{5};

// Servers quote requests, too.
Error withoutUri(Error error, std::string_view uri) {
  const std::size_t scheme = uri.find("://");
  uri.remove_prefix(std::min(uri.find('/', scheme == std::string_view::npos ? 0 : scheme + 3), uri.size()));
  const std::size_t query = std::min(uri.find('?'), uri.size());
  for (const std::string_view part : {uri, uri.substr(0, query), uri.substr(std::min(query + 1, uri.size()))}) {
    if (part.size() > 1 && error.message.find(part) != std::string::npos) error.message = uriServer().name + " refused";
  }
  return error;
}

Result<Credentials> fetchFromUri(const std::string& uri, const FetchContext& context) {
  HttpRequest http = providerRequest("GET", uri);
  http.connectTimeout = kUriConnectWithin;
  http.allowPlainHttp = true;  // the request carries no signature
  auto response = exchange(context, std::move(http), kUriWithin, uriServer());
  if (!response) return std::move(response).error();
  if (!response->ok()) return withoutUri(refusedBy(uriServer(), *response), uri);
  auto credentials = readTemporaryCredentials(*response, uriServer());
  if (!credentials) return withoutUri(std::move(credentials).error(), uri);
  return credentials;
}

}  // namespace

Fetch fetchUri(std::string uri) {
  return [uri = std::move(uri)](const FetchContext& context) { return fetchFromUri(uri, context); };
}

Source uriSource(Environment environment, std::string uri) {
  return {uriServer().name,
          [environment = std::move(environment), uri = std::move(uri)](const FetchContext&) -> Resolution {
            std::string found = uri.empty() ? environment("ALIBABA_CLOUD_CREDENTIALS_URI") : uri;
            if (found.empty()) return Unavailable{"ALIBABA_CLOUD_CREDENTIALS_URI is not set"};
            return Resolved{fetchUri(std::move(found))};
          }};
}

}  // namespace dataworks::detail
