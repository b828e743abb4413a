// Randomness as a parameter: nonces and jitter draw on the same source.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace dataworks {

using RandomBits = std::array<std::uint64_t, 2>;
using RandomSource = std::function<RandomBits()>;

/// 128 bits straight from the system at each call: a pool would be repeated by a forked child.
[[nodiscard]] RandomBits systemRandom();

/// 32 hexadecimal digits: the `SignatureNonce` of one try.
[[nodiscard]] std::string nonceFrom(RandomBits bits);

/// Evenly spread over [0, 1).
[[nodiscard]] double fractionFrom(RandomBits bits) noexcept;

}  // namespace dataworks
