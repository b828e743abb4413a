// Is a text UTF-8?
#pragma once

#include <string_view>

namespace dataworks::wire {

/// True if all of `text` is well-formed UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text) noexcept;

}  // namespace dataworks::wire
