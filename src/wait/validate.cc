// SPDX-License-Identifier: Apache-2.0
#include "wait/validate.h"

#include "options/validate.h"

namespace dataworks::detail {

std::string validate(const WaitOptions& options) {
  if (options.pollBudget < 0) return "pollBudget is negative; 0 means no limit";
  if (options.pollBudget > 0 && options.timeout.count() == 0) {
    return "pollBudget needs a timeout, over which the polls are spread";
  }
  return negativeAmong({{"timeout", options.timeout, "; 0 means none"},
                        {"expectedDuration", options.expectedDuration, "; 0 means not known"},
                        {"notFoundGrace", options.notFoundGrace},
                        {"maxPollFailureTime", options.maxPollFailureTime},
                        {"initialPollDelay", options.initialPollDelay},
                        {"minPollInterval", options.minPollInterval},
                        {"maxPollInterval", options.maxPollInterval},
                        {"failureConfirmDelay", options.failureConfirmDelay}});
}

}  // namespace dataworks::detail
