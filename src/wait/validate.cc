#include "wait/validate.h"

#include "options/validate.h"

namespace dataworks::detail {

std::string validate(const WaitOptions& options) {
  return negativeAmong({{"timeout", options.timeout, "; 0 means none"},
                        {"notFoundGrace", options.notFoundGrace},
                        {"maxPollFailureTime", options.maxPollFailureTime},
                        {"initialPollDelay", options.initialPollDelay},
                        {"minPollInterval", options.minPollInterval},
                        {"maxPollInterval", options.maxPollInterval},
                        {"failureConfirmDelay", options.failureConfirmDelay}});
}

}  // namespace dataworks::detail
