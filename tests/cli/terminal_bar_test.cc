// SPDX-License-Identifier: Apache-2.0
#include "terminal/bar.h"

#include <gtest/gtest.h>

#include "terminal_support.h"

namespace dataworks::terminal {
namespace {

NodeInsInfo withTimeWait(NodeInsInfo node, int begin) {
  node.beginWaitTimeTime.time = kBegin + std::chrono::seconds(begin);
  return node;
}

NodeInsInfo createdAt(NodeInsInfo node, int begin) {
  node.createTime.time = kBegin + std::chrono::seconds(begin);
  return node;
}

std::string textOf(const Line& line) { return line.toString(line.width(), false); }

// A run of 100 seconds on 20 columns: five seconds a column.
TEST(NodeBar, ScalesThePartsOfANodesLife) {
  constexpr NodeStatus kSuccess = NodeStatus::kSuccess;
  const struct {
    std::string_view what;
    NodeInsInfo node;
    std::string_view bar;
  } rows[] = {
      {"all four parts", withTimeWait(makeNode("a", kSuccess, {.waitsForResources = 50, .runs = 75, .ends = 100}), 25),
       ".....:::::-----====="},
      {"ran at once and ended", makeNode("a", kSuccess, {.runs = 0, .ends = 50}), "=========="},
      {"still runs", makeNode("a", NodeStatus::kRunning, {.runs = 90}), "..................=="},
      {"waits for upstream", makeNode("a", NodeStatus::kNotRun), "...................."},
      {"ran for a second", makeNode("a", kSuccess, {.runs = 50, .ends = 51}), "..........="},
      {"ran for a second at the very end", makeNode("a", kSuccess, {.runs = 99, .ends = 100}), "...................."},
      {"was created later", createdAt(makeNode("a", kSuccess, {.runs = 50, .ends = 100}), 50), "          =========="},
      {"began before the run", createdAt(makeNode("a", kSuccess, {.runs = 0, .ends = 50}), -50), "=========="},
  };
  const Scale scale{.begin = kBegin, .end = kBegin + std::chrono::seconds(100), .columns = 20};
  for (const auto& row : rows) EXPECT_EQ(textOf(nodeBar(row.node, scale, Charset::kAscii)), row.bar) << row.what;
}

TEST(NodeBar, HasItsGlyphsInUtf8) {
  const Scale scale{.begin = kBegin, .end = kBegin + std::chrono::seconds(4), .columns = 4};
  const NodeInsInfo node =
      withTimeWait(makeNode("a", NodeStatus::kSuccess, {.waitsForResources = 2, .runs = 3, .ends = 4}), 1);
  EXPECT_EQ(textOf(nodeBar(node, scale, Charset::kUtf8)), "⠄⠒⠶⣿");
}

TEST(NodeBar, IsEmptyWhereThereIsNothingToScale) {
  NodeInsInfo node = makeNode("a", NodeStatus::kRunning, {.runs = 1});
  EXPECT_EQ(nodeBar(node, {.begin = kBegin, .end = kBegin, .columns = 0}, Charset::kAscii).width(), 0);
  node.createTime = node.beginRunningTime = {};
  const Scale scale{.begin = kBegin, .end = kBegin + std::chrono::seconds(9), .columns = 9};
  EXPECT_EQ(nodeBar(node, scale, Charset::kAscii).width(), 0);
}

TEST(NodeBar, HasTheColoursOfTheReport) {
  const Scale scale{.begin = kBegin, .end = kBegin + std::chrono::seconds(4), .columns = 4};
  NodeInsInfo node =
      withTimeWait(makeNode("a", NodeStatus::kSuccess, {.waitsForResources = 2, .runs = 3, .ends = 4}), 1);
  const auto coloured = [&] { return nodeBar(node, scale, Charset::kAscii).toString(4, true); };
  EXPECT_EQ(coloured(), "\033[90m.\033[0m\033[96m:\033[0m\033[33m-\033[0m\033[94m=\033[0m");
  node.status = NodeStatus::kFailure;
  EXPECT_EQ(coloured(), "\033[90m.\033[0m\033[96m:\033[0m\033[33m-\033[0m\033[1;31m=\033[0m");
}

TEST(BarLegend, NamesEachGlyphInItsColour) {
  const std::vector<Line> legend = barLegend({.charset = Charset::kUtf8, .language = Language::kChinese});
  ASSERT_EQ(legend.size(), 4U);
  EXPECT_EQ(textOf(legend[0]), "⠄ 等上游");
  EXPECT_EQ(legend[3].toString(20, true), "\033[94m⣿\033[0m 运行");
}

TEST(ProgressBar, IsFullOnlyAtTheEnd) {
  EXPECT_EQ(progressBar(0, 200, 5, Charset::kAscii), ".....");
  EXPECT_EQ(progressBar(199, 200, 5, Charset::kAscii), "====.");
  EXPECT_EQ(progressBar(200, 200, 5, Charset::kAscii), "=====");
  EXPECT_EQ(progressBar(1, 2, 4, Charset::kUtf8), "⣿⣿⠄⠄");
  EXPECT_EQ(progressBar(0, 0, 3, Charset::kAscii), "...");
}

}  // namespace
}  // namespace dataworks::terminal
