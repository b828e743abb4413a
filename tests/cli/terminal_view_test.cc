// SPDX-License-Identifier: Apache-2.0
// RunView against a real pseudo-terminal, whose other end a small emulator reads; and against pipes. Frames are drawn
// by explicit ticks, except where the own thread is what is tested.
#include "terminal/run_view.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <semaphore>
#include <thread>

#include "session/streams.h"
#include "terminal/screen.h"
#include "terminal_emulator.h"
#include "terminal_support.h"

namespace dataworks::terminal {
namespace {

class PseudoTerminal {
 public:
  PseudoTerminal(int width, int height) : screen(width, height) {
    winsize size = windowSize(width, height);
    if (::openpty(&master_, &slave_, nullptr, nullptr, &size) != 0) ADD_FAILURE() << "no pseudo-terminal";
  }
  ~PseudoTerminal() { ::close(master_), ::close(slave_); }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  [[nodiscard]] int descriptor() const { return slave_; }

  void resize(int width, int height) {
    const winsize size = windowSize(width, height);
    EXPECT_EQ(::ioctl(master_, TIOCSWINSZ, &size), 0);
    screen.resize(width, height);
  }

  /// Passes everything written so far to the screen; a mark written after it shows the end.
  void show() {
    EXPECT_EQ(::write(slave_, "\x05", 1), 1);
    showUntil("\x05");
  }

  /// Waits until `text` has come.
  void showUntil(std::string_view text) {
    std::string all;
    while (all.find(text) == std::string::npos) {
      char bytes[4096];
      const ssize_t count = ::read(master_, bytes, sizeof bytes);
      ASSERT_GT(count, 0);
      all.append(bytes, static_cast<std::size_t>(count));
    }
    if (all.back() == '\x05') all.pop_back();
    sent = all;
    screen.write(all);
  }

  TerminalEmulator screen;
  std::string sent;  ///< The bytes of the last `show`.

 private:
  static winsize windowSize(int width, int height) {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(width);
    size.ws_row = static_cast<unsigned short>(height);
    return size;
  }

  int master_ = -1;
  int slave_ = -1;
};

// The clock of a view, moved by hand.
struct ManualTime {
  Time now = kBegin;
  void set(int second) { now = kBegin + std::chrono::seconds(second); }
};

RunViewOptions optionsFor(int descriptor, ManualTime& time, Medium medium = Medium::kTerminal) {
  const TableContext context = contextOf(80);
  RunViewOptions options{.runs = {context.run},
                         .resumeCommand = context.resumeCommand,
                         .style = context.style,
                         .fileDescriptor = descriptor,
                         .now = [&time] { return time.now; },
                         .ownThread = false};
  options.style.medium = medium;
  return options;
}

int countOf(const std::string& text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::vector<NodeInsInfo> youngNodes() {
  return {makeNode("extract_orders", NodeStatus::kRunning, {.waitsForResources = 0, .runs = 4}),
          makeNode("清洗订单", NodeStatus::kNotRun)};
}

TEST(RunView, RedrawsInPlace) {
  PseudoTerminal terminal(100, 30);
  ManualTime time;
  terminal.screen.write("$ dataworks run nightly\r\n");
  RunView view(optionsFor(terminal.descriptor(), time));
  view.tick();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "NOT FOUND YET"), 1);

  time.set(10);
  view.update(runOf(youngNodes(), 10));
  view.poll(kDagId, {.number = 4, .nextIn = std::chrono::seconds(3)});
  view.tick();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "NOT FOUND YET"), 0);
  EXPECT_EQ(countOf(terminal.screen.text(), "poll 4, next in 3s"), 1);

  time.set(12);
  view.tick();  // nothing came in: the clocks tick
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "poll 4, next in 1s"), 1);
  EXPECT_EQ(countOf(terminal.screen.text(), "extract_orders"), 1);
  EXPECT_EQ(terminal.screen.rows().front(), "$ dataworks run nightly");
  EXPECT_EQ(terminal.screen.wraps(), 0);
  EXPECT_EQ(terminal.screen.unknown(), "");
}

