// With `--once`, what the journal could not take down must not leave, whatever kept it from being written.
#include "trigger_recorder.h"

#include <gtest/gtest.h>

#include <array>
#include <new>

#include "dataworks/client.h"
#include "dataworks/testing/scripted_transport.h"

namespace dataworks::cli {
namespace {

TEST(TriggerRecorder, HoldsBackWhatItCouldNotRecord) {
  struct Row {
    const char* name;
    std::function<std::string()> append;
    bool mustWrite;
    std::size_t sent;
  };
  const auto writes = [] { return std::string(); };
  const auto fails = [] { return std::string("disk full"); };
  const auto throws = []() -> std::string { throw std::bad_alloc(); };
  const std::array rows{Row{"writes, must", writes, true, 1}, Row{"writes", writes, false, 1},
                        Row{"fails, must", fails, true, 0},   Row{"fails", fails, false, 1},
                        Row{"throws, must", throws, true, 0}, Row{"throws", throws, false, 1}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Signals signals;
    bool responded = false;
    const auto append = [&](const std::string& line, const TriggerRecorder::GiveUp& /*giveUp*/) {
      responded = line.find("answered") != std::string::npos;
      return responded ? std::string() : row.append();
    };
    const auto recorder = std::make_shared<TriggerRecorder>(signals, append, Language::kEnglish);
    const auto script = std::make_shared<dataworks::testing::ScriptedTransport>();
    script->reply("CreateManualDag", dataworks::testing::accepted(42));
    const auto credentials = std::make_shared<RememberedCredentials>(staticCredentials("testid", "testsecret"));
    const auto client = DataWorksClient::create(
        {.regionId = "cn-test", .credentials = credentials, .transport = script, .observer = recorder});
    ASSERT_TRUE(client) << client.error();

    recorder->begin({}, credentials, row.mustWrite, [] { return false; });
    const auto created = client->createManualDag(
        {.projectName = "sales", .flowName = "nightly", .bizdate = *Bizdate::parse("2026-11-22 00:00:00")},
        {.stop = signals.stopToken()});
    recorder->end(created);
    EXPECT_EQ(script->requests().size(), row.sent);
    EXPECT_EQ(recorder->heldBack(), row.sent == 0);
    EXPECT_EQ(created.has_value(), row.sent == 1);
    EXPECT_TRUE(responded);
  }
}

}  // namespace
}  // namespace dataworks::cli
