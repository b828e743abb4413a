// SPDX-License-Identifier: Apache-2.0
#include "run/action_journal.h"

#include <utility>

#include "session/streams.h"
#include "terminal/language.h"

namespace dataworks::cli {

ActionJournal::ActionJournal(std::string kind, const DagRef& run, const Connection& connection, const Session& session,
                             const Deadline& deadline, Language language)
    : file_(journalPath(session.environment)),
      none_(whyNoJournal(session.environment)),
      session_(session),
      deadline_(deadline),
      connection_(connection),
      language_(language) {
  entry_.kind = std::move(kind);
  entry_.action = randomName();
  entry_.user = userName();
  entry_.host = hostName();
  entry_.endpoint = connection.client.endpoint();
  entry_.regionId = connection.client.regionId();
  entry_.projectName = run.projectName;
  entry_.env = envWord(run.env);
  entry_.dagId = run.dagId;
}

void ActionJournal::sending(const std::vector<ActionOnNode>& nodes, const std::string& nonce) {
  began_ = true;
  entry_.time = std::chrono::system_clock::now();
  entry_.nonce = nonce;
  entry_.credentials = connection_.credentials->source();
  entry_.nodes = nodes;
  write(actingLine(entry_), std::chrono::milliseconds(0));
}

void ActionJournal::ended(std::vector<ActionOnNode> nodes) {
  if (!began_) return;
  entry_.time = std::chrono::system_clock::now();
  entry_.nodes = std::move(nodes);
  write(actedLine(entry_), std::chrono::seconds(1));  // what was done is worth one more second
}

void ActionJournal::write(const std::string& line, std::chrono::milliseconds patience) {
  std::string failure;
  if (file_.path().empty()) {
    if (none_.wanted) failure = none_.reason;
  } else {
    const auto patient = std::chrono::steady_clock::now() + patience;
    failure = file_.append(line, [&] {
      const bool isOver = deadline_.passed() || session_.signals.stopToken().stop_requested();
      return isOver && std::chrono::steady_clock::now() >= patient;
    });
  }
  if (failure.empty() || std::exchange(warned_, true)) return;
  logLine(in(language_, "dataworks: warning: the journal cannot be written: ", "dataworks: 警告：无法写入触发记录：") +
          failure);
}

}  // namespace dataworks::cli
