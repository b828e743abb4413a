// SPDX-License-Identifier: Apache-2.0
// The numbers of workspaces that a client has asked for once.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace dataworks::detail {

struct KnownProject {
  std::int64_t id = 0;
  /// The service's clock minus the machine's, by the `Date` of the response.
  std::optional<std::chrono::system_clock::duration> clockDifference{};
};

/// Thread-safe.
class KnownProjects {
 public:
  [[nodiscard]] std::optional<KnownProject> find(const std::string& regionId, const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = projects_.find({regionId, name});
    return found == projects_.end() ? std::nullopt : std::optional(found->second);
  }
  void remember(const std::string& regionId, const std::string& name, const KnownProject& project) {
    const std::lock_guard lock(mutex_);
    projects_[{regionId, name}] = project;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, KnownProject> projects_;
};

}  // namespace dataworks::detail
