// SPDX-License-Identifier: Apache-2.0
// What is refused before anything is sent: values that mean nothing to the service, or something other than they seem
// to. Whatever the service may know better is left to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"
#include "dataworks/manual_dag.h"

namespace dataworks::detail::api {

/// Makes a `kInvalidArgument`, such as `projectName is empty`.
[[nodiscard, gnu::cold]] Error invalidRequest(std::string_view operation, std::string message);

// Each returns what is wrong, or nothing. `field` is the field's name in the request's struct.

[[nodiscard]] std::optional<std::string> checkRequired(std::string_view field, std::string_view text);
[[nodiscard]] std::optional<std::string> checkOptional(std::string_view field, std::string_view text);
/// White space separates parameters, and `=` separates name and value: a part that contains them would be misread.
[[nodiscard]] std::optional<std::string> checkParameters(std::string_view field, const Parameters& parameters);
[[nodiscard]] std::optional<std::string> checkNodeParameters(std::string_view field, const NodeParameters& nodes);
[[nodiscard]] std::optional<std::string> checkBizdate(std::string_view field, const Bizdate& bizdate);
/// For parameters whose values may be any text, as in `RpcRequest`.
[[nodiscard]] std::optional<std::string> checkDuplicateNames(std::string_view field, const Parameters& parameters);

}  // namespace dataworks::detail::api