TEST(RunView, ShowsExactlyTheFrame) {
  PseudoTerminal terminal(80, 24);
  ManualTime time;
  time.set(125);
  RunView view(optionsFor(terminal.descriptor(), time));
  view.update(runOf(exampleNodes()));
  view.poll(kDagId, {.number = 31, .nextIn = std::chrono::seconds(8)});
  view.tick();
  terminal.show();
  std::vector<std::string> expected = render(runOf(exampleNodes()), contextOf(80));
  expected.insert(expected.begin(),
                  "first failure: clean_orders  instance 2427622331  failed 2026-11-23 03:01:27 +08:00 aft");
  expected.insert(expected.begin() + 1, "er 12s");
  expected[0].resize(80);
  expected[1] = "first failure: clean_orders  instance 2427622331  failed 2026-11-23 03:01:27 +08:00 after 12s";
  expected[1] = expected[1].substr(80);
  EXPECT_EQ(terminal.screen.rows(), expected);
}

TEST(RunView, WritesNothingWhileNothingChanges) {
  PseudoTerminal terminal(80, 24);
  ManualTime time;
  RunView view(optionsFor(terminal.descriptor(), time));
  view.update(runOf(youngNodes(), 10));
  view.tick();
  terminal.show();
  view.tick();
  terminal.show();
  EXPECT_EQ(terminal.sent, "");
}

TEST(RunView, LeavesNothingBehindWhenTheFrameShrinks) {
  PseudoTerminal terminal(100, 30);
  ManualTime time;
  time.set(420);
  RunView view(optionsFor(terminal.descriptor(), time));
  view.update(runOf(manyNodes(), 420));
  view.tick();
  terminal.show();
  EXPECT_NE(terminal.screen.text().find("dwd_log_100"), std::string::npos);
  view.update(runOf({makeNode("only", NodeStatus::kSuccess, {.runs = 1, .ends = 2})}, 420));
  view.finish();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "dwd_log_1"), 0);
  EXPECT_EQ(countOf(terminal.screen.text(), "only"), 1);
  EXPECT_EQ(terminal.screen.cursorRow(), terminal.screen.rows().size() + 1);  // a blank line, and the shell goes on
}

TEST(RunView, FollowsAResize) {
  const struct { int width, height; } sizes[] = {{60, 30}, {41, 24}, {120, 40}, {30, 50}, {100, 30}};
  PseudoTerminal terminal(100, 30);
  ManualTime time;
  terminal.screen.write("$ dataworks watch\r\n");
  RunView view(optionsFor(terminal.descriptor(), time));
  for (const auto& size : sizes) {
    view.update(runOf(youngNodes(), 60));
    view.tick();
    terminal.show();
    terminal.resize(size.width, size.height);
    view.tick();
    terminal.show();
    const std::string text = terminal.screen.text();
    EXPECT_EQ(countOf(text, "sales/nightly"), 1) << size.width << "\n" << text;
    EXPECT_EQ(countOf(text, "RUNNING       "), 1) << size.width << "\n" << text;
    EXPECT_EQ(terminal.screen.rows().front(), "$ dataworks watch");
  }
  EXPECT_EQ(terminal.screen.wraps(), 0);
}

TEST(RunView, ShowsTheFirstFailureOnceAndAboveTheTable) {
  PseudoTerminal terminal(120, 30);
  ManualTime time;
  RunView view(optionsFor(terminal.descriptor(), time));
  view.update(runOf(youngNodes(), 10));
  view.tick();
  view.update(runOf(exampleNodes(), 125));
  view.tick();
  view.update(runOf(exampleNodes(), 130));
  view.tick();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "first failure: "), 1);
  EXPECT_EQ(terminal.screen.rows().front(),
            "first failure: clean_orders  instance 2427622331  failed 2026-11-23 03:01:27 +08:00 after 12s");
  EXPECT_EQ(countOf(terminal.screen.text(), "sales/nightly"), 1);
}

