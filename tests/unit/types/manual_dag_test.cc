// SPDX-License-Identifier: Apache-2.0
#include "dataworks/manual_dag.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace dataworks::detail {
namespace {

using namespace std::chrono;

TEST(Bizdate, IsTheDayBeforeInShanghai) {
  // Midnight in Shanghai is 16:00 UTC.
  EXPECT_EQ(Bizdate::yesterday(sys_days(2026y / 11 / 22) + 15h + 59min + 59s).day(), "2026-11-21");
  EXPECT_EQ(Bizdate::yesterday(sys_days(2026y / 11 / 22) + 16h).day(), "2026-11-22");
  EXPECT_EQ(Bizdate::yesterday(sys_days(2024y / 3 / 1)).day(), "2024-02-29");
  EXPECT_EQ(Bizdate::yesterday(sys_days(2026y / 1 / 1)).day(), "2025-12-31");
}

TEST(Bizdate, ReadsItsThreeForms) {
  for (const char* text : {"2026-11-22", "20261122", "2026-11-22 00:00:00"}) {
    const auto bizdate = Bizdate::parse(text);
    ASSERT_TRUE(bizdate) << text;
    EXPECT_EQ(bizdate->date(), 2026y / 11 / 22) << text;
    EXPECT_EQ(bizdate->day(), "2026-11-22");
    EXPECT_EQ(bizdate->toWireString(), "2026-11-22 00:00:00");
  }
}

TEST(Bizdate, RefusesEverythingElse) {
  for (const char* text : {"", "yesterday", "2026-11-2", "2026-1-02", "2026-11-31", "2025-02-29", "20261131",
                           "2026-11-22 00:00:01", "2026-11-22T00:00:00", "2026-11-22 ", " 2026-11-22", "2026112",
                           "202611222", "2026-1122", "2026/11/22", "2O26-11-22", "+2026112", "2026-11-22 00:00:000"}) {
    EXPECT_FALSE(Bizdate::parse(text)) << text;
  }
}

TEST(Bizdate, IsUnsetByDefault) {
  EXPECT_FALSE(Bizdate().isSet());
  EXPECT_EQ(Bizdate().day(), "");
  EXPECT_EQ(Bizdate().toWireString(), "");
  EXPECT_EQ(Bizdate(2026y / 2 / 30), Bizdate());
  EXPECT_LT(Bizdate(2026y / 2 / 30), Bizdate(1y / 1 / 1)) << "unset is least";
  EXPECT_TRUE(Bizdate(2026y / 1 / 2).isSet());
  EXPECT_EQ(Bizdate(2026y / 1 / 2).toWireString(), "2026-01-02 00:00:00");
  EXPECT_EQ(Bizdate(7y / 1 / 2).day(), "0007-01-02");
  EXPECT_EQ(Bizdate(year(12345) / 1 / 2).day(), "12345-01-02");
}

struct StatusRow {
  NodeStatus status;
  const char* name;
  const char* chinese;
  bool isActive;
};

TEST(NodeStatus, IsNamedAsTheServiceDoes) {
  const StatusRow rows[] = {
      {NodeStatus{1}, "NOT_RUN", "未运行", false},        {NodeStatus{2}, "WAIT_TIME", "等待时间", true},
      {NodeStatus{3}, "WAIT_RESOURCE", "等待资源", true}, {NodeStatus{4}, "RUNNING", "运行中", true},
      {NodeStatus{5}, "FAILURE", "运行失败", false},      {NodeStatus{6}, "SUCCESS", "运行成功", false},
      {NodeStatus{7}, "CHECKING", "校验中", true},        {NodeStatus{8}, "CHECKING_CONDITION", "条件检测中", true},
      {NodeStatus{0}, "UNKNOWN", "未知状态", true},       {NodeStatus{9}, "UNKNOWN", "未知状态", true},
      {NodeStatus{-6}, "UNKNOWN", "未知状态", true},      {NodeStatus{-1}, "WAIT_TRIGGER", "等待触发", true},
      {NodeStatus{-2}, "UNKNOWN", "未知状态", true},
  };
  for (const StatusRow& row : rows) {
    EXPECT_EQ(name(row.status), row.name);
    EXPECT_EQ(description(row.status, Language::kChinese), row.chinese) << row.name;
    EXPECT_EQ(isActive(row.status), row.isActive) << row.name;
    EXPECT_FALSE(description(row.status).empty()) << row.name;
  }
  EXPECT_EQ(description(NodeStatus::kWaitResource), "queued for resources");
  EXPECT_EQ(description(NodeStatus::kFailure), "failed");
}

TEST(Parameters, MeanTheSameWithOnePairOfBracesTooMany) {
  const Parameters plain{{"city", "shanghai"}, {"level", "3"}};
  const Parameters braced{{{"city", "shanghai"}, {"level", "3"}}};
  EXPECT_EQ(plain.size(), 2u);
  EXPECT_EQ(plain, braced);
  const NodeParameters nodes{{{103180025, {{"test", "1"}}}}};
  EXPECT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes.begin()->nodeId, 103180025);
}

}  // namespace
}  // namespace dataworks::detail
