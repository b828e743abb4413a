// The parameters of a request, before they are signed.
#pragma once

#include <string>
#include <vector>

namespace dataworks {

struct RpcParameter {
  std::string name;
  std::string value;
};

using RpcParameters = std::vector<RpcParameter>;

}  // namespace dataworks
