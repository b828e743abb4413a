// SPDX-License-Identifier: Apache-2.0
// What the terminal tests share: runs to draw, and the rule of which characters may be drawn.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/dag_run.h"
#include "terminal/table.h"

namespace dataworks::terminal {

using Time = std::chrono::system_clock::time_point;

inline constexpr std::int64_t kDagId = 332455685;
/// 2026-11-23 03:00:04 +08:00
inline const Time kBegin{std::chrono::seconds(1795374004)};

/// Seconds after the begin of the run; unset: it has not come to that.
using At = std::optional<int>;

struct NodeTimesAt {
  At waitsForResources{};
  At runs{};
  At ends{};
};

NodeInsInfo makeNode(std::string name, NodeStatus status, NodeTimesAt at = {});  ///< Instance 2427622330.

/// The run that interface documents show: six nodes, one of them failed, after 125 seconds.
std::vector<NodeInsInfo> exampleNodes();
/// 200 nodes: failures among them, and more active ones than a terminal has lines.
std::vector<NodeInsInfo> manyNodes();

/// `nodes` as a run seen `seconds` after its begin, all of them changed.
DagRun runOf(std::vector<NodeInsInfo> nodes, int seconds = 125);

TableContext contextOf(int width, int height = 24, Charset charset = Charset::kUtf8,
                       Language language = Language::kEnglish, int seconds = 125);

/// A run of random size, names, states and times, some of them impossible.
DagRun randomRun(std::mt19937& random);

/// The first character that a terminal must not be sent, or nothing. Allowed: printable ASCII, the glyphs of marks and
/// bars, Chinese text, and colours (`ESC [ … m`).
std::optional<std::string> firstForbidden(std::string_view line);
/// Other characters come only from names in these tests, and are shown.
bool isOfTestNames(std::string_view character);
std::string withoutColours(std::string_view line);
/// Columns of a line as a terminal would show it.
int columnsOf(std::string_view line);

/// `lines` compared with a file under tests/golden/terminal, which `DATAWORKS_UPDATE_GOLDEN=1` rewrites. Responses what
/// is wrong; empty if nothing is.
std::string differenceFromGolden(const std::string& file, const std::vector<std::string>& lines);

}  // namespace dataworks::terminal
