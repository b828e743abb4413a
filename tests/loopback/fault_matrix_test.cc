// SPDX-License-Identifier: Apache-2.0
// The fault matrix: every row × {trigger, poll} × {http, https} × {fresh, kept connection}. What the client reports is
// held against the table, and what it did against the server's count.
#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <vector>

#include "fault_rows.h"
#include "loopback_client.h"

namespace dataworks::testing {

namespace {

struct Cell {
  FaultRow row;
  bool tls = false;
  bool kept = false;
};

void PrintTo(const Cell& cell, std::ostream* out) { *out << cell.row.name; }

std::vector<Cell> cells(const std::vector<FaultRow>& rows) {
  std::vector<Cell> all;
  for (const FaultRow& row : rows) {
    const bool handshakeFails = row.certificate != CertificateKind::kGood || row.newestTlsVersion != 0;
    for (const bool tls : {false, true}) {
      if (row.over == (tls ? FaultRow::Over::kHttp : FaultRow::Over::kHttps)) continue;
      all.push_back({row, tls, false});
      if (!handshakeFails) all.push_back({row, tls, true});
    }
  }
  return all;
}

class FaultMatrix : public ::testing::TestWithParam<Cell> {
 protected:
  const FaultRow& row = GetParam().row;
  const bool kept = GetParam().kept;

  void SetUp() override {
    server.emplace(FaultServerOptions{
        .tls = GetParam().tls, .certificate = row.certificate, .newestTlsVersion = row.newestTlsVersion});
    ClientOptions options = optionsFor(server->url());
    options.http.maxResponseBytes = 256 * 1024;
    options.http.maxLogBytes = 256 * 1024;
    client.emplace(clientFor(std::move(options)));
    if (!kept) return;
    ASSERT_TRUE(client->searchManualDagNodeInstance(poll()));
    server->forgetRequests();
    if (row.fault.onAccept || row.refuses) server->hangUp();  // what is kept dies, and the next one meets the fault
  }

  void letLoose(int times = -1) {
    if (row.refuses) server->stopListening();
    server->play(row.fault, times);
  }

  template <class Response>
  void expectEnd(const Result<Response>& result, const Expected& expected) const {
    if (!expected.kind) {
      EXPECT_TRUE(result) << result.error();
      return;
    }
    ASSERT_FALSE(result);
    const Error& error = result.error();
    EXPECT_EQ(name(error.kind), name(*expected.kind)) << error;
    if (row.mayBeUnsent && error.execution == Execution::kNotExecuted) return;
    EXPECT_EQ(name(error.execution), name(expected.execution)) << error;
  }

  std::optional<FaultServer> server;
  std::optional<DataWorksClient> client;
};

TEST_P(FaultMatrix, TriggerIsSentOnceAndSaysWhatIsKnown) {
  letLoose();
  const auto result = client->createManualDag(trigger(), {.retry = row.throttles ? kOnce : kQuickly});
  expectEnd(result, row.trigger);
  EXPECT_EQ(server->copies("CreateManualDag"), row.copies);
}

TEST_P(FaultMatrix, PollSaysWhatIsKnown) {
  letLoose();
  const auto result = client->searchManualDagNodeInstance(poll(), {.retry = kOnce});
  expectEnd(result, row.poll);
  const int repeatedByLibcurl = kept && row.diesSilently ? row.copies : 0;
  EXPECT_EQ(server->copies("SearchManualDagNodeInstance"), row.copies + repeatedByLibcurl);
}

TEST_P(FaultMatrix, PollIsTriedAgainWhereThatHelps) {
  letLoose(1);
  const auto result = client->searchManualDagNodeInstance(poll());
  EXPECT_EQ(result.has_value(), row.recovers) << result.error();
}

// The same rows for reads and writes of the operations on instances, as far as their faults know no operation.
class FaultMatrixOfInstances : public FaultMatrix {};

TEST_P(FaultMatrixOfInstances, RestartIsSentOnceAndSaysWhatIsKnown) {
  letLoose();
  const auto result = client->call(RestartInstanceRequest{.instanceId = 7}, {.retry = kQuickly});
  expectEnd(result, row.trigger);
  EXPECT_EQ(server->copies("RestartInstance"), row.copies);
}

TEST_P(FaultMatrixOfInstances, LogSaysWhatIsKnown) {
  letLoose();
  const auto result = client->call(GetInstanceLogRequest{.instanceId = 7}, {.retry = kOnce});
  expectEnd(result, row.poll);
  const int repeatedByLibcurl = kept && row.diesSilently ? row.copies : 0;
  EXPECT_EQ(server->copies("GetInstanceLog"), row.copies + repeatedByLibcurl);
}

// A stop may be repeated: the end state is the same.
TEST_P(FaultMatrixOfInstances, StopSaysWhatIsKnown) {
  letLoose();
  const auto result = client->call(StopInstanceRequest{.instanceId = 7}, {.retry = kOnce});
  expectEnd(result, row.poll);
  const int repeatedByLibcurl = kept && row.diesSilently ? row.copies : 0;
  EXPECT_EQ(server->copies("StopInstance"), row.copies + repeatedByLibcurl);
}

TEST_P(FaultMatrixOfInstances, StopIsTriedAgainWhereThatHelps) {
  letLoose(1);
  const auto result = client->call(StopInstanceRequest{.instanceId = 7});
  EXPECT_EQ(result.has_value(), row.recovers) << result.error();
}

TEST_P(FaultMatrixOfInstances, ListOfInstancesSaysWhatIsKnown) {
  letLoose();
  const auto result = client->call(ListInstancesRequest{.projectId = 9}, {.retry = kOnce});
  expectEnd(result, row.poll);
  const int repeatedByLibcurl = kept && row.diesSilently ? row.copies : 0;
  EXPECT_EQ(server->copies("ListInstances"), row.copies + repeatedByLibcurl);
}

std::string cellName(const ::testing::TestParamInfo<Cell>& cell) {
  return cell.param.row.name + (cell.param.tls ? "_Https" : "_Http") + (cell.param.kept ? "_Kept" : "_Fresh");
}

INSTANTIATE_TEST_SUITE_P(Connection, FaultMatrix, ::testing::ValuesIn(cells(connectionRows())), cellName);
INSTANTIATE_TEST_SUITE_P(Connection, FaultMatrixOfInstances, ::testing::ValuesIn(cells(connectionRows())), cellName);
INSTANTIATE_TEST_SUITE_P(Message, FaultMatrixOfInstances, ::testing::ValuesIn(cells(messageRows())), cellName);
INSTANTIATE_TEST_SUITE_P(Message, FaultMatrix, ::testing::ValuesIn(cells(messageRows())), cellName);
INSTANTIATE_TEST_SUITE_P(Response, FaultMatrix, ::testing::ValuesIn(cells(responseRows())), cellName);

}  // namespace

}  // namespace dataworks::testing
