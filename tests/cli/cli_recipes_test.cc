// SPDX-License-Identifier: Apache-2.0
// The recipes of docs/recipes/, against the emulator.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli_process.h"

namespace dataworks::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Recipes : public CommandLine {
 protected:
  Recipes() {
    environment["RECIPES"] = DATAWORKS_RECIPES;
    environment["FLOWS"] = DATAWORKS_CLI_TESTS "/cli_flows.json";
    const auto folderOf = [](const char* program) { return std::filesystem::path(program).parent_path().string(); };
    environment["PATH"] = folderOf(DATAWORKS_CLI) + ":" + folderOf(DATAWORKS_EMULATOR) + ":" + environment["PATH"];
  }
};

TEST_F(Recipes, NightlyResponsesEachEnding) {
  struct Row {
    const char* flow;
    int exitCode;
    const char* says;
  };
  for (const Row& row : {Row{"nightly", 0, "nightly: done"}, Row{"bad_day", 1, "bad_day: failed, see bad_day.html"},
                         Row{"none", 3, "repeating will not help"}, Row{"lost_answer", 6, "unknown whether it started"},
                         Row{"blind", 7, "no longer watched"}}) {
    const auto result = script("$RECIPES/nightly.sh " + std::string(row.flow) + " sales");
    EXPECT_EQ(result.exitCode, row.exitCode) << row.flow;
    EXPECT_THAT(result.out, HasSubstr(row.says)) << row.flow;
  }
}

TEST_F(Recipes, NightlyMayBeStartedAgain) {
  const auto result = script("$RECIPES/nightly.sh nightly sales; $RECIPES/nightly.sh nightly sales; stats");
  EXPECT_THAT(result.out, HasSubstr(R"("runsStarted": 1)"));
}

// As cron does: again and again.
TEST_F(Recipes, NightlyReportsAFailureOnce) {
  const auto result = script(R"(
for i in 1 2 3; do $RECIPES/nightly.sh bad_day sales || echo "exit code $?"; done >said
grep -c 'bad_day: failed' said; grep -c 'exit code 1' said)");
  EXPECT_EQ(result.out, "1\n3\n");
}

// Started before midnight, started again after it.
TEST_F(Recipes, NightlyKeepsItsDateUntilItIsOver) {
  const auto result = script(R"(
mkdir bin; printf '#!/bin/sh\necho $YESTERDAY\n' >bin/date; chmod +x bin/date; PATH=$PWD/bin:$PATH
YESTERDAY=2026-11-20 $RECIPES/nightly.sh blind sales; YESTERDAY=2026-11-21 $RECIPES/nightly.sh blind sales
stats | grep runsStarted
YESTERDAY=2026-11-22 $RECIPES/nightly.sh nightly sales; YESTERDAY=2026-11-23 $RECIPES/nightly.sh nightly sales
stats | grep runsStarted)");
  EXPECT_THAT(result.out, AllOf(HasSubstr(R"("runsStarted": 1,)"), HasSubstr(R"("runsStarted": 3,)")));
}

TEST_F(Recipes, NightlyCatchesUpWithWhatAnEarlierNightLeft) {
  const auto result = script(R"(
mkdir bin; printf '#!/bin/sh\necho 2026-11-21\n' >bin/date; chmod +x bin/date; PATH=$PWD/bin:$PATH
echo 2026-11-20 >nightly.bizdate
$RECIPES/nightly.sh nightly sales; ls; stats)");
  EXPECT_THAT(result.out, AllOf(HasSubstr("bizdate 2026-11-20"), HasSubstr("bizdate 2026-11-21"),
                                HasSubstr(R"("runsStarted": 2,)"), ::testing::Not(HasSubstr("nightly.bizdate"))));
}

TEST_F(Recipes, CiLeavesReports) {
  const auto result = script("$RECIPES/ci.sh");
  EXPECT_EQ(result.exitCode, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "nightly.junit.xml"));
  EXPECT_TRUE(std::filesystem::exists(folder / "nightly.html"));
}

TEST_F(Recipes, TwentyFlowsRunTogether) {
  const auto good = script("$RECIPES/twenty_flows.sh sales $(yes nightly | head -n 20); rc=$?; stats; exit $rc");
  EXPECT_EQ(good.exitCode, 0);
  EXPECT_THAT(good.out, HasSubstr(R"("runsStarted": 20)"));
}

TEST_F(Recipes, TwentyFlowsEndWithTheWorst) {
  const std::pair<const char*, int> rows[] = {
      {"nightly bad_day", 1}, {"nightly none", 3}, {"none lost_answer", 6}, {"lost_answer bad_day", 6}};
  for (const auto& [flows, exitCode] : rows) {
    EXPECT_EQ(script("$RECIPES/twenty_flows.sh sales " + std::string(flows)).exitCode, exitCode) << flows;
  }
}

TEST_F(Recipes, ServiceWatchesManyFlows) {
  const auto result = script(DATAWORKS_RECIPE_SERVICE " sales nightly bad_day none lost_answer");
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_THAT(result.out, AllOf(HasSubstr("nightly: dag "), HasSubstr("bad_day: dag "), HasSubstr("none: not started"),
                                HasSubstr("lost_answer: may have started")));
}

TEST_F(Recipes, ServiceEndsBySignal) {
  const auto result = script("exec " DATAWORKS_RECIPE_SERVICE " sales endless", {{"wait RUNNING", 15}});
  EXPECT_EQ(result.exitCode, 1);
  EXPECT_THAT(result.out, HasSubstr("endless: started as "));
}

// What a robot or a mail program would get; `sent` shows it.
TEST_F(Recipes, OnTellsOfAFailure) {
  struct Row {
    const char* recipe;
    const char* response;
    const char* sent;
    bool fails;
  };
  const Row rows[] = {
      {"on_dingtalk.sh", R"({"errcode":0,"errmsg":"ok"})",
       R"({"msgtype":"text","text":{"content":"DataWorks: sales/bad_day bizdate )", false},
      {"on_dingtalk.sh", R"({"errcode":310000,"errmsg":"keywords not in content"})", "DataWorks: ", true},
      {"on_feishu.sh", R"({"code":0,"msg":"success"})",
       R"({"msg_type":"text","content":{"text":"DataWorks: sales/bad_day bizdate )", false},
      {"on_feishu.sh", R"({"code":19024,"msg":"Key Words Not Found"})", "DataWorks: ", true},
      {"on_mail.sh", "", "sales/bad_day bizdate ", false},
  };
  for (const Row& row : rows) {
    environment["RESPONSE"] = row.response;
    environment["RECIPE"] = row.recipe;
    const auto result = script(R"(
mkdir -p bin; printf '#!/bin/sh\ncat >sent; printf %%s "$RESPONSE"\n' >bin/curl; cp bin/curl bin/mail; chmod +x bin/*
export PATH=$PWD/bin:$PATH DINGTALK_WEBHOOK=x FEISHU_WEBHOOK=x MAIL_TO=x
$DW run bad_day -p sales --poll-interval 20ms -q --on failed "$RECIPES/$RECIPE" >/dev/null
cat sent)");
    EXPECT_THAT(result.out, AllOf(HasSubstr(row.sent), HasSubstr("failed after"), HasSubstr(": load"))) << row.recipe;
    EXPECT_THAT(result.out, HasSubstr("dataworks logs ")) << row.recipe;
    EXPECT_EQ(result.err.find("warning: --on") != std::string::npos, row.fails) << row.recipe << result.err;
  }
}

}  // namespace
}  // namespace dataworks::cli
