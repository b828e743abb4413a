#include "rpc/signer.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <string>
#include <vector>

namespace dataworks::detail {
namespace {

// The same by OpenSSL's one-shot HMAC.
std::string reference(const std::string& secret, const std::string& text) {
  const std::string key = secret + "&";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &size);
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

TEST(Signer, SignsAsHmacDoesWithSecretsOfEveryLength) {
  Signer signer;
  for (std::size_t length = 0; length <= 140; ++length) {  // a block is 64 bytes, the `&` included
    const std::string secret(length, static_cast<char>('a' + length % 26));
    EXPECT_EQ(signer.sign(secret, "POST&%2F&x%3D1"), reference(secret, "POST&%2F&x%3D1")) << length;
  }
}

TEST(Signer, SignsTextsOfEveryLength) {
  Signer signer;
  for (const std::size_t length : {0u, 1u, 63u, 64u, 65u, 400u, 100'000u}) {
    const std::string text(length, 'x');
    EXPECT_EQ(signer.sign("testsecret", text), reference("testsecret", text)) << length;
  }
}

TEST(Signer, NoticesThatTheSecretChanged) {
  Signer signer;
  const std::vector<std::string> secrets{"one", "two", "one", "", "on", std::string(80, 'k'), std::string(81, 'k')};
  for (const auto& secret : secrets) {
    EXPECT_EQ(signer.sign(secret, "text"), reference(secret, "text")) << secret;
    EXPECT_EQ(signer.sign(secret, "again"), reference(secret, "again")) << secret;
  }
}

TEST(Signer, TakesAnEmptySecretAsTheFirst) { EXPECT_EQ(Signer().sign("", "text"), reference("", "text")); }

}  // namespace
}  // namespace dataworks::detail