TEST(RunView, ShowsAnUnknownStatusOnce) {
  PseudoTerminal terminal(120, 30);
  ManualTime time;
  RunView view(optionsFor(terminal.descriptor(), time));
  for (int second = 10; second < 13; ++second) {
    view.update(runOf({makeNode("a", static_cast<NodeStatus>(9)), makeNode("b", static_cast<NodeStatus>(9)),
                       makeNode("c", static_cast<NodeStatus>(12))},
                      second));
    view.tick();
  }
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "status 9 is not known to this version; still waiting"), 1);
  EXPECT_EQ(countOf(terminal.screen.text(), "status 12 is not known to this version; still waiting"), 1);
  EXPECT_EQ(countOf(terminal.screen.text(), "UNKNOWN 9"), 2);
}

TEST(RunView, KeepsNotesAboveTheTableEvenWhenTheyFillTheLine) {
  PseudoTerminal terminal(40, 24);
  ManualTime time;
  RunView view(optionsFor(terminal.descriptor(), time));
  view.tick();
  const std::string note(40, 'n');
  view.note(note);
  view.note(note + note);
  view.tick();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), note), 3);
  EXPECT_EQ(countOf(terminal.screen.text(), "sales/nightly"), 1);
}

TEST(RunView, KeepsWhatOthersSayAboveTheTableAndBelowTheLast) {
  PseudoTerminal terminal(100, 24);
  ManualTime time;
  RunView view(optionsFor(terminal.descriptor(), time));
  const cli::LogRedirect said([&](std::string_view line) { view.note(line); });
  view.update(runOf(youngNodes(), 10));
  view.tick();
  std::jthread([] { cli::logLine("above"); }).join();
  view.tick();
  view.finish();
  std::jthread([] { cli::logLine("below"); }).join();
  view.finish();
  terminal.show();
  EXPECT_EQ(terminal.screen.rows().front(), "above");
  EXPECT_EQ(terminal.screen.rows().back(), "below");
  EXPECT_EQ(countOf(terminal.screen.text(), "sales/nightly"), 1);
}

TEST(RunView, AnyRunOnAnyTerminalNeverWrapsOrScrolls) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    PseudoTerminal terminal(20 + static_cast<int>(random() % 120), 3 + static_cast<int>(random() % 40));
    ManualTime time;
    RunViewOptions options = optionsFor(terminal.descriptor(), time);
    options.style.colour = true;
    RunView view(std::move(options));
    for (int updates = 0; updates < 3; ++updates) {
      DagRun run = randomRun(random);
      std::erase_if(run.nodes, [](const NodeInsInfo& node) { return node.status == NodeStatus::kFailure; });
      run.counts.clear();  // neither failures nor unknown statuses: their lines may wrap
      run.changes.clear();
      time.now = run.observedAt;
      view.update(run);
      view.tick();
      terminal.show();
    }
    EXPECT_EQ(terminal.screen.wraps(), 0);
    EXPECT_EQ(terminal.screen.unknown(), "");
    EXPECT_EQ(countOf(terminal.screen.text(), "dag 332455685"), 1) << terminal.screen.text();
  }
}

TEST(RunView, DrawsSeveralRunsInALineEach) {
  PseudoTerminal terminal(120, 24);
  ManualTime time;
  time.set(125);
  RunViewOptions options = optionsFor(terminal.descriptor(), time);
  options.runs.push_back({.projectName = "sales", .dagId = 7});
  RunView view(std::move(options));
  view.update(runOf(exampleNodes()));
  view.update({.dagId = 99});  // not a watched run
  view.lost(7, Error{.kind = ErrorKind::kNetwork});
  view.tick();
  terminal.show();
  const std::string text = terminal.screen.text();
  EXPECT_EQ(countOf(text, "RUNNING, 1 FAILED"), 1) << text;
  EXPECT_EQ(countOf(text, "LOST TRACK"), 1) << text;
  EXPECT_EQ(countOf(text, "not the runs"), 1) << text;
}

