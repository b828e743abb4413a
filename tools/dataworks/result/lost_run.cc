// SPDX-License-Identifier: Apache-2.0
#include "result/lost_run.h"

#include <algorithm>

#include "result/result_json.h"
#include "result/resume_command.h"
#include "terminal/language.h"
#include "terminal/text.h"
#include "terminal/words.h"
#include "text/time.h"

namespace dataworks::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::system_clock;

/// `03:00:06 +08:00`
std::string clockTime(system_clock::time_point time) { return detail::peopleTime(time).substr(11); }

/// `03:00`
std::string minuteOf(system_clock::time_point time) { return detail::peopleTime(time).substr(11, 5); }

std::string afterTrigger(const DagCandidate& candidate, Language language) {
  if (!candidate.createdAfter) return "";
  const auto whole = std::chrono::round<seconds>(*candidate.createdAfter);
  if (whole.count() < 0) {
    const std::string before = std::to_string(-whole.count());
    return in(language, ", " + before + " s before this trigger by its clock",
              "，按其时钟在本次触发前 " + before + " 秒");
  }
  const std::string after = std::to_string(whole.count());
  return in(language, ", " + after + " s after this trigger", "，在本次触发后 " + after + " 秒");
}

std::string stateOf(const DagCandidate& candidate, Language language) {
  if (candidate.state != DagRunState::kNotFoundYet) return terminal::stateWord(candidate.state, language);
  return candidate.status.empty() ? in(language, "state unknown", "状态未知") : candidate.status;
}

std::string candidateLine(const DagCandidate& candidate, const LostTrigger& lost, const ConnectionOptions& connection,
                          Language language) {
  const std::string created =
      candidate.createTime ? in(language, "created ", "") + clockTime(*candidate.createTime) + in(language, "", " 创建")
                           : in(language, "created at an unknown time", "创建时间未知");
  const std::string user =
      candidate.createUser.empty() ? "" : in(language, ", by ", "，创建者 ") + shortUser(candidate.createUser);
  return "    " + std::to_string(candidate.dagId) + "  " + created + afterTrigger(candidate, language) + user +
         in(language, ", ", "，") + stateOf(candidate, language) + "      " +
         watchCommand({candidate.dagId}, lost.request.projectName, connection, candidate.env);
}

}  // namespace

std::vector<std::string> candidateLines(const std::vector<DagCandidate>& candidates, const LostTrigger& lost,
                                        const ConnectionOptions& connection, Language language) {
  std::vector<std::string> lines{in(language, "  candidates, not proof (another person's trigger looks the same):",
                                    "  候选运行，仅供参考，不能证明就是本次触发（他人同时触发的运行看起来一样）：")};
  for (const DagCandidate& candidate : candidates) {
    lines.push_back(candidateLine(candidate, lost, connection, language));
  }
  lines.push_back(in(language, "  do not trigger again before you have looked at it", "  确认之前请勿再次触发"));
  return lines;
}

std::vector<std::string> noCandidateLines(int looks, const LostTrigger& lost, const ConnectionOptions& connection,
                                          const std::string& again, Language language) {
  const std::string since = detail::peopleTime(lost.sent).substr(11, 8);
  if (language == Language::kChinese) {
    return {"  未查到 " + since + " 之后创建的 " + lost.request.flowName + " 运行（已查" +
                (looks == 1 ? "一次" : "两次") + "）。这不能证明没有启动，可能稍后才出现。",
            "  5 分钟后再查：" + remoteRunsCommand(lost.request, lost.sent, connection),
            "  运维中心也没有时才重新触发：" + again};
  }
  return {"  no run of " + lost.request.flowName + " for " + lost.request.bizdate.day() + " created since " + since +
              " is listed (looked " + (looks == 1 ? "once" : "twice") + "). That proves nothing: it may appear later.",
          "  look again in 5 min: " + remoteRunsCommand(lost.request, lost.sent, connection),
          "  only if it is missing there and in Operation Center too: " + again};
}

std::vector<std::string> mayNotListLines(const Error& error, const LostTrigger& lost, Language language) {
  const std::string when = minuteOf(lost.sent) + "-" + minuteOf(lost.sent + minutes(2));
  const std::string code = error.code.empty() ? error.message : error.code;
  if (language == Language::kChinese) {
    return {"  无权查询运行列表（" + code + "）。请到运维中心 > 手动实例，查找 " + when + " 创建的 " +
            lost.request.flowName};
  }
  return {"  cannot list runs (" + code +
          ": dataworks:ListInstances, dataworks:GetProject); look in Operation Center > "
          "manually triggered instances, flow " +
          lost.request.flowName + ", " + when};
}

std::string shortUser(const std::string& user) {
  constexpr std::size_t kShown = 4;
  std::string shown = terminal::printable(user);
  if (shown.size() <= 2 * kShown + 1) return shown;
  return shown.substr(0, kShown) + "…" + shown.substr(shown.size() - kShown);
}

const JournalEntry* unknownTriggerOf(const DagCandidate& candidate, const std::vector<JournalEntry>& journal) {
  constexpr minutes kMargin(1);
  constexpr minutes kLongest(10);
  if (!candidate.createTime) return nullptr;
  const auto at = std::find_if(journal.rbegin(), journal.rend(), [&](const JournalEntry& entry) {
    const auto after = *candidate.createTime - entry.time;
    return entry.outcome == Outcome::kUnknown && entry.part.environment() == candidate.env &&
           entry.key.projectName == candidate.projectName && entry.key.flowName == candidate.flowName &&
           after >= -kMargin && after <= kLongest &&
           (!candidate.bizdate.time || entry.key.bizdate == bizdateOf(candidate));
  });
  return at != journal.rend() ? &*at : nullptr;
}

}  // namespace dataworks::cli
