// SPDX-License-Identifier: Apache-2.0
// The rows of the fault matrix: what goes wrong, and what the client must report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dataworks/error.h"
#include "support/fault_server.h"

namespace dataworks::testing {

/// What a call is to end with; without a kind it is to succeed.
struct Expected {
  std::optional<ErrorKind> kind;
  Execution execution = Execution::kMaybeExecuted;
};

struct FaultRow {
  enum class Over { kBoth, kHttp, kHttps };

  std::string name;
  Fault fault{};
  Expected trigger{};
  Expected poll{};       ///< Of a single try.
  int copies = 1;        ///< Complete requests that the server reads, a try.
  bool recovers = true;  ///< A poll that may try again succeeds once the fault is over.
  Over over = Over::kBoth;
  CertificateKind certificate = CertificateKind::kGood;
  int newestTlsVersion = 0;
  bool refuses = false;       ///< No server listens.
  bool diesSilently = false;  ///< Not a byte of a response: on a kept connection libcurl repeats a poll by itself.
  bool mayBeUnsent = false;   ///< Whether a byte leaves before the client notices is a race that both may win.
  bool throttles = false;     ///< Attempts would go on until the deadline.
};

/// The connection breaks.
[[nodiscard]] std::vector<FaultRow> connectionRows();
/// What comes is no HTTP, too much of it, or cut off.
[[nodiscard]] std::vector<FaultRow> messageRows();
/// A whole message comes, but not the response that was hoped for.
[[nodiscard]] std::vector<FaultRow> responseRows();

}  // namespace dataworks::testing
