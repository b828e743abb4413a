// SPDX-License-Identifier: Apache-2.0
#include "terminal_support.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "terminal/text.h"

namespace dataworks::terminal {
namespace {

Timestamp stampAt(At seconds) {
  if (!seconds) return {};
  const Time time = kBegin + std::chrono::seconds(*seconds);
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
  return {.text = std::to_string(milliseconds.count()), .time = time};
}

// Up to the end of a colour that begins at `at`; 0: none does.
std::size_t colourLength(std::string_view line, std::size_t at) {
  if (line.substr(at, 2) != "\033[") return 0;
  const std::size_t end = line.find_first_not_of("0123456789;", at + 2);
  return end != std::string_view::npos && line[end] == 'm' ? end + 1 - at : 0;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

NodeInsInfo makeNode(std::string name, NodeStatus status, NodeTimesAt at) {
  return {.nodeName = std::move(name),
          .instanceId = 2427622330,
          .dagId = kDagId,
          .dagType = 5,
          .status = status,
          .createTime = stampAt(0),
          .beginWaitResTime = stampAt(at.waitsForResources),
          .beginRunningTime = stampAt(at.runs),
          .finishTime = stampAt(at.ends)};
}

std::vector<NodeInsInfo> exampleNodes() {
  std::vector<NodeInsInfo> nodes = {
      makeNode("extract_orders", NodeStatus::kSuccess, {.waitsForResources = 0, .runs = 4, .ends = 65}),
      makeNode("clean_orders", NodeStatus::kFailure, {.waitsForResources = 66, .runs = 71, .ends = 83}),
      makeNode("extract_users", NodeStatus::kSuccess, {.waitsForResources = 0, .runs = 1, .ends = 45}),
      makeNode("clean_users", NodeStatus::kRunning, {.waitsForResources = 45, .runs = 45}),
      makeNode("user_profile", NodeStatus::kWaitResource, {.waitsForResources = 45}),
      makeNode("daily_report", NodeStatus::kNotRun)};
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    nodes[index].instanceId = 2427622330 + static_cast<std::int64_t>(index);
  }
  return nodes;
}

std::vector<NodeInsInfo> manyNodes() {
  std::vector<NodeInsInfo> nodes;
  for (int index = 0; index < 200; ++index) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "dwd_log_%03d", index);
    const int start = index * 3;
    if (index == 37 || index == 52) {
      nodes.push_back(makeNode(name.data(), NodeStatus::kFailure,
                               {.waitsForResources = start, .runs = start + 5, .ends = start + 30}));
    } else if (index < 100) {
      nodes.push_back(makeNode(name.data(), NodeStatus::kSuccess,
                               {.waitsForResources = start, .runs = start + 2, .ends = start + 60 + index % 7}));
    } else if (index < 120) {
      nodes.push_back(makeNode(name.data(), NodeStatus::kRunning, {.waitsForResources = start, .runs = start + 9}));
    } else if (index < 130) {
      nodes.push_back(makeNode(name.data(), NodeStatus::kWaitResource, {.waitsForResources = start}));
    } else {
      nodes.push_back(makeNode(name.data(), NodeStatus::kNotRun));
    }
  }
  return nodes;
}

DagRun runOf(std::vector<NodeInsInfo> nodes, int seconds) {
  DagRun run = summarize(std::move(nodes), kBegin + std::chrono::seconds(seconds));
  run.projectName = "sales";
  run.dagId = kDagId;
  for (std::size_t index = 0; index < run.nodes.size(); ++index) run.changes.push_back({.node = index});
  return run;
}

TableContext contextOf(int width, int height, Charset charset, Language language, int seconds) {
  const Time now = kBegin + std::chrono::seconds(seconds);
  return {
      .run = {.projectName = "sales", .flowName = "nightly", .bizdate = *Bizdate::parse("2026-11-22"), .dagId = kDagId},
      .resumeCommand = "dataworks watch 332455685 -p sales",
      .size = {.width = width, .height = height},
      .style = {.medium = Medium::kTerminal, .charset = charset, .language = language},
      .now = now,
      .poll = PollState{.number = 31, .nextAt = now + std::chrono::seconds(8)}};
}

DagRun randomRun(std::mt19937& random) {
  const auto upTo = [&](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
  static const std::vector<std::string> kPieces = {"ods", "_",        "客户",    "明细表", "0",  "1", "é",
                                                   "が",  "か\u3099", "\x1b[2J", "\xff",   "\n", "🚀", "\u202e"};
  std::vector<NodeInsInfo> nodes;
  for (int count = upTo(3) == 0 ? upTo(300) : upTo(12); count > 0; --count) {
    std::string name;
    for (int pieces = upTo(20); pieces > 0; --pieces) name += kPieces[static_cast<std::size_t>(upTo(13))];
    NodeInsInfo node = makeNode(name, static_cast<NodeStatus>(upTo(10)));
    for (Timestamp* stamp : {&node.createTime, &node.beginWaitTimeTime, &node.beginWaitResTime, &node.beginRunningTime,
                             &node.finishTime}) {
      *stamp = upTo(3) == 0 ? Timestamp{} : stampAt(upTo(20) == 0 ? 100'000'000 : upTo(4000) - 200);
    }
    nodes.push_back(std::move(node));
  }
  return runOf(std::move(nodes), upTo(5000));
}

std::optional<std::string> firstForbidden(std::string_view line) {
  static const std::vector<std::string_view> kGlyphs = {"✓", "✗", "⠄", "⠒", "⠶", "⣿"};
  for (std::size_t at = 0; at < line.size();) {
    if (const std::size_t length = colourLength(line, at)) {
      at += length;
      continue;
    }
    const auto byte = static_cast<unsigned char>(line[at]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    const std::string_view character = line.substr(at, length);
    bool isAllowed = length == 1 && byte >= 0x20 && byte < 0x7F;
    for (const std::string_view glyph : kGlyphs) isAllowed = isAllowed || character == glyph;
    // Text that is East Asian wide by itself, in names and translated words.
    isAllowed = isAllowed || (length == 3 && byte >= 0xE3 && displayWidth(character) == 2);
    if (!isAllowed) return std::string(character);
    at += length;
  }
  return std::nullopt;
}

bool isOfTestNames(std::string_view character) { return character == "é" || character == "\u3099" || character == "🚀"; }

std::string withoutColours(std::string_view line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    if (const std::size_t length = colourLength(line, at)) {
      at += length;
    } else {
      text += line[at++];
    }
  }
  return text;
}

int columnsOf(std::string_view line) { return displayWidth(withoutColours(line)); }

std::string differenceFromGolden(const std::string& file, const std::vector<std::string>& lines) {
  const std::string path = std::string(DATAWORKS_GOLDEN_DIR) + "/terminal/" + file;
  if (std::getenv("DATAWORKS_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << joined(lines);
  std::ifstream stream(path);
  std::stringstream golden;
  golden << stream.rdbuf();
  if (golden.str() == joined(lines)) return "";
  return path + " holds\n" + golden.str() + "but drawn was\n" + joined(lines);
}

}  // namespace dataworks::terminal