TEST(RunView, CountsByTheServicesClock) {
  PseudoTerminal terminal(100, 30);
  ManualTime time;
  time.set(-3600);  // this machine is an hour behind
  RunView view(optionsFor(terminal.descriptor(), time));
  view.update(runOf(youngNodes(), 60));
  view.poll(kDagId, {.number = 4, .nextIn = std::chrono::seconds(3)});
  time.set(-3598);
  view.tick();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "RUNNING  1m02s"), 1) << terminal.screen.text();
  EXPECT_EQ(countOf(terminal.screen.text(), "poll 4, next in 1s"), 1) << terminal.screen.text();
}

TEST(RunView, NamesTheRunOfALine) {
  PseudoTerminal terminal(120, 24);
  ManualTime time;
  RunViewOptions options = optionsFor(terminal.descriptor(), time);
  options.runs.push_back({.projectName = "sales", .dagId = 7});
  RunView view(std::move(options));
  DagRun run = runOf(exampleNodes());
  run.counts[static_cast<NodeStatus>(9)] = 1;
  view.update(run);
  view.tick();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "dag 332455685: first failure: clean_orders"), 1) << terminal.screen.text();
  EXPECT_EQ(countOf(terminal.screen.text(), "dag 332455685: status 9 is not known"), 1) << terminal.screen.text();
}

TEST(RunView, DumbTerminalGetsLinesAndTheTableOnceInAscii) {
  PseudoTerminal terminal(80, 40);
  ManualTime time;
  time.set(125);
  RunViewOptions options = optionsFor(terminal.descriptor(), time);
  options.style = styleFor(true, "dumb", "zh_CN.UTF-8", Language::kChinese, {});
  RunView view(std::move(options));
  view.update(runOf(exampleNodes()));
  view.tick();
  view.tick();
  view.finish();
  view.finish();
  view.tick();
  terminal.show();
  EXPECT_EQ(terminal.sent.find('\033'), std::string::npos);
  for (const char byte : terminal.sent) EXPECT_LT(static_cast<unsigned char>(byte), 0x80);
  EXPECT_EQ(countOf(terminal.sent, "clean_orders FAILURE, instance 2427622331"), 1);
  EXPECT_EQ(countOf(terminal.sent, "STATUS        NODE"), 1);
  EXPECT_EQ(countOf(terminal.sent, "x FAILURE       clean_orders"), 1);
}

