// SPDX-License-Identifier: Apache-2.0
#include "text/form.h"

#include <algorithm>

#include "text/ascii.h"

namespace dataworks::detail {

namespace {

int hexDigit(char character) noexcept {
  const char c = inLowerCase(character);
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string decodeFormText(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hasDigits = text[i] == '%' && text.size() - i > 2;
    const int high = hasDigits ? hexDigit(text[i + 1]) : -1;
    const int low = hasDigits ? hexDigit(text[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::vector<std::pair<std::string, std::string>> readForm(std::string_view form) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    const std::string_view name = pair.substr(0, pair.find('='));
    const std::string_view value = pair.substr(std::min(name.size() + 1, pair.size()));
    if (!pair.empty()) parameters.emplace_back(decodeFormText(name), decodeFormText(value));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
  }
  return parameters;
}

}  // namespace dataworks::detail
