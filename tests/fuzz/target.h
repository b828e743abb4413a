// SPDX-License-Identifier: Apache-2.0
// The step from a plain function to a libFuzzer target: a problem found is a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace dataworks::fuzz {

inline int run(std::string (*target)(std::string_view), const std::uint8_t* data, std::size_t size) {
  const std::string problem = target({reinterpret_cast<const char*>(data), size});
  if (problem.empty()) return 0;
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::abort();
}

}  // namespace dataworks::fuzz
