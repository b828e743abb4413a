// SPDX-License-Identifier: Apache-2.0
#include "watch/excluded_nodes.h"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <utility>

#include "result/resume_command.h"
#include "session/streams.h"
#include "terminal/language.h"
#include "terminal/text.h"

namespace dataworks::cli {

namespace {

constexpr std::chrono::seconds kListWithin(20);

std::string namesOf(const std::vector<std::int64_t>& ids) {
  std::string names;
  for (const std::int64_t id : ids) names += (names.empty() ? "" : ", ") + std::to_string(id);
  return names;
}

}  // namespace

ExcludedNodes excludedIn(const std::vector<InstanceInfo>& list, const std::vector<std::int64_t>& except) {
  ExcludedNodes excluded;
  std::vector<std::int64_t> nodes;
  for (const InstanceInfo& each : list) {
    nodes.push_back(each.nodeId);
    if (std::binary_search(except.begin(), except.end(), each.nodeId)) excluded.instanceIds.push_back(each.instanceId);
  }
  std::sort(nodes.begin(), nodes.end());
  std::sort(excluded.instanceIds.begin(), excluded.instanceIds.end());
  std::set_difference(except.begin(), except.end(), nodes.begin(), nodes.end(), std::back_inserter(excluded.noNodes));
  return excluded;
}

std::string excludesNothingText(const std::vector<std::int64_t>& noNodes, const std::string& stopCommand,
                                Language language) {
  if (noNodes.empty()) return {};
  const std::string ids = namesOf(noNodes);
  if (language == Language::kChinese) {
    return "dataworks: 警告：--except " + ids + " 不是该次运行的节点，未排除任何节点，本想排除的节点会运行。停止：" +
           stopCommand;
  }
  return "dataworks: warning: --except " + ids +
         ": no such node in this run. It excludes nothing, and the node that was meant runs. Stop the run: " +
         stopCommand;
}

class ExceptCheck::Impl {
 public:
  Impl(const DataWorksClient& client, const terminal::WatchedRun& run, const ConnectionOptions& connection,
       const Session& session, Language language, Found found)
      : client_(client),
        run_(run),
        stopCommand_(verbCommand("stop", run.dagId, run.projectName, connection, run.env)),
        stop_(session.signals.stopToken()),
        language_(language),
        found_(std::move(found)) {}

  void begin() {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(hasBegun_, true)) return;
      isPending_ = true;
    }
    CallOptions call;
    call.timeout = kListWithin;
    call.stop = stop_;
    client_
        .callAsync(ListManualDagInstancesRequest{.projectName = run_.projectName, .dagId = run_.dagId, .env = run_.env},
                   call)
        .then([this](const Result<ListManualDagInstancesResponse>& listed) {
          const auto isOver = [](Impl* self) { self->end(); };
          const std::unique_ptr<Impl, decltype(isOver)> over(this);  // also after an exception
          take(listed);
        });
  }

  std::vector<std::int64_t> finish() {
    std::unique_lock lock(mutex_);
    over_.wait(lock, [this] { return !isPending_; });
    return excluded_.instanceIds;
  }

 private:
  void take(const Result<ListManualDagInstancesResponse>& listed) {
    if (!listed) {
      if (stop_.stop_requested()) return;
      const Error& error = listed.error();
      logLine(terminal::printable(
          in(language_, "dataworks: warning: --except could not be checked (", "dataworks: 警告：无法核对 --except（") +
          (error.code.empty() ? error.message : error.code) +
          in(language_, "): an id that is no node of the flow excludes nothing. Stop the run: ",
             "）：不属于该流程的节点 ID 不会排除任何节点。停止：") +
          stopCommand_));
      return;
    }
    if (listed->instances.empty()) {  // not listed there yet: the next update asks again
      const std::lock_guard lock(mutex_);
      hasBegun_ = false;
      return;
    }
    ExcludedNodes excluded = excludedIn(listed->instances, run_.except);
    if (const std::string text = excludesNothingText(excluded.noNodes, stopCommand_, language_); !text.empty()) {
      logLine(terminal::printable(text));
    }
    found_(excluded.instanceIds);
    const std::lock_guard lock(mutex_);
    excluded_ = std::move(excluded);
  }

  void end() {
    const std::lock_guard lock(mutex_);
    isPending_ = false;
    over_.notify_all();  // under the lock: this object may be gone right after it
  }

  const DataWorksClient& client_;
  const terminal::WatchedRun run_;
  const std::string stopCommand_;
  const std::stop_token stop_;
  const Language language_;
  const Found found_;
  std::mutex mutex_;
  std::condition_variable over_;
  bool hasBegun_ = false;
  bool isPending_ = false;
  ExcludedNodes excluded_;
};

ExceptCheck::ExceptCheck(const DataWorksClient& client, const terminal::WatchedRun& run,
                         const ConnectionOptions& connection, const Session& session, Language language, Found found)
    : impl_(std::make_unique<Impl>(client, run, connection, session, language, std::move(found))) {}
ExceptCheck::~ExceptCheck() { (void)impl_->finish(); }

void ExceptCheck::begin() { impl_->begin(); }
std::vector<std::int64_t> ExceptCheck::finish() { return impl_->finish(); }

}  // namespace dataworks::cli
