// SPDX-License-Identifier: Apache-2.0
// Text as Windows takes it, for the files that are compiled there. Everywhere else in this library text, paths too, is
// UTF-8.
#pragma once

#include <windows.h>

#include <string>
#include <string_view>

namespace dataworks::detail {

inline std::wstring wide(std::string_view utf8) {
  const int size = static_cast<int>(utf8.size());
  std::wstring text(static_cast<std::size_t>(MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0)), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, text.data(), static_cast<int>(text.size()));
  return text;
}

inline std::string narrow(std::wstring_view text) {
  const int size = static_cast<int>(text.size());
  std::string utf8(
      static_cast<std::size_t>(WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr)), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), size, utf8.data(), static_cast<int>(utf8.size()), nullptr, nullptr);
  return utf8;
}

}  // namespace dataworks::detail
