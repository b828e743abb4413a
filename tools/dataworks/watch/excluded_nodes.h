// SPDX-License-Identifier: Apache-2.0
// What `--except` really excludes: an id that is no node of the flow excludes nothing, so the node that was meant runs.
// The first list of the run shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "command_line/options.h"
#include "dataworks/client.h"
#include "session/session.h"
#include "terminal/table.h"

namespace dataworks::cli {

/// What a list of a run says about excluded nodes.
struct ExcludedNodes {
  std::vector<std::int64_t> instanceIds{};  ///< Instances of excluded nodes, sorted.
  std::vector<std::int64_t> noNodes{};      ///< Excluded ids that are no node of the run.
};
/// `except`: ids of nodes, sorted. Pure.
[[nodiscard]] ExcludedNodes excludedIn(const std::vector<InstanceInfo>& list, const std::vector<std::int64_t>& except);

/// The warning about ids that exclude nothing; empty if there are none. Pure.
[[nodiscard]] std::string excludesNothingText(const std::vector<std::int64_t>& noNodes, const std::string& stopCommand,
                                              Language language);

/// Lists the nodes of one run once, beside its wait: the search does not know which node an instance is of.
class ExceptCheck {
 public:
  /// Called on a background thread with the instances that are excluded.
  using Found = std::function<void(const std::vector<std::int64_t>& instanceIds)>;

  ExceptCheck(const DataWorksClient& client, const terminal::WatchedRun& run, const ConnectionOptions& connection,
              const Session& session, Language language, Found found);
  ~ExceptCheck();  ///< Waits for the list, if it was asked for.

  /// The run is listed: asks, once. Thread-safe.
  void begin();
  /// Waits for the list, if it was asked for; returns the instances that are excluded.
  [[nodiscard]] std::vector<std::int64_t> finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks::cli
