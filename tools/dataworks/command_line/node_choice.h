// SPDX-License-Identifier: Apache-2.0
// Which nodes of a run a command is about: the words on the command line against the nodes of the run. Pure.
//
// A word is the exact name of a node, or the id of its instance; `name:` and `id:` say which. What cannot be decided
// throws `BadArgument`: a guess would stop or re-run the wrong node.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/manual_dag.h"

namespace dataworks::cli {

using NodeList = std::vector<const NodeInsInfo*>;

/// What to do with a name that several nodes of the run have.
enum class Namesakes {
  kAll,      ///< Take all of them: reading does no harm.
  kRefused,  ///< Refuse the name, and list the ids.
};

/// The nodes that `words` name, in that order, each once. They point into `nodes`. `verb` and `dagId` are for messages.
[[nodiscard]] NodeList chooseNodes(const std::vector<NodeInsInfo>& nodes, const std::vector<std::string>& words,
                                   Namesakes namesakes, std::string_view verb, std::int64_t dagId);

/// The failed nodes, those that failed first at the front. They point into `nodes`.
[[nodiscard]] NodeList failedNodes(const std::vector<NodeInsInfo>& nodes);

/// True if `left` failed before `right`; what has no time comes last.
[[nodiscard]] bool failedEarlier(const NodeInsInfo* left, const NodeInsInfo* right);

/// `clean (instance 2427622331)`, for a terminal.
[[nodiscard]] std::string nodeAndId(const NodeInsInfo& node, Language language = Language::kEnglish);
/// The same of several: `clean (instance 2), load (instance 3)`.
[[nodiscard]] std::string namesOf(const NodeList& nodes, Language language = Language::kEnglish);

}  // namespace dataworks::cli
