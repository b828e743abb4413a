// SPDX-License-Identifier: Apache-2.0
// Records a stop, a re-run or a set-success: a journal line before its requests are sent and one after their responses.
#pragma once

#include <string>
#include <vector>

#include "journal/journal_file.h"
#include "run/connection.h"
#include "session/session.h"

namespace dataworks::cli {

/// A journal that cannot be written is a warning. Used by one thread at a time.
class ActionJournal {
 public:
  /// `kind`: `stop`, `rerun` or `set-success`.
  ActionJournal(std::string kind, const DagRef& run, const Connection& connection, const Session& session,
                const Deadline& deadline, Language language);

  /// Requests for these nodes are sent next. A re-run calls it before each attempt, with its nonce.
  void sending(const std::vector<ActionOnNode>& nodes, const std::string& nonce = {});
  /// What was done. Nothing is written if nothing was to be sent.
  void ended(std::vector<ActionOnNode> nodes);

 private:
  void write(const std::string& line, std::chrono::milliseconds patience);

  const JournalFile file_;
  const NoJournal none_;
  const Session& session_;
  const Deadline& deadline_;
  const Connection& connection_;
  const Language language_;
  ActionEntry entry_;
  bool began_ = false;
  bool warned_ = false;
};

}  // namespace dataworks::cli
