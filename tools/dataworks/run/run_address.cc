// SPDX-License-Identifier: Apache-2.0
#include "run/run_address.h"

#include <algorithm>

#include "command_line/arguments.h"
#include "journal/journal_file.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"

namespace dataworks::cli {

std::vector<JournalEntry> triggersOf(const Session& session, bool needed) {
  const std::string path = journalPath(session.environment);
  if (path.empty()) {
    if (needed)
      throw BadArgument("no journal (" + whyNoJournal(session.environment).reason + "): give the id of a run",
                        "没有触发记录（" + whyNoJournal(session.environment).reason + "）：请给出实例 ID");
    return {};
  }
  const auto entries = JournalFile(path).read();
  if (needed && !entries)
    throw BadArgument("the journal cannot be read (" + path + "): give the id of a run",
                      "无法读取触发记录（" + path + "）：请给出实例 ID");
  return entries.value_or(std::vector<JournalEntry>{});
}

terminal::WatchedRun fromJournal(const JournalEntry& entry) {
  return {.projectName = entry.key.projectName,
          .flowName = entry.key.flowName,
          .bizdate = Bizdate::parse(entry.key.bizdate).value_or(Bizdate{}),
          .dagId = entry.dagId,
          .triggeredHere = true,
          .env = entry.part.environment(),
          .triggeredAt = entry.time,
          .except = entry.part.only.empty() ? entry.part.except : std::vector<std::int64_t>{},
          .isPart = !entry.part.only.empty() || !entry.part.except.empty()};
}

JournalEntry newestOf(const std::vector<JournalEntry>& journal, const std::string& projectName,
                      const std::string& regionId) {
  if (auto newest = newestRun(journal, projectName, regionId)) return std::move(*newest);
  std::string which = projectName.empty() ? "" : " of project " + projectName;
  if (!regionId.empty()) which += " in region " + regionId;
  throw BadArgument("no run" + which + " in the journal: give the id of a run",
                    "触发记录中没有符合的运行：请给出实例 ID");
}

const JournalEntry* findRun(const std::vector<JournalEntry>& journal, std::int64_t dagId, std::string_view projectName,
                            std::string_view regionId) {
  const auto known = std::find_if(journal.rbegin(), journal.rend(), [&](const JournalEntry& entry) {
    return entry.dagId == dagId && (projectName.empty() || entry.key.projectName == projectName) &&
           (regionId.empty() || entry.key.regionId == regionId);
  });
  return known != journal.rend() ? &*known : nullptr;
}

ProjectEnv environmentOf(std::int64_t dagId, const std::string& projectName, const std::string& regionId,
                         std::optional<ProjectEnv> given, const Session& session) {
  if (given) return *given;
  const auto journal = triggersOf(session, false);
  const JournalEntry* known = findRun(journal, dagId, projectName, regionId);
  return known != nullptr ? known->part.environment() : ProjectEnv::kProd;
}

ReportOptions aboutRun(const terminal::WatchedRun& run, const std::string& regionId) {
  ReportOptions about;
  about.flowName = run.flowName;
  about.bizdate = run.bizdate;
  about.regionId = regionId;
  return about;
}

BadArgument needsProject(const std::string& dagId) {
  return BadArgument(
      "--project is required: -p PROJECT, or set DATAWORKS_PROJECT_NAME (the journal does not know run " + dagId + ")",
      "缺少 --project：请用 -p 指定工作空间，或设置 DATAWORKS_PROJECT_NAME（触发记录中没有 " + dagId + "）");
}

namespace {

AddressedRun addressedBy(JournalEntry entry, std::optional<ProjectEnv> env) {
  AddressedRun addressed{fromJournal(entry), std::move(entry)};
  addressed.run.env = env.value_or(addressed.run.env);
  return addressed;
}

}  // namespace

AddressedRun addressRun(const std::string& dagId, const std::string& projectName, const std::string& regionId,
                        std::optional<ProjectEnv> env, const Session& session) {
  const auto journal = triggersOf(session, dagId.empty());
  if (dagId.empty()) return addressedBy(newestOf(journal, projectName, regionId), env);
  const std::int64_t id = readDagId(dagId);
  if (const JournalEntry* known = findRun(journal, id, projectName, regionId)) return addressedBy(*known, env);
  if (projectName.empty()) throw needsProject(dagId);
  return {{.projectName = projectName, .dagId = id, .env = env.value_or(ProjectEnv::kProd)}, std::nullopt};
}

Result<Connection> connectTo(const JournalEntry& place, ConnectionOptions& options, const Session& session,
                             Language language) {
  if (!place.key.regionId.empty() && toClientOptions(options).regionId != place.key.regionId) {
    options.regionId = place.key.regionId;
  }
  auto connection = connect(options, session);
  const bool sameEndpoint = connection && connection->client.endpoint() == place.key.endpoint;
  if (sameEndpoint || place.key.endpoint.empty()) return connection;
  if (options.endpoint.empty()) {
    options.endpoint = place.key.endpoint;
    return connect(options, session);
  }
  if (connection) {
    logLine(in(language, "dataworks: warning: this run was triggered at ",
               "dataworks: 警告：该次运行是在另一接入点触发的：") +
            terminal::printable(place.key.endpoint));
  }
  return connection;
}

Result<Connection> connectTo(const AddressedRun& addressed, ConnectionOptions& options, const Session& session,
                             Language language) {
  return addressed.place ? connectTo(*addressed.place, options, session, language) : connect(options, session);
}

}  // namespace dataworks::cli
