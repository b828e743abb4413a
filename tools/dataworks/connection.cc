#include "connection.h"

#include <iostream>
#include <utility>
#include <vector>

#include "streams.h"

namespace dataworks::cli {

namespace {

/// Shows what works but should be looked at.
class WarningsOnStderr : public Observer {
 public:
  void onWarning(const Warning& event) override { say("dataworks: warning: " + event.message); }
};

/// Hands each event to several observers.
class Observers : public Observer {
 public:
  explicit Observers(std::vector<std::shared_ptr<Observer>> all) : all_(std::move(all)) {}

  void onCallStarted(const CallStarted& event) override { toAll(&Observer::onCallStarted, event); }
  void onTrySent(const TrySent& event) override { toAll(&Observer::onTrySent, event); }
  void onRetryDecided(const RetryDecided& event) override { toAll(&Observer::onRetryDecided, event); }
  void onCallFinished(const CallFinished& event) override { toAll(&Observer::onCallFinished, event); }
  void onWarning(const Warning& event) override { toAll(&Observer::onWarning, event); }

 private:
  template <class Event>
  void toAll(void (Observer::*member)(const Event&), const Event& event) {
    for (const auto& one : all_) (one.get()->*member)(event);
  }

  std::vector<std::shared_ptr<Observer>> all_;
};

}  // namespace

std::shared_ptr<CredentialsProvider> chosenCredentials(const ConnectionOptions& options) {
  return options.profile.empty() ? defaultCredentials() : profileCredentials(options.profile);
}

Result<Credentials> RememberedCredentials::get(const CredentialsRequest& request) {
  auto credentials = provider_->get(request);
  const std::lock_guard lock(mutex_);
  if (credentials) source_ = credentials->source;
  return credentials;
}

std::string RememberedCredentials::source() const {
  const std::lock_guard lock(mutex_);
  return source_;
}

Result<Connection> connect(const ConnectionOptions& options, const Session& session, std::shared_ptr<Observer> observer,
                           std::shared_ptr<CredentialsProvider> credentials) {
  std::vector<std::shared_ptr<Observer>> observers;
  if (observer) observers.push_back(std::move(observer));  // first: what the log says has been journalled
  if (session.environment("DATAWORKS_LOG") == "debug") {
    observers.push_back(logTo(std::cerr));
  } else {
    observers.push_back(std::make_shared<WarningsOnStderr>());
  }

  ClientOptions clientOptions = toClientOptions(options);
  auto remembered = std::make_shared<RememberedCredentials>(credentials ? credentials : chosenCredentials(options));
  clientOptions.credentials = remembered;
  clientOptions.observer = std::make_shared<Observers>(std::move(observers));
  auto client = DataWorksClient::create(std::move(clientOptions));
  if (!client) return std::move(client).error();
  return Connection{std::move(*client), std::move(remembered)};
}

}  // namespace dataworks::cli
