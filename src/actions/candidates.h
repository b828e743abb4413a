// SPDX-License-Identifier: Apache-2.0
// Which runs the rows of `ListInstances` belong to, and which page to read next. Pure.
//
// The operation lists instances, many a run, the newest first. If the first page does not reach back far enough, the
// list is asked for again with the name of one node: then a run is one row.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "dataworks/actions.h"
#include "dataworks/instances.h"

namespace dataworks::detail {

class CandidateSearch {
 public:
  /// `clockDifference`: the service's clock minus that of `FindOptions::createdSince`.
  CandidateSearch(const FindOptions& options, std::int64_t projectId,
                  std::chrono::system_clock::duration clockDifference);

  /// The page to read next; empty if there is none.
  [[nodiscard]] const std::optional<ListInstancesRequest>& next() const noexcept { return next_; }
  void onPage(const ListInstancesResponse& page);

  /// The candidates, the newest first. Call it once, when there is no next page.
  [[nodiscard]] DagCandidates take();

 private:
  using Time = std::chrono::system_clock::time_point;

  [[nodiscard]] bool isTooOld(const std::optional<Time>& created) const;
  bool addRows(const ListInstancesResponse& page);
  void addRow(const InstanceInfo& row);

  const FindOptions options_;
  std::optional<Time> since_;  // by the service's clock
  std::optional<ListInstancesRequest> next_;
  std::map<std::int64_t, DagCandidate> runs_;
  std::set<std::int64_t> counted_;  // instances
  int pages_ = 0;
  bool allRows_ = true;  // each run has all its rows, except perhaps the oldest
  bool truncated_ = false;
  std::int64_t projectId_;
  std::string requestId_;
};

/// Adds what `GetDag` says of a run.
void addDetails(DagCandidate& candidate, DagInfo dag);

}  // namespace dataworks::detail
