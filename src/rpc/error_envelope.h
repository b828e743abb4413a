// SPDX-License-Identifier: Apache-2.0
// The error envelope of the gateway: `Code`, `Message`, `RequestId`, `HostId`, `Recommend`, in JSON or XML.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dataworks::detail {

struct ErrorEnvelope {
  std::string code;
  std::string message;
  std::string requestId;
  std::string recommend;
};

/// Reads an envelope in either format; names are compared case-insensitively. Returns empty if `body` is something else
/// (HTML, cut off, empty). An envelope has a `Code`; it may lack a `RequestId`, and then it proves less.
[[nodiscard]] std::optional<ErrorEnvelope> readErrorEnvelope(std::string_view body);

}  // namespace dataworks::detail
