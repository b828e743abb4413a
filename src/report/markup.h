// SPDX-License-Identifier: Apache-2.0
// A growing piece of HTML or XML. Text from outside can enter only through `text`, which escapes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "report/escape.h"
#include "report/format.h"

namespace dataworks::detail::report {

class Markup {
 public:
  /// Appends our own tags and words.
  Markup& raw(std::string_view markup) { return out_ += markup, *this; }
  /// Appends anything else, as content or inside a quoted attribute.
  Markup& text(std::string_view content) { return appendMarkup(out_, content), *this; }
  Markup& number(std::int64_t value) { return appendInteger(out_, value), *this; }
  Markup& decimal(double value) { return appendDecimal(out_, value), *this; }

  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  [[nodiscard]] const std::string& str() const noexcept { return out_; }

 private:
  std::string out_;
};

}  // namespace dataworks::detail::report
