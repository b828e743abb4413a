// SPDX-License-Identifier: Apache-2.0
#include "errors/retry_pause.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

using namespace std::chrono;

TEST(RetryHint, IsReadInEveryForm) {
  struct Row {
    std::vector<HttpHeader> headers;
    std::optional<milliseconds> hint;
  };
  const std::string date = "Sun, 22 Nov 2026 19:00:04 GMT";
  const Row rows[] = {
      {{}, std::nullopt},
      {{{"x-acs-retry-after", "1500"}}, 1500ms},
      {{{"X-Acs-Retry-After", "0"}}, 0ms},
      {{{"Retry-After", "3"}}, 3000ms},
      {{{"retry-after", "0"}}, 0ms},
      {{{"Retry-After", "3"}, {"x-acs-retry-after", "1500"}}, 1500ms},
      {{{"Retry-After", "Sun, 22 Nov 2026 19:00:09 GMT"}, {"Date", date}}, 5s},
      {{{"Retry-After", date}, {"Date", date}}, 0ms},
      {{{"Retry-After", "Sun, 22 Nov 2026 19:00:03 GMT"}, {"Date", date}}, std::nullopt},  // in the past
      {{{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}, {"Date", date}}, std::nullopt},
      {{{"Retry-After", date}}, std::nullopt},  // seen from when?
      // A week at most; beyond that it is no advice.
      {{{"x-acs-retry-after", "604800000"}}, 168h},
      {{{"x-acs-retry-after", "604800001"}}, std::nullopt},
      {{{"Retry-After", "604800"}}, 168h},
      {{{"Retry-After", "604801"}}, std::nullopt},
      {{{"Retry-After", "Sun, 29 Nov 2026 19:00:04 GMT"}, {"Date", date}}, 168h},
      {{{"Retry-After", "Sun, 29 Nov 2026 19:00:05 GMT"}, {"Date", date}}, std::nullopt},
      // An absurd one does not hide a good one.
      {{{"x-acs-retry-after", "soon"}, {"Retry-After", "2"}}, 2000ms},
      // Garbage.
      {{{"x-acs-retry-after", ""}}, std::nullopt},
      {{{"x-acs-retry-after", "-1"}}, std::nullopt},
      {{{"x-acs-retry-after", "+1"}}, std::nullopt},
      {{{"x-acs-retry-after", " 1"}}, std::nullopt},
      {{{"x-acs-retry-after", "1.5"}}, std::nullopt},
      {{{"x-acs-retry-after", "1ms"}}, std::nullopt},
      {{{"x-acs-retry-after", "99999999999999999999"}}, std::nullopt},
      {{{"Retry-After", "-3"}}, std::nullopt},
      {{{"Retry-After", "tomorrow"}, {"Date", date}}, std::nullopt},
  };
  for (const Row& row : rows) {
    std::string what;
    for (const auto& header : row.headers) what += header.name + ": " + header.value + "; ";
    EXPECT_EQ(retryHint({.status = 429, .headers = row.headers}), row.hint) << what;
  }
}

}  // namespace
}  // namespace dataworks::detail
