// The two readers behind `readResponse`: each turns a body into the events of a `ResponseBuilder`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/response_builder.h"

namespace dataworks::detail::wire {

/// Returns empty if `body` is one JSON object that `builder` accepted, else what is wrong.
[[nodiscard]] std::string readJson(std::string_view body, ResponseBuilder& builder);

/// The same for one XML element. Parses in place: `body` is garbage afterwards.
[[nodiscard]] std::string readXml(std::span<char> body, ResponseBuilder& builder);

}  // namespace dataworks::detail::wire
