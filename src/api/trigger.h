// SPDX-License-Identifier: Apache-2.0
// What the operations that start a run have in common: parameters as texts, and the id of the run in the response.
#pragma once

#include <cstdint>
#include <string>

#include "dataworks/error.h"
#include "dataworks/manual_dag.h"
#include "wire/fields.h"

namespace dataworks::detail::api {

// Each returns empty if there is nothing to say.

/// `k1=v1 k2=v2`
[[nodiscard]] std::string joined(const Parameters& parameters);
/// `{"k1":"v1","k2":"v2"}`
[[nodiscard]] std::string asJson(const Parameters& parameters);
/// `{"103180025":"k1=v1 k2=v2"}`, in the order given, without nodes that have no parameters.
[[nodiscard]] std::string asJson(const NodeParameters& nodes);

/// The id of a run, or what stood in its place.
struct RunId {
  std::int64_t value = 0;
  std::string invalid{};

  [[nodiscard]] bool isThere() const noexcept { return value != 0 || !invalid.empty(); }
  [[nodiscard]] bool isUsable() const noexcept { return value != 0 && invalid.empty(); }
};

/// An invalid id is no reason to reject the response: that the run was accepted is worth more than its number.
wire::SetResult setRunId(RunId& id, const wire::Scalar& value, bool again);

[[nodiscard, gnu::cold]] Error acceptedWithoutId(const RunId& id, std::string requestId, int httpStatus);

}  // namespace dataworks::detail::api
