// The credentials URI: a server of the platform, usually on the same machine, that issues temporary credentials.
#include <utility>

#include "credentials/exchange.h"
#include "credentials/providers.h"

namespace dataworks::detail {
namespace {

// Never the URI itself: it may contain a key.
CredentialsServer uriServer() { return {"credentials URI", "Check the URI and the server that it names."}; }
constexpr std::chrono::seconds kWithin{10};
constexpr std::chrono::seconds kConnectWithin{5};

Result<Credentials> fetch(const std::string& uri, const FetchContext& context) {
  HttpRequest http = providerRequest("GET", uri);
  http.connectTimeout = kConnectWithin;
  http.allowPlainHttp = true;  // the request carries no signature
  auto response = exchange(context, std::move(http), kWithin, uriServer());
  if (!response) return std::move(response).error();
  if (!response->ok()) return refusedBy(uriServer(), *response);
  return readTemporaryCredentials(*response, uriServer());
}

}  // namespace

Fetch fetchUri(std::string uri) {
  return [uri = std::move(uri)](const FetchContext& context) { return fetch(uri, context); };
}

Source uriSource(Environment environment, std::string uri) {
  return {uriServer().name,
          [environment = std::move(environment), uri = std::move(uri)](const FetchContext&) -> Resolution {
            std::string found = uri.empty() ? environment.variable("ALIBABA_CLOUD_CREDENTIALS_URI") : uri;
            if (found.empty()) return Unavailable{"ALIBABA_CLOUD_CREDENTIALS_URI is not set"};
            return Resolved{fetchUri(std::move(found))};
          }};
}

}  // namespace dataworks::detail
