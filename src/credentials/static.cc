// Credentials given in code, and the base of all providers.
#include <utility>

#include "dataworks/credentials.h"

namespace dataworks::detail {
namespace {

class StaticProvider final : public CredentialsProvider {
 public:
  explicit StaticProvider(Credentials credentials) : credentials_(std::move(credentials)) {}
  Result<Credentials> get(const CredentialsRequest&) override { return credentials_; }
  bool ready(const CredentialsRequest&) override { return true; }

 private:
  const Credentials credentials_;
};

}  // namespace

}  // namespace dataworks::detail

namespace dataworks {

using namespace detail;

CredentialsProvider::~CredentialsProvider() = default;

// A provider that does not say is taken for one that may block.
bool CredentialsProvider::ready(const CredentialsRequest&) { return false; }

std::shared_ptr<CredentialsProvider> staticCredentials(Credentials credentials) {
  if (credentials.source.empty()) credentials.source = "code";
  if (!credentials.securityToken.empty() || credentials.expiration) credentials.renewable = false;
  return std::make_shared<StaticProvider>(std::move(credentials));
}

std::shared_ptr<CredentialsProvider> staticCredentials(std::string accessKeyId, Secret accessKeySecret,
                                                       Secret securityToken) {
  Credentials credentials;
  credentials.accessKeyId = std::move(accessKeyId);
  credentials.accessKeySecret = std::move(accessKeySecret);
  credentials.securityToken = std::move(securityToken);
  return staticCredentials(std::move(credentials));
}
}  // namespace dataworks
