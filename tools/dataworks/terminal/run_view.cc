#include "terminal/run_view.h"

#include <pthread.h>
#include <csignal>

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

namespace dataworks::terminal {
namespace {

using Time = std::chrono::system_clock::time_point;

std::string problemOf(const Error& error) { return error.code.empty() ? std::string(name(error.kind)) : error.code; }

// The thread that is started while this lives gets no signal: they belong to the thread that handles them, and a closed
// pipe becomes an error of `write`.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

class RunView::Impl {
 public:
  explicit Impl(RunViewOptions options) : options_(std::move(options)) {
    if (!options_.now) options_.now = [] { return std::chrono::system_clock::now(); };
    for (const WatchedRun& run : options_.runs) runs_.push_back({.row = {.run = run, .last = {}, .look = {}}});
    if (!options_.ownThread) return;
    const SignalsBlocked blocked;
    thread_ = std::jthread([this](const std::stop_token& stop) { drawUntil(stop); });
  }

  void update(const DagRun& run) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(run.dagId);
    if (tracked == nullptr) return;
    if (options_.style.medium == Medium::kTerminal) {
      sayFirstFailure(*tracked, run);
    } else {
      for (std::string& line : changeLines(run, tracked->state, charsetOfNames(options_.style)))
        pending_.push_back(std::move(line));
    }
    sayUnknownStatuses(run);
    tracked->state = run.state;
    tracked->row.last = run;
    wakeUp();
  }

  void look(std::int64_t dagId, const WaitLook& look) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(dagId);
    if (tracked == nullptr) return;
    const Time now = options_.now();
    const int failedBefore = tracked->row.look ? tracked->row.look->failedInARow : 0;
    tracked->row.look = LookState{.number = look.number,
                                  .nextAt = now + look.nextIn,
                                  .problem = look.error != nullptr ? problemOf(*look.error) : "",
                                  .failedInARow = look.failedInARow};
    if (options_.style.medium != Medium::kTerminal) {
      if (look.failedInARow == 1) pending_.push_back(lookFailedLine(dagId, *tracked->row.look, now));
      if (look.failedInARow == 0 && failedBefore > 0) pending_.push_back(looksWorkAgainLine(dagId, failedBefore, now));
    }
    wakeUp();
  }

  void lost(std::int64_t dagId, const Error& error) {
    const std::lock_guard lock(mutex_);
    Tracked* tracked = find(dagId);
    if (tracked == nullptr) return;
    tracked->row.isLost = true;
    if (options_.style.medium != Medium::kTerminal) {
      pending_.push_back(lostLine(dagId, problemOf(error), options_.now()));
    }
    wakeUp();
  }

  void note(std::string_view line) {
    const std::lock_guard lock(mutex_);
    pending_.push_back(printable(line, charsetOfNames(options_.style)));
    wakeUp();
  }

  // Writes what is new. Only ever on one thread: the own one, or the one that ticks.
  void draw() {
    std::unique_lock lock(mutex_);
    if (std::exchange(hasDrawnLast_, isFinished_)) return;
    const Size size = sizeOf(options_.fileDescriptor).value_or(Size{});
    const std::vector<std::string> above = std::exchange(pending_, {});
    const bool isTerminal = options_.style.medium == Medium::kTerminal;
    const bool isDumb = options_.style.medium == Medium::kDumbTerminal;
    const bool showsTable = isTerminal || (isDumb && isFinished_);
    std::vector<std::string> frame = showsTable ? frameFor(size) : std::vector<std::string>{};
    if (showsTable && isFinished_) frame.emplace_back();  // apart from what the command says next
    lock.unlock();  // a terminal that is stopped must not hold up the callers of `update`
    const std::string bytes = isTerminal ? screen_.draw(above, frame, size) : plain(above) + plain(frame);
    if (!isBroken_) isBroken_ = !writeAll(options_.fileDescriptor, bytes);
  }

  void finish() {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(isFinished_, true)) return;
    }
    if (!thread_.joinable()) return draw();
    thread_.request_stop();
    thread_.join();
  }

 private:
  struct Tracked {
    RunRow row{};
    std::optional<DagRunState> state{};  // as last told
    bool hasSaidFailure = false;
  };

  void drawUntil(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, std::chrono::seconds(1), [this] { return hasChanged_; });
        hasChanged_ = false;
      }
      draw();
    }
    draw();  // what came in since, and the last frame
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

  void sayFirstFailure(Tracked& tracked, const DagRun& run) {
    if (tracked.hasSaidFailure || run.count(NodeStatus::kFailure) == 0) return;
    tracked.hasSaidFailure = true;
    if (std::optional<std::string> line = firstFailureLine(run, options_.style)) pending_.push_back(*std::move(line));
  }

  void sayUnknownStatuses(const DagRun& run) {
    for (const auto& [status, count] : run.counts) {
      const bool isKnown = status >= NodeStatus::kUnset && status <= NodeStatus::kCheckingCondition;
      if (!isKnown && unknownSaid_.insert(status).second) {
        const bool isLog = options_.style.medium == Medium::kLog;
        pending_.push_back(unknownStatusLine(status, isLog ? Language::kEnglish : options_.style.language));
      }
    }
  }

  [[nodiscard]] std::vector<std::string> frameFor(Size size) const {
    if (runs_.size() == 1) {
      const RunRow& row = runs_.front().row;
      return render(row.last, {.run = row.run,
                               .commandToComeBack = options_.commandToComeBack,
                               .size = size,
                               .style = options_.style,
                               .now = options_.now(),
                               .look = row.look,
                               .isLost = row.isLost,
                               .isLast = isFinished_});
    }
    std::vector<RunRow> rows;
    for (const Tracked& tracked : runs_) rows.push_back(tracked.row);
    return renderRuns(rows, {.commandToComeBack = options_.commandToComeBack,
                             .size = size,
                             .style = options_.style,
                             .now = options_.now(),
                             .isLast = isFinished_});
  }

  static std::string plain(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }

  RunViewOptions options_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::vector<Tracked> runs_;
  std::set<NodeStatus> unknownSaid_;
  std::vector<std::string> pending_;  // lines that stay, not yet written
  bool hasChanged_ = false;
  bool isFinished_ = false;
  bool hasDrawnLast_ = false;

  // Of the thread that draws alone:
  Screen screen_;
  bool isBroken_ = false;  // the stream is gone; the run is watched on without it

  std::jthread thread_;
};

RunView::RunView(RunViewOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
RunView::~RunView() { finish(); }

void RunView::update(const DagRun& run) { impl_->update(run); }
void RunView::look(std::int64_t dagId, const WaitLook& look) { impl_->look(dagId, look); }
void RunView::lost(std::int64_t dagId, const Error& error) { impl_->lost(dagId, error); }
void RunView::note(std::string_view line) { impl_->note(line); }
void RunView::tick() { impl_->draw(); }
void RunView::finish() { impl_->finish(); }

}  // namespace dataworks::terminal
