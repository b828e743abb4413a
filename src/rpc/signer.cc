// SPDX-License-Identifier: Apache-2.0
#include "rpc/signer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstring>
#include <new>

namespace dataworks::detail {

namespace {

constexpr std::size_t kBlockBytes = 64;  // of SHA-1 and of SHA-256
constexpr int kSha1Bytes = 20;

// OpenSSL's digest functions fail only without memory here: the algorithm is fixed and the buffers are ours.
void require(int ok) {
  if (ok != 1) throw std::bad_alloc();
}

}  // namespace

void Signer::FreeContext::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Signer::Signer() : inner_(EVP_MD_CTX_new()), outer_(EVP_MD_CTX_new()), work_(EVP_MD_CTX_new()) {
  if (!inner_ || !outer_ || !work_) throw std::bad_alloc();
}

Signer::~Signer() = default;

std::string_view Signer::signV1(std::string_view accessKeySecret, std::string_view text) {
  Digest digest;
  hmac(Algorithm::kSha1, accessKeySecret, text, digest);
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(signature_.data()), digest.data(), kSha1Bytes);
  return {signature_.data(), static_cast<std::size_t>(size)};
}

std::string_view Signer::signV3(std::string_view accessKeySecret, std::string_view text) {
  Digest digest;
  hmac(Algorithm::kSha256, accessKeySecret, text, digest);
  return inHex(digest);
}

std::string_view Signer::sha256(std::string_view text) {
  const EVP_MD* algorithm = nullptr;  // none: the context keeps the one that it has
  if (!plain_) {
    plain_.reset(EVP_MD_CTX_new());
    if (!plain_) throw std::bad_alloc();
    algorithm = EVP_sha256();
  }
  Digest digest;
  require(EVP_DigestInit_ex(plain_.get(), algorithm, nullptr));
  require(EVP_DigestUpdate(plain_.get(), text.data(), text.size()));
  require(EVP_DigestFinal_ex(plain_.get(), digest.data(), nullptr));
  return inHex(digest);
}

void Signer::hmac(Algorithm algorithm, std::string_view accessKeySecret, std::string_view text, Digest& digest) {
  if (algorithm_ != algorithm || secret_.reveal() != accessKeySecret) setKey(algorithm, accessKeySecret);
  unsigned size = 0;
  require(EVP_MD_CTX_copy_ex(work_.get(), inner_.get()));
  require(EVP_DigestUpdate(work_.get(), text.data(), text.size()));
  require(EVP_DigestFinal_ex(work_.get(), digest.data(), &size));
  require(EVP_MD_CTX_copy_ex(work_.get(), outer_.get()));
  require(EVP_DigestUpdate(work_.get(), digest.data(), size));
  require(EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr));
}

// HMAC (RFC 2104): the key, hashed if it is longer than a block, fills one block that is mixed with two constants.
void Signer::setKey(Algorithm algorithm, std::string_view accessKeySecret) {
  algorithm_ = Algorithm::kNone;
  const bool isV1 = algorithm == Algorithm::kSha1;
  const EVP_MD* const digest = isV1 ? EVP_sha1() : EVP_sha256();
  const std::string_view suffix = isV1 ? "&" : "";
  std::array<unsigned char, kBlockBytes> block{};
  if (accessKeySecret.size() + suffix.size() <= kBlockBytes) {
    std::memcpy(block.data(), accessKeySecret.data(), accessKeySecret.size());
    std::memcpy(block.data() + accessKeySecret.size(), suffix.data(), suffix.size());
  } else {
    require(EVP_DigestInit_ex(work_.get(), digest, nullptr));
    require(EVP_DigestUpdate(work_.get(), accessKeySecret.data(), accessKeySecret.size()));
    require(EVP_DigestUpdate(work_.get(), suffix.data(), suffix.size()));
    require(EVP_DigestFinal_ex(work_.get(), block.data(), nullptr));
  }
  for (auto& byte : block) byte ^= 0x36;
  require(EVP_DigestInit_ex(inner_.get(), digest, nullptr));
  require(EVP_DigestUpdate(inner_.get(), block.data(), block.size()));
  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  require(EVP_DigestInit_ex(outer_.get(), digest, nullptr));
  require(EVP_DigestUpdate(outer_.get(), block.data(), block.size()));
  OPENSSL_cleanse(block.data(), block.size());
  secret_ = Secret(accessKeySecret);
  algorithm_ = algorithm;
}

std::string_view Signer::inHex(const Digest& digest) noexcept {
  constexpr std::string_view kDigits = "0123456789abcdef";
  char* to = signature_.data();
  for (const unsigned char byte : digest) {
    *to++ = kDigits[byte >> 4U];
    *to++ = kDigits[byte & 15U];
  }
  return {signature_.data(), 2 * digest.size()};
}

}  // namespace dataworks::detail
