// SPDX-License-Identifier: Apache-2.0
// What a stop or a re-run has done so far, instance by instance.
#pragma once

#include <mutex>
#include <vector>

#include "dataworks/actions.h"
#include "journal/journal.h"
#include "result/result_json.h"

namespace dataworks::cli {

/// Thread-safe.
class ActionLog {
 public:
  void note(const InstanceEvent& event);
  /// Brings the nodes up to date.
  void see(const DagRun& run);

  [[nodiscard]] std::vector<NodeOutcome> outcomes() const;
  /// The same for the journal.
  [[nodiscard]] std::vector<ActionOnNode> forJournal() const;
  /// How many have this outcome, such as `rejected`.
  [[nodiscard]] std::size_t count(std::string_view outcome) const;

 private:
  mutable std::mutex mutex_;
  std::vector<NodeOutcome> outcomes_;
};

/// `clean (instance 2): stopped`. Pure.
[[nodiscard]] std::string outcomeLine(const NodeOutcome& outcome, Language language);

}  // namespace dataworks::cli
