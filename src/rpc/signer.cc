#include "rpc/signer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstring>
#include <new>

namespace dataworks::detail {

namespace {

constexpr std::size_t kBlockBytes = 64;   // of SHA-1
constexpr std::size_t kDigestBytes = 20;  // of SHA-1
using Digest = std::array<unsigned char, kDigestBytes>;

// OpenSSL's digest functions fail only for want of memory here: the algorithm is fixed and the buffers are ours.
void require(int ok) {
  if (ok != 1) throw std::bad_alloc();
}

}  // namespace

void Signer::FreeContext::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Signer::Signer() : inner_(EVP_MD_CTX_new()), outer_(EVP_MD_CTX_new()), work_(EVP_MD_CTX_new()) {
  if (!inner_ || !outer_ || !work_) throw std::bad_alloc();
}

Signer::~Signer() = default;

std::string_view Signer::sign(std::string_view accessKeySecret, std::string_view stringToSign) {
  if (!hasKey_ || secret_.reveal() != accessKeySecret) setKey(accessKeySecret);

  Digest digest;
  require(EVP_MD_CTX_copy_ex(work_.get(), inner_.get()));
  require(EVP_DigestUpdate(work_.get(), stringToSign.data(), stringToSign.size()));
  require(EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr));
  require(EVP_MD_CTX_copy_ex(work_.get(), outer_.get()));
  require(EVP_DigestUpdate(work_.get(), digest.data(), digest.size()));
  require(EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr));

  EVP_EncodeBlock(signature_.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(signature_.data()), signature_.size() - 1};
}

// HMAC (RFC 2104): the key, hashed if it is longer than a block, fills one block that is mixed with two constants.
void Signer::setKey(std::string_view accessKeySecret) {
  hasKey_ = false;
  std::array<unsigned char, kBlockBytes> block{};
  if (accessKeySecret.size() + 1 <= kBlockBytes) {
    std::memcpy(block.data(), accessKeySecret.data(), accessKeySecret.size());
    block[accessKeySecret.size()] = '&';
  } else {
    require(EVP_DigestInit_ex(work_.get(), EVP_sha1(), nullptr));
    require(EVP_DigestUpdate(work_.get(), accessKeySecret.data(), accessKeySecret.size()));
    require(EVP_DigestUpdate(work_.get(), "&", 1));
    require(EVP_DigestFinal_ex(work_.get(), block.data(), nullptr));
  }
  for (auto& byte : block) byte ^= 0x36;
  require(EVP_DigestInit_ex(inner_.get(), EVP_sha1(), nullptr));
  require(EVP_DigestUpdate(inner_.get(), block.data(), block.size()));
  for (auto& byte : block) byte ^= 0x36 ^ 0x5c;
  require(EVP_DigestInit_ex(outer_.get(), EVP_sha1(), nullptr));
  require(EVP_DigestUpdate(outer_.get(), block.data(), block.size()));
  OPENSSL_cleanse(block.data(), block.size());
  secret_ = Secret(accessKeySecret);
  hasKey_ = true;
}

}  // namespace dataworks::detail
