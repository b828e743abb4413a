// SPDX-License-Identifier: Apache-2.0
// The parameters of a request, before they are signed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dataworks::detail {

struct RpcParameter {
  std::string name;
  std::string value;

  RpcParameter(std::string_view parameterName, std::string parameterValue)
      : name(parameterName), value(std::move(parameterValue)) {}
};

using RpcParameters = std::vector<RpcParameter>;

}  // namespace dataworks::detail
