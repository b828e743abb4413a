// SPDX-License-Identifier: Apache-2.0
#include "run/connection.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <set>
#include <streambuf>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dataworks/profile.h"
#include "session/streams.h"
#include "terminal/text.h"

namespace dataworks::cli {

namespace {

/// Logs each line; a line arrives in one piece, with its end.
class LogBuffer : public std::streambuf {
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    const std::string_view line(text, static_cast<std::size_t>(size));
    logLine(terminal::printable(line.substr(0, line.find('\n'))));
    return size;
  }
};

/// Shows warnings of the library.
class WarningsOnStderr : public Observer {
 public:
  void onWarning(const Warning& event) override {
    logLine("dataworks: warning: " + terminal::printable(event.message));
  }
};

/// A command may connect more than once.
void warnOnce(const std::string& warning) {
  static std::mutex mutex;
  static std::set<std::string> said;
  const std::lock_guard lock(mutex);
  if (said.insert(warning).second) logLine("dataworks: warning: " + terminal::printable(warning));
}

/// Hands each event to several observers.
class Observers : public Observer {
 public:
  explicit Observers(std::vector<std::shared_ptr<Observer>> all) : all_(std::move(all)) {}

  void onCallStarted(const CallStarted& event) override { toAll(&Observer::onCallStarted, event); }
  void onAttemptStarting(const AttemptStarting& event) override { toAll(&Observer::onAttemptStarting, event); }
  void onRetryScheduled(const RetryScheduled& event) override { toAll(&Observer::onRetryScheduled, event); }
  void onCallFinished(const CallFinished& event) override { toAll(&Observer::onCallFinished, event); }
  void onWarning(const Warning& event) override { toAll(&Observer::onWarning, event); }

 private:
  template <class Event>
  void toAll(void (Observer::*member)(const Event&), const Event& event) {
    for (const auto& one : all_) (one.get()->*member)(event);
  }

  std::vector<std::shared_ptr<Observer>> all_;
};

/// Counts the calls of a client with these options. Its endpoint and region are known only once one was created.
Result<std::shared_ptr<CallCounter>> makeCounter(const ClientOptions& options, const Session& session) {
  const int limit = dailyCallsLimit(session.environment);
  if (limit == 0) return std::make_shared<CallCounter>("", "", "", 0, Language::kEnglish);
  const auto client = DataWorksClient::create(options);
  if (!client) return client.error();
  return std::make_shared<CallCounter>(ledgerPath(session.environment), client->regionId(), client->endpoint(), limit,
                                       languageOnStderr({}, session.environment));
}

}  // namespace

std::shared_ptr<CredentialsProvider> chosenCredentials(const ConnectionOptions& options) {
  return options.profile.empty() ? defaultCredentials() : profileCredentials(options.profile);
}

Result<Credentials> RememberedCredentials::fetch(const FetchContext& request) {
  auto credentials = provider_->fetch(request);
  const std::lock_guard lock(mutex_);
  if (credentials) source_ = credentials->source;
  return credentials;
}

std::string RememberedCredentials::source() const {
  const std::lock_guard lock(mutex_);
  return source_;
}

Error withSources(Error error, const ConnectionOptions& options) {
  const ServiceLocation location = defaultLocation(options.profile);
  const auto name = [&error](std::string_view option, const std::string& source, bool given) {
    const auto at = error.message.find(option);
    if (!given && !source.empty() && at != std::string::npos) error.message.replace(at, option.find(' '), source);
  };
  if (error.kind != ErrorKind::kInvalidArgument) return error;
  name("regionId \"", location.regionSource, !options.regionId.empty());
  name("endpoint \"", location.endpointSource, !options.endpoint.empty());
  name("network asks for", location.networkSource, false);
  return error;
}

Result<Connection> connect(const ConnectionOptions& options, const Session& session, std::shared_ptr<Observer> observer,
                           std::shared_ptr<CredentialsProvider> credentials) {
  std::vector<std::shared_ptr<Observer>> observers;
  if (observer) observers.push_back(std::move(observer));
  if (session.environment("DATAWORKS_LOG") == "debug") {
    static LogBuffer buffer;
    static std::ostream log(&buffer);  // outlives every client
    observers.push_back(logTo(log));
  } else {
    observers.push_back(std::make_shared<WarningsOnStderr>());
  }

  ClientOptions clientOptions = toClientOptions(options);
  if (options.endpoint.empty()) {  // else they are about what it replaces
    for (const std::string& warning : defaultLocation(options.profile).warnings) warnOnce(warning);
  }
  auto remembered = std::make_shared<RememberedCredentials>(credentials ? credentials : chosenCredentials(options));
  clientOptions.credentials = remembered;
  const auto calls = makeCounter(clientOptions, session);
  if (!calls) return calls.error();
  observers.push_back(*calls);
  clientOptions.dailyCalls = (*calls)->limit();
  clientOptions.dailyCallsUsed = static_cast<int>(std::min<std::int64_t>((*calls)->used(), (*calls)->limit()));
  clientOptions.observer = std::make_shared<Observers>(std::move(observers));
  auto client = DataWorksClient::create(std::move(clientOptions));
  if (!client) return withSources(std::move(client).error(), options);
  return Connection{std::move(*client), std::move(remembered), *calls};
}

}  // namespace dataworks::cli