// --- pipes -----------------------------------------------------------------------------------------------------------

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0); }
  ~Pipe() { closeReader(), closeWriter(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void closeReader() { closeEnd(0); }
  void closeWriter() { closeEnd(1); }

  /// All that is written until the other end is closed.
  std::string readAll() {
    std::string all;
    char bytes[4096];
    for (ssize_t count = 0; (count = ::read(ends[0], bytes, sizeof bytes)) > 0;) {
      all.append(bytes, static_cast<std::size_t>(count));
    }
    return all;
  }

  int ends[2] = {-1, -1};

 private:
  void closeEnd(int end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

TEST(RunView, PipedGetsALineAChangeInEnglish) {
  Pipe pipe;
  ManualTime time;
  RunViewOptions options = optionsFor(pipe.ends[1], time);
  options.style = styleFor(false, "xterm", "zh_CN.UTF-8", Language::kChinese, false);
  RunView view(std::move(options));
  view.update(runOf(youngNodes(), 10));
  view.poll(kDagId, {.number = 2});
  time.set(10);
  const Error throttled{.kind = ErrorKind::kThrottled, .code = "Throttling.User"};
  view.poll(kDagId, {.number = 3, .error = &throttled, .failedInARow = 1});
  view.poll(kDagId, {.number = 4, .error = &throttled, .failedInARow = 2});
  view.poll(kDagId, {.number = 5});
  view.tick();
  DagRun over = runOf({makeNode("extract_orders", NodeStatus::kSuccess, {.runs = 4, .ends = 30})}, 40);
  over.changes = {{.node = 0, .previousStatus = NodeStatus::kRunning}};
  view.update(over);
  view.finish();
  pipe.closeWriter();
  EXPECT_EQ(pipe.readAll(),
            "2026-11-23 03:00:14 +08:00 dag 332455685: running, 2 nodes: 1 NOT_RUN, 1 RUNNING\n"
            "2026-11-23 03:00:14 +08:00 dag 332455685: extract_orders RUNNING, instance 2427622330\n"
            "2026-11-23 03:00:24 +08:00 dag 332455685: poll 3 failed (Throttling.User); still watching\n"
            "2026-11-23 03:00:24 +08:00 dag 332455685: polling works again after 2 failures\n"
            "2026-11-23 03:00:44 +08:00 dag 332455685: extract_orders SUCCESS (was RUNNING), instance 2427622330, "
            "ran 26s\n"
            "2026-11-23 03:00:44 +08:00 dag 332455685: succeeded after 30s, 1 node: 1 SUCCESS\n");
}

TEST(RunView, AStoppedTerminalDelaysNothingAndLosesNothing) {
  for (const int flags : {0, O_NONBLOCK}) {
    Pipe pipe;
    ASSERT_EQ(::fcntl(pipe.ends[1], F_SETFL, O_NONBLOCK), 0);
    while (::write(pipe.ends[1], "x", 1) == 1) continue;  // full: a blocking write would wait
    ASSERT_EQ(::fcntl(pipe.ends[1], F_SETFL, flags), 0);
    std::counting_semaphore<> isDrawing(0);
    ManualTime time;
    RunViewOptions options = optionsFor(pipe.ends[1], time);
    options.now = [&] { return isDrawing.release(), kBegin; };
    options.ownThread = true;
    RunView view(std::move(options));
    view.note("first");
    isDrawing.acquire();  // from here on the thread only has to write
    view.note("second");
    view.update(runOf(youngNodes(), 10));
    std::string all;
    std::jthread reader([&] { all = pipe.readAll(); });
    view.finish();
    pipe.closeWriter();
    reader.join();
    EXPECT_EQ(countOf(all, "first\r\n"), 1);
    EXPECT_EQ(countOf(all, "second\r\n"), 1);
    EXPECT_NE(all.find("extract_orders"), std::string::npos);
  }
}

TEST(RunView, AClosedStreamIsNoReasonToEnd) {
  Pipe pipe;
  pipe.closeReader();
  ManualTime time;
  for (const int descriptor : {pipe.ends[1], -1}) {
    for (const Medium medium : {Medium::kLog, Medium::kTerminal, Medium::kDumbTerminal}) {
      RunViewOptions options = optionsFor(descriptor, time, medium);
      options.ownThread = true;  // SIGPIPE would end this program
      RunView view(std::move(options));
      view.update(runOf(exampleNodes()));
      view.finish();
    }
  }
}

TEST(RunView, ItsOwnThreadDrawsWhatComesInAndFinishDrawsTheEnd) {
  PseudoTerminal terminal(100, 30);
  ManualTime time;
  RunViewOptions options = optionsFor(terminal.descriptor(), time);
  options.ownThread = true;
  RunView view(std::move(options));
  view.update(runOf(youngNodes(), 10));
  terminal.showUntil("extract_orders");
  view.update(runOf({makeNode("extract_orders", NodeStatus::kSuccess, {.runs = 4, .ends = 30})}, 40));
  view.finish();
  terminal.show();
  EXPECT_EQ(countOf(terminal.screen.text(), "SUCCEEDED"), 1);
  EXPECT_EQ(countOf(terminal.screen.text(), "Ctrl-C"), 0);
}

TEST(RunView, TakesUpdatesFromManyThreads) {
  PseudoTerminal terminal(100, 30);
  ManualTime time;
  RunViewOptions options = optionsFor(terminal.descriptor(), time);
  options.ownThread = true;
  RunView view(std::move(options));
  std::jthread reader([&] { terminal.showUntil("SUCCEEDED"); });
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&] {
        for (int round = 0; round < 50; ++round) {
          view.update(runOf(youngNodes(), 10 + round));
          view.poll(kDagId, {.number = round});
        }
      });
    }
  }
  view.update(runOf({makeNode("extract_orders", NodeStatus::kSuccess, {.runs = 4, .ends = 30})}, 40));
  view.finish();
  reader.join();
  EXPECT_EQ(terminal.screen.unknown(), "");
}

}  // namespace
}  // namespace dataworks::terminal
