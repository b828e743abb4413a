// What is refused before anything is sent: values that can mean nothing to the service, or something else than they
// seem to. What the service may know better is left to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"
#include "dataworks/manual_dag.h"

namespace dataworks::api {

/// `kInvalidArgument`: `projectName is empty`.
[[nodiscard, gnu::cold]] Error invalidArgument(std::string_view operation, std::string message);

// Each answers what is wrong, or nothing. `field` is its name in the request's struct.

[[nodiscard]] std::optional<std::string> checkRequired(std::string_view field, std::string_view text);
[[nodiscard]] std::optional<std::string> checkOptional(std::string_view field, std::string_view text);
/// White space separates parameters, `=` name and value: a part that holds them would arrive as something else.
[[nodiscard]] std::optional<std::string> checkParameters(std::string_view field, const Parameters& parameters);
[[nodiscard]] std::optional<std::string> checkNodeParameters(std::string_view field, const NodeParameters& nodes);
/// For any text as a value, such as in another action.
[[nodiscard]] std::optional<std::string> checkDuplicateNames(std::string_view field, const Parameters& parameters);

}  // namespace dataworks::api
