// SPDX-License-Identifier: Apache-2.0
#include "errors/redact.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "rpc/percent_encoding.h"
#include "text/ascii.h"

namespace dataworks::detail {

namespace {

constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kLookedThrough = 16 * kLongestText;
// A shorter one, which no service gives out, could be found in any word.
constexpr std::size_t kShortestToken = 8;

// Cuts between two characters.
void shorten(std::string& text, std::size_t longest) {
  if (text.size() <= longest) return;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  text += "...";
}

// In any case: `%2b` is as good as `%2B`.
void mask(std::string& text, std::string_view secret) {
  auto found = findInAnyCase(text, secret, 0);
  if (found == std::string::npos) return;
  const std::string original = std::move(text);
  const std::string_view rest = original;
  std::size_t copied = 0;
  text.clear();
  for (; found != std::string_view::npos; found = findInAnyCase(rest, secret, copied)) {
    text.append(rest, copied, found - copied).append("***");
    copied = found + secret.size();
  }
  text.append(rest, copied);
}

std::string encoded(std::string_view text) {
  std::string out;
  out.reserve(3 * text.size());
  appendPercentEncoded(out, text);
  return out;
}

}  // namespace

void redact(std::string& text, const Credentials& credentials) {
  const bool isCut = text.size() > kLookedThrough;
  shorten(text, kLookedThrough);
  for (const Secret* secret : {&credentials.securityToken, &credentials.bearerToken}) {
    const std::string_view token = secret->reveal();
    if (token.size() < kShortestToken || token.size() > text.size()) continue;
    const std::string inForm = encoded(token);
    const std::string inStringToSign = encoded(inForm);
    for (const std::string_view form : {token, std::string_view(inForm), std::string_view(inStringToSign)}) {
      mask(text, form);
    }
    // What was cut off may have been the rest of one.
    if (isCut) text.resize(text.size() - std::min(text.size(), inStringToSign.size()));
  }
  shorten(text, kLongestText);
}

void redact(Error& error, const Credentials& credentials) {
  for (std::string* text : {&error.code, &error.message, &error.hint, &error.requestId}) {
    redact(*text, credentials);
  }
}

}  // namespace dataworks::detail
