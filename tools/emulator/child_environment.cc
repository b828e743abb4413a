// SPDX-License-Identifier: Apache-2.0
#include "child_environment.h"

namespace dataworks::emulator {
namespace {

/// Other sources of credentials.
constexpr const char* kOtherCredentials[] = {
    "ALIBABA_CLOUD_SECURITY_TOKEN",    "ALIBABA_CLOUD_BEARER_TOKEN",    "ALIBABA_CLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE", "ALIBABA_CLOUD_ROLE_SESSION_NAME",
    "ALIBABA_CLOUD_PROFILE",           "ALIBABA_CLOUD_CONFIG_FILE",     "ALIBABA_CLOUD_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_ECS_METADATA",      "ALIBABA_CLOUD_CREDENTIALS_URI",
};

}  // namespace

Environment environmentFor(Environment inherited, const std::string& url, const AccessKey& key,
                           const std::string& caFile) {
  for (const char* name : kOtherCredentials) inherited.erase(name);
  inherited["ALIBABA_CLOUD_ENDPOINT"] = url;
  inherited["ALIBABA_CLOUD_ACCESS_KEY_ID"] = key.id;
  inherited["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = key.secret;
  inherited["ALIBABA_CLOUD_REGION_ID"] = "cn-shanghai";
  if (!caFile.empty()) inherited["SSL_CERT_FILE"] = caFile;

  std::string host = url.substr(url.find("://") + 3);
  host.resize(host.rfind(':'));
  for (const char* name : {"NO_PROXY", "no_proxy"}) {
    std::string& exceptions = inherited[name];
    if (exceptions == "*") continue;
    exceptions += (exceptions.empty() ? "" : ",") + std::string("localhost,127.0.0.1,::1");
    if (host != "127.0.0.1" && host != "localhost" && host != "[::1]") exceptions += ',' + host;
  }
  return inherited;
}

}  // namespace dataworks::emulator
