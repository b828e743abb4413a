// SPDX-License-Identifier: Apache-2.0
#include "wait/poll_interval.h"

#include <algorithm>
#include <cmath>

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

// Rounded: with the excess precision of some processors, 1900 ms may be 1899.999.
milliseconds scaled(milliseconds time, double factor) {
  return milliseconds(static_cast<milliseconds::rep>(std::round(static_cast<double>(time.count()) * factor)));
}

milliseconds byAge(milliseconds age, const PollPace& pace) {
  return std::clamp(age / pace.divisor, pace.shortest, std::max(pace.shortest, pace.longest));
}

milliseconds byExpectation(milliseconds age, const PollPace& pace) {
  const milliseconds usual = pace.expected;
  const milliseconds almost = usual / 10 * 9;
  if (age < almost) return std::max(pace.shortest, std::min(usual / 10, almost - age));
  return std::max({pace.shortest, usual / 60, milliseconds(std::chrono::seconds(5))});
}

}  // namespace

PollPace paceOf(const WaitOptions& options, bool fewCalls) {
  const WaitOptions defaults;
  PollPace pace{
      .shortest = options.minPollInterval, .longest = options.maxPollInterval, .expected = options.expectedDuration};
  const bool isDefault = pace.shortest == defaults.minPollInterval && pace.longest == defaults.maxPollInterval;
  if (fewCalls && isDefault) {
    pace.divisor = 4;
    pace.shortest = std::chrono::seconds(5);
    pace.longest = std::chrono::seconds(180);
  }
  return pace;
}

milliseconds pollInterval(milliseconds age, const PollPace& pace, double fraction) {
  const bool expected = age < pace.expected / 5 * 6;
  return scaled(expected ? byExpectation(age, pace) : byAge(age, pace), 1 - 0.1 * fraction);
}

milliseconds firstPause(const WaitOptions& options, double fraction) {
  return scaled(options.initialPollDelay, 1 + fraction);
}

milliseconds lastPollAfter(milliseconds timeout) { return scaled(timeout, 0.98); }

// Ages grow by the same factor from poll to poll, so that what is learnt late is late in proportion to the run.
std::optional<milliseconds> withinBudget(milliseconds pause, milliseconds age, const PollBudget& budget) {
  constexpr milliseconds kYoungest(1000);
  if (budget.callsLeft <= 0) return std::nullopt;
  if (budget.callsLeft <= kCallsKept) {
    return budget.timeLeft.count() > 0 ? std::optional(budget.timeLeft) : std::nullopt;
  }
  if (budget.timeLeft.count() <= 0) return pause;
  const milliseconds now = std::max(age, kYoungest);
  const double growth = static_cast<double>((now + budget.timeLeft).count()) / static_cast<double>(now.count());
  const double stretch = std::pow(growth, 1.0 / (budget.callsLeft - kCallsKept)) - 1;
  const auto stretched = static_cast<milliseconds::rep>(static_cast<double>(now.count()) * stretch);
  return std::max(pause, milliseconds(stretched));  // rounded up, they would use the time up one call early
}

}  // namespace dataworks::detail
