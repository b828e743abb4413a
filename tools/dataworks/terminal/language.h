// SPDX-License-Identifier: Apache-2.0
// The language of texts for people. English and Chinese stand next to each other, where they are used.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "dataworks/error.h"
#include "text/environment.h"

namespace dataworks::cli {

/// `flag` (`en`, `zh`; empty: not given) > `LC_ALL` > `LC_MESSAGES` > `LANG` > English.
[[nodiscard]] Language chooseLanguage(std::string_view flag, const detail::Environment& environment);

/// A text for people in both languages.
struct Text {
  Text() = default;
  Text(std::string inEnglish, std::string inChinese) : english(std::move(inEnglish)), chinese(std::move(inChinese)) {}

  [[nodiscard]] const std::string& in(Language language) const noexcept {
    return language == Language::kChinese ? chinese : english;
  }

  std::string english;
  std::string chinese;
};

/// The one of two texts that is in `language`.
[[nodiscard]] inline std::string in(Language language, std::string_view english, std::string_view chinese) {
  return std::string(language == Language::kChinese ? chinese : english);
}

}  // namespace dataworks::cli
