// SPDX-License-Identifier: Apache-2.0
// An external command that prints credentials, in the form that the Alibaba Cloud CLI defines:
// `{"mode": "AK" | "StsToken", "access_key_id": …, "access_key_secret": …, "sts_token": …, "expiration": …}`.

#include <utility>

#include "credentials/child.h"
#include "credentials/child_process.h"
#include "credentials/exchange.h"
#include "credentials/json.h"
#include "credentials/providers.h"
#include "text/ascii.h"
#include "text/time.h"

namespace dataworks::detail {
namespace {

constexpr const char* kWho = "credentials command";

Result<Credentials> fetchFromProcess(const std::string& command, const FetchContext& context) {
  const auto words = wordsToStart(command);
  if (!words) return credentialsError(std::string(kWho) + " is empty, or a quote in it is not closed");
  const auto output = outputOf(*words, context);
  if (!output) return output.error();
  const JsonValue json = parseJson(*output).value;

  Credentials credentials;
  const std::string mode = json.text("mode");
  const bool temporary = equalInAnyCase(mode, "StsToken");
  credentials.accessKeyId = json.text("access_key_id");
  credentials.accessKeySecret = json.secret("access_key_secret");
  if (temporary) credentials.securityToken = json.secret("sts_token");
  const std::string expiration = json.text("expiration");
  credentials.expiration = parseExpiration(expiration);
  credentials.source = std::string(kWho) + " " + words->front();

  const char* wrong = !json.isObject()                                 ? "no JSON"
                      : !temporary && !equalInAnyCase(mode, "AK")      ? "no mode AK or StsToken"
                      : credentials.accessKeyId.empty()                ? "no access_key_id"
                      : credentials.accessKeySecret.empty()            ? "no access_key_secret"
                      : temporary && credentials.securityToken.empty() ? "no sts_token"
                      : !expiration.empty() && !credentials.expiration ? "no valid expiration"
                                                                       : nullptr;
  if (wrong == nullptr) return credentials;
  return credentialsError(credentials.source + " printed " + wrong);
}

}  // namespace

Fetch fetchFromCommand(std::string command) {
  return [command = std::move(command)](const FetchContext& context) { return fetchFromProcess(command, context); };
}

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::shared_ptr<CredentialsProvider> processCredentials(std::string command) {
  return cached(always(fetchFromCommand(std::move(command))));
}

}  // namespace dataworks
