// SPDX-License-Identifier: Apache-2.0
// What the tests of credentials share: a transport that is a function, and a directory for files of each kind.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "dataworks/credentials.h"
#include "dataworks/testing/manual_clock.h"
#include "dataworks/transport.h"
#include "support/environment_variable.h"

namespace dataworks::testing_credentials {

using namespace detail;
using testing::environmentOf;

using namespace std::chrono_literals;

/// When all tests begin.
inline constexpr std::chrono::system_clock::time_point kStart =
    std::chrono::sys_days(std::chrono::year(2026) / std::chrono::November / 23);

/// Responds to each request with what `response` makes of it, and keeps the requests.
class FakeServers {
 public:
  using Response = std::function<TransportOutcome(const HttpRequest& request)>;
  explicit FakeServers(Response response) : response_(std::move(response)) {}

  TransportOutcome send(HttpRequest request) {
    TransportOutcome outcome = response_(request);
    const std::lock_guard guard(mutex_);
    requests_.push_back(std::move(request));
    return outcome;
  }

  [[nodiscard]] std::vector<HttpRequest> requests() const {
    const std::lock_guard guard(mutex_);
    return requests_;
  }

 private:
  const Response response_;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
};

inline TransportOutcome response(int status, std::string body) { return HttpResponse{status, {}, std::move(body)}; }

inline TransportOutcome noResponse(std::string detail = "connection refused", ErrorKind kind = ErrorKind::kNetwork) {
  TransportFailure failure;
  failure.kind = kind;
  failure.detail = std::move(detail);
  return failure;
}

inline std::string headerOf(const HttpRequest& request, std::string_view name) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

/// A directory that is removed after the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::random_device random;
    do {
      const auto name = "dataworks-credentials-" + std::to_string(random());
      path_ = (std::filesystem::temp_directory_path() / name).generic_string();
    } while (!std::filesystem::create_directory(path_));
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Writes a file, making its directories.
  std::string write(const std::string& name, const std::string& content, unsigned mode = 0600) const {
    const std::string file = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    std::filesystem::permissions(file, std::filesystem::perms(mode));
    return file;
  }

 private:
  std::string path_;
};

/// A caller with a clock and servers of its own; its warnings are kept.
struct Asking {
  std::shared_ptr<testing::ManualClock> clock = std::make_shared<testing::ManualClock>(kStart);
  std::shared_ptr<FakeServers> servers{};
  std::vector<std::string> warnings{};
  FetchContext context{};

  explicit Asking(FakeServers::Response response = [](const HttpRequest&) { return noResponse(); })
      : servers(std::make_shared<FakeServers>(std::move(response))) {
    context.clock = clock;
    context.warn = [this](const std::string& warning) { warnings.push_back(warning); };
    context.send = [its = servers](HttpRequest request, const std::stop_token&) {
      return its->send(std::move(request));
    };
  }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  [[nodiscard]] FetchContext rejecting(std::string accessKeyId) const {
    FetchContext rejecting = context;
    rejecting.rejectedAccessKeyId = std::move(accessKeyId);
    return rejecting;
  }
  [[nodiscard]] FetchContext within(std::chrono::nanoseconds time) const {
    FetchContext within = context;
    within.deadline = clock->steadyNow() + time;
    return within;
  }
};

/// The four fields in a response of the metadata service or a credentials URI.
inline std::string temporaryJson(const std::string& id, const std::string& expiration = "2026-11-23T06:00:00Z") {
  return R"({"Code":"Success","AccessKeyId":")" + id + R"(","AccessKeySecret":"secret-of-)" + id +
         R"(","SecurityToken":"token-of-)" + id + R"(","Expiration":")" + expiration + R"("})";
}

/// A response of STS.
inline std::string stsJson(const std::string& id, const std::string& expiration = "2026-11-23T01:00:00Z") {
  return R"({"RequestId":"R-1","AssumedRoleUser":{"Arn":"acs:ram::1:assumed-role/r/s"},"Credentials":)" +
         temporaryJson(id, expiration) + "}";
}

}  // namespace dataworks::testing_credentials
