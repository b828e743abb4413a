// SPDX-License-Identifier: Apache-2.0
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
std::vector<unsigned char> hmac(const EVP_MD* algorithm, const std::string& key, const std::string& text) {
  std::vector<unsigned char> digest(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  HMAC(algorithm, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest.data(), &size);
  digest.resize(size);
  return digest;
}

std::string reference(const std::string& secret, const std::string& text) {
  const auto digest = hmac(EVP_sha1(), secret + "&", text);
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

std::string referenceV3(const std::string& secret, const std::string& text) {
  std::string hex;
  for (const unsigned byte : hmac(EVP_sha256(), secret, text)) {
    hex.append({"0123456789abcdef"[byte / 16], "0123456789abcdef"[byte % 16]});
  }
  return hex;
}

TEST(Signer, SignsAsHmacDoesWithSecretsOfEveryLength) {
  Signer signer;
  for (std::size_t length = 0; length <= 140; ++length) {  // a block is 64 bytes, the `&` included
    const std::string secret(length, static_cast<char>('a' + length % 26));
    EXPECT_EQ(signer.signV1(secret, "POST&%2F&x%3D1"), reference(secret, "POST&%2F&x%3D1")) << length;
    EXPECT_EQ(signer.signV3(secret, "ACS3\n0"), referenceV3(secret, "ACS3\n0")) << length;
  }
}

TEST(Signer, SignsTextsOfEveryLength) {
  Signer signer;
  for (const std::size_t length : {0u, 1u, 63u, 64u, 65u, 400u, 100'000u}) {
    const std::string text(length, 'x');
    EXPECT_EQ(signer.signV1("testsecret", text), reference("testsecret", text)) << length;
    EXPECT_EQ(signer.signV3("testsecret", text), referenceV3("testsecret", text)) << length;
  }
}

TEST(Signer, Hashes) {
  Signer signer;
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(signer.sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(signer.sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}

TEST(Signer, NoticesThatTheSecretChanged) {
  Signer signer;
  const std::vector<std::string> secrets{"one", "two", "one", "", "on", std::string(80, 'k'), std::string(81, 'k')};
  for (const auto& secret : secrets) {
    EXPECT_EQ(signer.signV1(secret, "text"), reference(secret, "text")) << secret;
    EXPECT_EQ(signer.signV1(secret, "again"), reference(secret, "again")) << secret;
  }
}

TEST(Signer, TakesAnEmptySecretAsTheFirst) { EXPECT_EQ(Signer().signV1("", "text"), reference("", "text")); }

}  // namespace
}  // namespace dataworks::detail
