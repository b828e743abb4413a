// SPDX-License-Identifier: Apache-2.0
// The front door of `wire`: a body of bytes in, the fields of a struct out.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/response_builder.h"

namespace dataworks::detail::wire {

/// Reads a response in JSON or XML, whichever it is, and sets the fields that `shape` names in `response`. Returns
/// empty if all is well, else what is wrong, for people; fields may have been set by then. `body` is garbage
/// afterwards.
[[nodiscard]] std::string readResponse(std::span<char> body, const ResponseSchema& shape, void* response);

/// The same for a body whose end was not received: what is there counts, a text that ends with it too.
[[nodiscard]] std::string readCutResponse(std::span<char> body, const ResponseSchema& shape, void* response);

/// The same for a body that must not change: a copy is read.
[[nodiscard]] std::string readResponseCopy(std::string_view body, const ResponseSchema& shape, void* response);

}  // namespace dataworks::detail::wire
