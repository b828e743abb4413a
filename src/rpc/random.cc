// SPDX-License-Identifier: Apache-2.0
#include "rpc/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace dataworks::detail {

RandomBits systemRandom() {
  RandomBits bits;
  if (fillFromKernel(bits)) return bits;
  // Without any randomness no request may be signed: with a nonce that repeats, a trigger would look
  // like another one.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bits.data()), static_cast<int>(sizeof bits)) != 1) std::abort();
  return bits;
}

std::string nonceFrom(RandomBits bits) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(32, '0');
  char* to = text.data();
  for (const std::uint64_t word : bits) {
    for (int shift = 60; shift >= 0; shift -= 4) *to++ = kDigits[word >> shift & 15U];
  }
  return text;
}

double fractionFrom(RandomBits bits) noexcept { return static_cast<double>(bits[0] >> 11U) * 0x1.0p-53; }

}  // namespace dataworks::detail
