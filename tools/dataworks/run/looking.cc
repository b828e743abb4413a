// SPDX-License-Identifier: Apache-2.0
#include "run/looking.h"

#include <algorithm>

#include "result/resume_command.h"
#include "run/run_reading.h"

namespace dataworks::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kOneLook(20'000);

FindOptions toFind(const LostTrigger& lost, const Deadline& deadline, const Session& session) {
  FindOptions find;
  find.projectName = lost.request.projectName;
  find.flowName = lost.request.flowName;
  find.bizdate = lost.request.bizdate;
  find.createdSince = lost.sent;
  find.env = lost.request.part.environment();
  find.timeout = deadline.callTimeout(kOneLook);
  find.stop = session.signals.stopToken();
  return find;
}

bool mayNotList(const Error& error) { return error.kind == ErrorKind::kRejected; }

}  // namespace

Looked lookForLostRun(const DataWorksClient& client, const LostTrigger& lost, bool justSent,
                      const ConnectionOptions& connection, const Deadline& deadline, const Session& session,
                      Language language) {
  const std::vector<milliseconds> pauses =
      justSent ? std::vector<milliseconds>{seconds(3), seconds(12)} : std::vector<milliseconds>{milliseconds(0)};
  int looks = 0;
  for (const milliseconds pause : pauses) {
    if (!pauseFor(pause, deadline, session)) break;
    const auto found = client.findManualDags(toFind(lost, deadline, session));
    if (!found && mayNotList(found.error())) return {mayNotListLines(found.error(), lost, language)};
    if (!found) continue;  // the network may be back for the next one
    ++looks;
    if (!found->empty()) return {candidateLines(*found, lost, connection, language), *found};
  }
  if (looks == 0 || session.signals.received() != 0) return {};
  return {noCandidateLines(looks, lost, connection, triggerCommand("run", lost.request, connection), language),
          std::vector<DagCandidate>{}};
}

}  // namespace dataworks::cli
