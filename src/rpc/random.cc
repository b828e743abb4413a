#include "rpc/random.h"

#include <openssl/rand.h>
#include <sys/random.h>

#include <cstdlib>

namespace dataworks {

RandomBits systemRandom() {
  RandomBits bits;
  if (getrandom(bits.data(), sizeof bits, 0) == static_cast<ssize_t>(sizeof bits)) return bits;
  // An old kernel. Without any randomness no request may be signed: a nonce that repeats would make a trigger look like
  // its twin.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bits.data()), static_cast<int>(sizeof bits)) != 1) std::abort();
  return bits;
}

std::string nonceFrom(RandomBits bits) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(32, '0');
  std::size_t at = 0;
  for (std::uint64_t word : bits) {
    for (int shift = 60; shift >= 0; shift -= 4) text[at++] = kHex[(word >> static_cast<unsigned>(shift)) & 15U];
  }
  return text;
}

double fractionFrom(RandomBits bits) noexcept { return static_cast<double>(bits[0] >> 11U) * 0x1.0p-53; }

}  // namespace dataworks
