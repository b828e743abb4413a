// SPDX-License-Identifier: Apache-2.0
#include "terminal/language.h"

#include <string>

namespace dataworks::cli {

Language chooseLanguage(std::string_view flag, const detail::Environment& environment) {
  std::string wanted(flag);
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (wanted.empty()) wanted = environment(variable);
  }
  return wanted.starts_with("zh") ? Language::kChinese : Language::kEnglish;
}

}  // namespace dataworks::cli
