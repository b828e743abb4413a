// Signs strings: base64(HMAC-SHA1(secret + "&", stringToSign)).
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "dataworks/credentials.h"
#include "rpc/canonicalized_query.h"

struct evp_md_ctx_st;

namespace dataworks::detail {

/// Keeps the digest states derived from a secret, so that signing again with the same secret skips hashing the key and
/// takes a third of the time of a one-shot HMAC. Not thread-safe; whoever makes calls owns one.
class Signer {
 public:
  Signer();
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  /// Returns 28 characters of base64, valid until it signs again.
  [[nodiscard]] std::string_view sign(std::string_view accessKeySecret, std::string_view stringToSign);

  /// The writer of what is to be signed; here because both have the same owner.
  [[nodiscard]] QueryWriter& queryWriter() noexcept { return queryWriter_; }

 private:
  void setKey(std::string_view accessKeySecret);

  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  using Context = std::unique_ptr<evp_md_ctx_st, FreeContext>;

  QueryWriter queryWriter_;
  Secret secret_;
  bool hasKey_ = false;
  Context inner_;  // the state after the inner key block
  Context outer_;
  Context work_;
  std::array<unsigned char, 29> signature_{};  // with the NUL that OpenSSL appends
};

}  // namespace dataworks::detail
