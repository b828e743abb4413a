// SPDX-License-Identifier: Apache-2.0
#include "terminal/run_view.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <thread>
#include <utility>

#include "terminal/permanent_lines.h"
#include "terminal/runs_table.h"
#include "terminal/screen.h"
#include "terminal/text.h"
#include "terminal/words.h"

namespace dataworks::terminal {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr auto kNever = std::chrono::steady_clock::time_point::max();

std::string problemOf(const Error& error, Language language) {
  return error.code.empty() ? kindWord(error.kind, language) : error.code;
}

}  // namespace

class RunView::Impl {
 public:
  explicit Impl(RunViewOptions options) : options_(std::move(options)) {
    if (!options_.now) options_.now = [] { return std::chrono::system_clock::now(); };
    for (const WatchedRun& run : options_.runs) runs_.push_back({.row = {.run = run, .last = {}, .poll = {}}});
    if (options_.stream == nullptr) options_.stream = &own_.emplace(options_.fileDescriptor);
    if (!options_.ownThread) return;
    thread_ = std::jthread([this](const std::stop_token& stop) { drawUntil(stop); });
  }

  void update(const DagRun& run) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(run.dagId);
    if (tracked == nullptr) return;
    ahead_ = run.observedAt - options_.now();
    if (options_.style.medium == Medium::kTerminal) {
      noteFirstFailure(*tracked, run);
    } else {
      // A dumb terminal gets the table at the end.
      const EndOfRun end = options_.endIsShownBelow || options_.style.medium == Medium::kDumbTerminal
                               ? EndOfRun::kShownBelow
                               : EndOfRun::kShownHere;
      for (std::string& line : changeLines(run, tracked->state, charsetOfNames(options_.style), end))
        pending_.push_back(std::move(line));
    }
    noteUnknownStatuses(run);
    tracked->state = run.state;
    tracked->row.last = run;
    wakeUp();
  }

  void poll(std::int64_t dagId, const PollEvent& poll, std::optional<std::int64_t> callsLeft) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(dagId);
    if (tracked == nullptr) return;
    const Time now = serviceNow();
    const int failedBefore = tracked->row.poll ? tracked->row.poll->failedInARow : 0;
    tracked->row.poll = PollState{.number = poll.number,
                                  .nextAt = now + poll.nextIn,
                                  .problem = poll.error != nullptr ? problemOf(*poll.error, language()) : "",
                                  .failedInARow = poll.failedInARow,
                                  .budget = tracked->row.run.pollBudget,
                                  .callsLeft = callsLeft};
    if (options_.style.medium != Medium::kTerminal) {
      if (poll.failedInARow == 1) pending_.push_back(pollFailedLine(dagId, *tracked->row.poll, now));
      if (poll.failedInARow == 0 && failedBefore > 0)
        pending_.push_back(pollingWorksAgainLine(dagId, failedBefore, now));
    }
    wakeUp();
  }

  void lost(std::int64_t dagId, const Error& error) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(dagId);
    if (tracked == nullptr) return;
    tracked->row.isLost = true;
    if (options_.style.medium != Medium::kTerminal) {
      pending_.push_back(lostLine(dagId, problemOf(error, Language::kEnglish), serviceNow()));
    }
    wakeUp();
  }

  void excluded(std::int64_t dagId, const std::vector<std::int64_t>& instanceIds) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(dagId);
    if (tracked == nullptr) return;
    tracked->row.run.excluded = instanceIds;
    wakeUp();
  }

  void note(std::string_view line) {
    std::string text = printable(line, charsetOfNames(options_.style));
    const std::lock_guard lock(mutex_);
    if (hasDrawnLast_) return options_.stream->write(std::move(text) + "\n");
    pending_.push_back(std::move(text));
    wakeUp();
  }

  // Writes what is new. On one thread only: the view's own, or the one that calls `tick`.
  void draw() {
    std::unique_lock lock(mutex_);
    if (std::exchange(hasDrawnLast_, isFinished_)) return;
    const Size size = sizeOf(options_.fileDescriptor).value_or(Size{});
    const std::vector<std::string> above = std::exchange(pending_, {});
    const bool isTerminal = options_.style.medium == Medium::kTerminal;
    const bool isDumb = options_.style.medium == Medium::kDumbTerminal;
    const bool showsTable = isTerminal || (isDumb && isFinished_);
    std::vector<std::string> frame = showsTable ? frameFor(size) : std::vector<std::string>{};
    if (showsTable && isFinished_) frame.emplace_back();  // a blank line before the command's own output
    options_.stream->write(isTerminal ? screen_.draw(above, frame, size) : plain(above) + plain(frame));
    lock.unlock();
    if (own_ && !thread_.joinable()) own_->flush({}, kNever);
  }

  void finish() {
    {
      const std::lock_guard lock(mutex_);
      isFinished_ = true;
    }
    if (thread_.joinable()) {
      thread_.request_stop();
      thread_.join();
    } else {
      draw();
    }
    if (own_) own_->flush({}, kNever);  // includes the lines below the last frame
  }

 private:
  struct Tracked {
    RunRow row{};
    std::optional<DagRunState> state{};  // as last shown
    bool hasNotedFailure = false;
  };

  void drawUntil(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, std::chrono::seconds(1), [this] { return hasChanged_; });
        hasChanged_ = false;
      }
      draw();
      options_.stream->flush(stop, kNever);  // no new frame before the terminal has taken the last one
    }
    draw();  // what arrived since then, and the last frame
  }

  // The service's clock, which the times of the nodes refer to.
  [[nodiscard]] Time serviceNow() const { return options_.now() + ahead_; }

  // A log is never translated.
  [[nodiscard]] Language language() const {
    return options_.style.medium == Medium::kLog ? Language::kEnglish : options_.style.language;
  }

  // Names the run that a line is about if there are several.
  [[nodiscard]] std::string opening(std::int64_t dagId) const {
    return runs_.size() == 1 ? "" : dagWord(dagId, language());
  }

  void wakeUp() {
    hasChanged_ = true;
    wake_.notify_one();
  }

  Tracked* find(std::int64_t dagId) {
    for (Tracked& tracked : runs_) {
      if (tracked.row.run.dagId == dagId) return &tracked;
    }
    return nullptr;
  }

  void noteFirstFailure(Tracked& tracked, const DagRun& run) {
    if (tracked.hasNotedFailure || run.count(NodeStatus::kFailure) == 0) return;
    tracked.hasNotedFailure = true;
    if (const auto line = firstFailureLine(run, options_.style)) pending_.push_back(opening(run.dagId) + *line);
  }

  void noteUnknownStatuses(const DagRun& run) {
    for (const auto& [status, count] : run.counts) {
      if (isKnown(status) || !unknownNoted_.insert(status).second) continue;
      pending_.push_back(opening(run.dagId) + unknownStatusLine(status, language()));
    }
  }

  [[nodiscard]] std::vector<std::string> frameFor(Size size) const {
    if (runs_.size() == 1) {
      const RunRow& row = runs_.front().row;
      return render(row.last, {.run = row.run,
                               .resumeCommand = options_.resumeCommand,
                               .size = size,
                               .style = options_.style,
                               .now = serviceNow(),
                               .poll = row.poll,
                               .isLost = row.isLost,
                               .isLast = isFinished_});
    }
    std::vector<RunRow> rows;
    for (const Tracked& tracked : runs_) rows.push_back(tracked.row);
    return renderRuns(rows, {.resumeCommand = options_.resumeCommand,
                             .size = size,
                             .style = options_.style,
                             .now = serviceNow(),
                             .isLast = isFinished_});
  }

  static std::string plain(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  RunViewOptions options_;
  std::optional<cli::OutputStream> own_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<Tracked> runs_;
  Time::duration ahead_{0};  // how far the service's clock was ahead at the last update
  std::set<NodeStatus> unknownNoted_;
  std::vector<std::string> pending_;  // lines that stay, not yet written
  bool hasChanged_ = false;
  bool isFinished_ = false;
  bool hasDrawnLast_ = false;

  // Used only by the thread that draws:
  Screen screen_;

  std::jthread thread_;
};

RunView::RunView(RunViewOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
RunView::~RunView() { finish(); }

void RunView::update(const DagRun& run) { impl_->update(run); }
void RunView::poll(std::int64_t dagId, const PollEvent& poll, std::optional<std::int64_t> callsLeft) {
  impl_->poll(dagId, poll, callsLeft);
}
void RunView::lost(std::int64_t dagId, const Error& error) { impl_->lost(dagId, error); }
void RunView::excluded(std::int64_t dagId, const std::vector<std::int64_t>& instanceIds) {
  impl_->excluded(dagId, instanceIds);
}
void RunView::note(std::string_view line) { impl_->note(line); }
void RunView::tick() { impl_->draw(); }
void RunView::finish() { impl_->finish(); }

}  // namespace dataworks::terminal
