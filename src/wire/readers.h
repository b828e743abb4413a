// SPDX-License-Identifier: Apache-2.0
// The two readers behind `readResponse`: each turns a body into the events of a `ResponseBuilder`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/response_builder.h"

namespace dataworks::detail::wire {

/// Of a body that is cut, what is there counts. A text that ends with it counts too, but not a number.
enum class Body { kWhole, kCut };

/// Returns empty if `body` is one JSON object that `builder` accepted, else what is wrong. `body` is garbage
/// afterwards.
[[nodiscard]] std::string readJson(std::span<char> body, ResponseBuilder& builder, Body whole = Body::kWhole);

/// The same for one XML element.
[[nodiscard]] std::string readXml(std::span<char> body, ResponseBuilder& builder, Body whole = Body::kWhole);

}  // namespace dataworks::detail::wire
