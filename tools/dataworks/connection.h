// From options to a client, with what the command line wants to know of it besides: where the credentials came from,
// and a log of the calls where `DATAWORKS_LOG=debug` asks for one.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "dataworks/client.h"
#include "options.h"
#include "session.h"

namespace dataworks::cli {

/// Those of `--profile`, be it one of the CLI's file or of the ini file; without one the default chain.
[[nodiscard]] std::shared_ptr<CredentialsProvider> chosenCredentials(const ConnectionOptions& options);

/// Remembers where the credentials of a provider came from.
class RememberedCredentials : public CredentialsProvider {
 public:
  explicit RememberedCredentials(std::shared_ptr<CredentialsProvider> provider) : provider_(std::move(provider)) {}

  Result<Credentials> get(const CredentialsRequest& request) override;
  bool ready(const CredentialsRequest& request) override { return provider_->ready(request); }

  /// Where they came from; empty if none were found or asked for.
  [[nodiscard]] std::string source() const;

 private:
  std::shared_ptr<CredentialsProvider> provider_;
  mutable std::mutex mutex_;
  std::string source_;
};

struct Connection {
  DataWorksClient client;
  std::shared_ptr<RememberedCredentials> credentials;
};

/// `observer` may be null; without `credentials`, those of the options are used.
[[nodiscard]] Result<Connection> connect(const ConnectionOptions& options, const Session& session,
                                         std::shared_ptr<Observer> observer = nullptr,
                                         std::shared_ptr<CredentialsProvider> credentials = nullptr);

}  // namespace dataworks::cli
