#include "call/presentable.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "memory/wipe.h"
#include "rpc/percent_encoding.h"

namespace dataworks {

namespace {

constexpr std::size_t kLongestText = 4096;
// What is looked through for tokens: one that is cut at its end is far behind what is shown.
constexpr std::size_t kLookedThrough = 16 * kLongestText;

// Cuts between two characters.
void shorten(std::string& text, std::size_t longest) {
  if (text.size() <= longest) return;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  wipeFrom(text, end);
  text += "...";
}

void mask(std::string& text, std::string_view secret) {
  auto found = text.find(secret);
  if (found == std::string::npos) return;
  const WipedText original(std::move(text));
  const std::string_view rest = original.text;
  std::size_t copied = 0;
  text.clear();
  for (; found != std::string_view::npos; found = rest.find(secret, copied)) {
    text.append(rest, copied, found - copied).append("***");
    copied = found + secret.size();
  }
  text.append(rest, copied);
}

WipedText encoded(std::string_view text) {
  WipedText out;
  out.text.reserve(3 * text.size());
  appendPercentEncoded(out.text, text);
  return out;
}

}  // namespace

void makePresentable(Error& error, const Credentials& credentials) {
  const std::array<std::string*, 4> texts{&error.code, &error.message, &error.hint, &error.requestId};
  for (std::string* text : texts) shorten(*text, kLookedThrough);
  for (const Secret* secret : {&credentials.securityToken, &credentials.bearerToken}) {
    if (secret->empty()) continue;
    const std::string_view token = secret->reveal();
    const WipedText inForm = encoded(token);
    const WipedText inStringToSign = encoded(inForm.text);
    for (std::string* text : texts) {
      for (const std::string_view form :
           {std::string_view(inStringToSign.text), std::string_view(inForm.text), token}) {
        mask(*text, form);
      }
    }
  }
  for (std::string* text : texts) shorten(*text, kLongestText);
}

}  // namespace dataworks
