// SPDX-License-Identifier: Apache-2.0
#include "run/run_reading.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace dataworks::cli {

namespace {

DagRun runOf(std::vector<NodeInsInfo> nodes, const DagRef& ref, const std::string& requestId) {
  DagRun run = summarize(std::move(nodes));
  run.projectName = ref.projectName;
  run.dagId = ref.dagId;
  run.env = ref.env;
  run.regionId = ref.regionId;
  run.requestId = requestId;
  return run;
}

}  // namespace

Result<DagRun> readRun(const DataWorksClient& client, const DagRef& ref, const CallOptions& call) {
  if (ref.env == ProjectEnv::kDev) {
    const auto listed = client.call(
        ListManualDagInstancesRequest{.projectName = ref.projectName, .dagId = ref.dagId, .env = ref.env}, call);
    if (!listed) return listed.error();
    return runOf({listed->instances.begin(), listed->instances.end()}, ref, listed->requestId);
  }
  auto response = client.searchManualDagNodeInstance({.projectName = ref.projectName, .dagId = ref.dagId}, call);
  if (!response) return std::move(response).error();
  return runOf(std::move(response->data), ref, response->requestId);
}

Result<OpenedRun> openRun(const AddressedRun& addressed, ConnectionOptions options, const Deadline& deadline,
                          const Session& session, Language language) {
  auto connection = connectTo(addressed, options, session, language);
  if (!connection) return std::move(connection).error();
  DagRef ref{.projectName = addressed.run.projectName, .dagId = addressed.run.dagId, .env = addressed.run.env};
  auto run = readRun(connection->client, ref, callOptions(options, deadline, session));
  if (!run) return std::move(run).error();
  return OpenedRun{std::move(options), std::move(*connection), std::move(ref), std::move(*run)};
}

CallOptions callOptions(const ConnectionOptions& connection, const Deadline& deadline, const Session& session) {
  CallOptions call;
  call.timeout = deadline.callTimeout(connection.callTimeout.value_or(ClientOptions{}.timeout));
  call.stop = session.signals.stopToken();
  return call;
}

bool pauseFor(std::chrono::milliseconds pause, const Deadline& deadline, const Session& session) {
  std::mutex mutex;
  std::condition_variable_any ends;
  std::unique_lock lock(mutex);
  const std::stop_token stop = session.signals.stopToken();
  const auto until = std::min(std::chrono::steady_clock::now() + pause, deadline.end());
  ends.wait_until(lock, stop, until, [] { return false; });
  return !stop.stop_requested() && !deadline.passed();
}

}  // namespace dataworks::cli
