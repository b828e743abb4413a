// SPDX-License-Identifier: Apache-2.0
// What it proves that a transfer ended without a complete response: libcurl's code, compared with what was seen on the
// way. The code alone proves little: the same one stands for a request that never left and for one that was read to its
// last byte (docs/reliability.md).
//
// Pure: `Transfer` collects the evidence, and here it is judged.
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <string_view>

#include "dataworks/transport.h"

namespace dataworks::detail {

/// Why this library, not libcurl, ended a transfer.
enum class Refusal {
  kNone,
  kUnsolicited,        ///< On a kept connection.
  kEarlyResponse,      ///< On a new one.
  kDuplicateResponse,  ///< To the first attempt of a trigger; this is the next one.
  kDuplicateSend,
  kPlainHttp,
  kBodyTooLong,
  kHeadersTooLong,
  kEncoded,
  kLengthTwice,
  kInternal
};

/// What was seen of a transfer.
struct Evidence {
  bool mayHaveBeenSent = false;  ///< False: certainly not one byte of the request left.
  bool wasSentWhole = false;     ///< The system took all of it.
  bool nameWasFound = false;
  bool handshakeBegan = false;  ///< Of TLS, with the server or with a proxy.
  bool responseBegan = false;
  long proxyStatus = 0;  ///< What a proxy responded to CONNECT; 0: nothing.
  Refusal refusal = Refusal::kNone;
  std::size_t maxResponseBytes = 0;
  std::string_view libcurlMessage{};  ///< Beside its code; empty for nothing. It may quote a URL.
  std::string_view proxyProblem{};    ///< Of the proxy setting that applies if libcurl takes one; empty for none.
  int noDescriptors = 0;              ///< `EMFILE` or `ENFILE` if no more can be opened.
};

/// What every end shares, whatever the reason: how far the transfer had come, and whether anything left. Needs no
/// memory.
[[nodiscard, gnu::cold]] TransportFailure endedBy(ErrorKind kind, const Evidence& evidence) noexcept;

/// For any code but `CURLE_OK`.
[[nodiscard, gnu::cold]] TransportFailure failureOf(CURLcode code, const Evidence& evidence);

}  // namespace dataworks::detail
