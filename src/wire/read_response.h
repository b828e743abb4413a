// The front door of `wire`: a body of bytes in, the fields of a struct out.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/response_builder.h"

namespace dataworks::detail::wire {

/// Reads a response in JSON or XML, whichever it is, and sets the fields that `shape` names in `response`. Returns
/// empty if all is well, else what is wrong, for people; fields may have been set by then. XML leaves `body` as
/// garbage.
[[nodiscard]] std::string readResponse(std::span<char> body, const ResponseSchema& shape, void* response);

/// The same for a body that must not change; copies it if it is XML.
[[nodiscard]] std::string readResponseCopy(std::string_view body, const ResponseSchema& shape, void* response);

}  // namespace dataworks::detail::wire
