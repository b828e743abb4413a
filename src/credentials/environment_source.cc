// The environment as a source of credentials.
#include <utility>

#include "credentials/environment.h"
#include "credentials/providers.h"

namespace dataworks::detail {
namespace {

constexpr const char* kId = "ALIBABA_CLOUD_ACCESS_KEY_ID";
constexpr const char* kSecret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
constexpr const char* kToken = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// What the variables hold, complete or not.
Credentials readFrom(const Environment& environment) {
  const auto secret = [&environment](const char* name) -> Secret { return WipedText(environment.variable(name)).text; };
  Credentials credentials;
  credentials.accessKeyId = environment.variable(kId);
  credentials.accessKeySecret = secret(kSecret);
  credentials.securityToken = secret(kToken);
  credentials.renewable = credentials.securityToken.empty();
  credentials.source = "environment";
  return credentials;
}

std::optional<Unavailable> whyNot(const Credentials& found) {
  const bool hasId = !found.accessKeyId.empty();
  const bool hasSecret = !found.accessKeySecret.empty();
  if (hasId && hasSecret) return std::nullopt;
  if (!hasId && !hasSecret) return Unavailable{std::string(kId) + " is not set"};
  return Unavailable{
      .reason = std::string(hasId ? kSecret : kId) + " is not set, but " + (hasId ? kId : kSecret) + " is",
      .configured = true};
}

class EnvironmentProvider final : public CredentialsProvider {
 public:
  explicit EnvironmentProvider(Environment environment) : environment_(std::move(environment)) {}

  Result<Credentials> get(const CredentialsRequest&) override {
    Credentials credentials = readFrom(environment_);
    if (auto declined = whyNot(credentials)) return credentialsError("environment: " + declined->reason);
    return credentials;
  }

  bool ready(const CredentialsRequest&) override { return true; }

 private:
  const Environment environment_;
};

}  // namespace

Source environmentSource(Environment environment) {
  return {"environment", [environment = std::move(environment)](const CredentialsRequest&) -> Resolution {
            if (auto declined = whyNot(readFrom(environment))) return *std::move(declined);
            return std::make_shared<EnvironmentProvider>(environment);
          }};
}

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

std::shared_ptr<CredentialsProvider> environmentCredentials() {
  return std::make_shared<EnvironmentProvider>(processEnvironment());
}

}  // namespace dataworks
