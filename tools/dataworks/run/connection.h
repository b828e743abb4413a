// SPDX-License-Identifier: Apache-2.0
// From options to a client, together with what the command line also needs: the source of the credentials, and a log of
// the calls if `DATAWORKS_LOG=debug` is set.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "command_line/options.h"
#include "dataworks/client.h"
#include "run/call_counter.h"
#include "session/session.h"

namespace dataworks::cli {

/// The credentials of `--profile`, from the CLI's file or the ini file; without a profile the default chain.
[[nodiscard]] std::shared_ptr<CredentialsProvider> chosenCredentials(const ConnectionOptions& options);

/// Remembers the source of a provider's credentials.
class RememberedCredentials : public CredentialsProvider {
 public:
  explicit RememberedCredentials(std::shared_ptr<CredentialsProvider> provider) : provider_(std::move(provider)) {}

  Result<Credentials> fetch(const FetchContext& request) override;

  /// Empty if none were found or requested.
  [[nodiscard]] std::string source() const;

 private:
  std::shared_ptr<CredentialsProvider> provider_;
  mutable std::mutex mutex_;
  std::string source_;
};

struct Connection {
  DataWorksClient client;
  std::shared_ptr<RememberedCredentials> credentials;
  std::shared_ptr<CallCounter> calls;
};

/// Replaces the library's names of options in the message by what set them: a flag stays, a variable or a profile is
/// named.
[[nodiscard]] Error withSources(Error error, const ConnectionOptions& options);

/// `observer` may be null; without `credentials`, those of the options are used.
[[nodiscard]] Result<Connection> connect(const ConnectionOptions& options, const Session& session,
                                         std::shared_ptr<Observer> observer = nullptr,
                                         std::shared_ptr<CredentialsProvider> credentials = nullptr);

}  // namespace dataworks::cli
