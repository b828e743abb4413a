// The environment: as a source of credentials, and as the place where the other sources are configured.
#include "credentials/environment.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "credentials/providers.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

constexpr const char* kId = "ALIBABA_CLOUD_ACCESS_KEY_ID";
constexpr const char* kSecret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
constexpr const char* kToken = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// What the variables say, be it complete or not.
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
      .reason = std::string(hasId ? kSecret : kId) + " is not set, though " + (hasId ? kId : kSecret) + " is",
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

namespace dataworks::detail {

bool Environment::isTrue(const char* name) const {
  const std::string value = variable(name);
  return value == "1" || equalInAnyCase(value, "true");
}

std::string Environment::home() const {
  std::string home = variable("HOME");
  if (home.empty()) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
      home = found->pw_dir;
    }
  }
  while (home.size() > 1 && home.back() == '/') home.pop_back();
  return home;
}

Environment processEnvironment() {
  return {[](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  }};
}

}  // namespace dataworks::detail
