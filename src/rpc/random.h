// SPDX-License-Identifier: Apache-2.0
// Randomness as a parameter: nonces and jitter use the same source.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace dataworks::detail {

using RandomBits = std::array<std::uint64_t, 2>;
using RandomSource = std::function<RandomBits()>;

/// Returns 128 bits straight from the system on each call: a forked child would repeat a pool.
[[nodiscard]] RandomBits systemRandom();

/// False where the kernel cannot be asked (random_other.cc), or is too old (random_linux.cc).
[[nodiscard]] bool fillFromKernel(RandomBits& bits) noexcept;

/// Returns 32 hexadecimal digits: the `SignatureNonce` of one attempt.
[[nodiscard]] std::string nonceFrom(RandomBits bits);

/// Returns a number evenly spread over [0, 1).
[[nodiscard]] double fractionFrom(RandomBits bits) noexcept;

}  // namespace dataworks::detail
