// SPDX-License-Identifier: Apache-2.0
// Signs strings: HMAC with the key that a secret makes, SHA-1 for signature V1, SHA-256 for V3.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "dataworks/credentials.h"
#include "rpc/canonicalized_query.h"

struct evp_md_ctx_st;

namespace dataworks::detail {

/// Keeps the digest states derived from a secret, so that signing again with the same secret skips hashing the key and
/// takes a third of the time of a one-shot HMAC. Not thread-safe: each event loop has its own.
class Signer {
 public:
  Signer();
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  // Each text is valid until the next one is made.

  /// Returns base64(HMAC-SHA1(secret + "&", text)): 28 characters.
  [[nodiscard]] std::string_view signV1(std::string_view accessKeySecret, std::string_view text);
  /// Returns hex(HMAC-SHA256(secret, text)): 64 characters.
  [[nodiscard]] std::string_view signV3(std::string_view accessKeySecret, std::string_view text);
  /// Returns hex(SHA-256(text)).
  [[nodiscard]] std::string_view sha256(std::string_view text);

  /// The writer of what V1 signs; here because both have the same owner.
  [[nodiscard]] QueryWriter& queryWriter() noexcept { return queryWriter_; }

 private:
  enum class Algorithm { kNone, kSha1, kSha256 };
  using Digest = std::array<unsigned char, 32>;  // SHA-1 fills 20 of them

  void hmac(Algorithm algorithm, std::string_view accessKeySecret, std::string_view text, Digest& digest);
  void setKey(Algorithm algorithm, std::string_view accessKeySecret);
  std::string_view inHex(const Digest& digest) noexcept;

  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  using Context = std::unique_ptr<evp_md_ctx_st, FreeContext>;

  QueryWriter queryWriter_;
  Secret secret_;
  Algorithm algorithm_ = Algorithm::kNone;  // of the key states
  Context inner_;                           // the state after the inner key block
  Context outer_;
  Context work_;
  Context plain_;                     // hashes without a key; set up when first needed
  std::array<char, 65> signature_{};  // the longest one, and a NUL that OpenSSL appends
};

}  // namespace dataworks::detail
