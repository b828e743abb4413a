// SPDX-License-Identifier: Apache-2.0
// Escapes text from outside. Names and parameters are what people typed, and each format has its own ways to break.
#pragma once

#include <string>
#include <string_view>

namespace dataworks::detail::report {

/// Appends `text` for HTML or XML, as content or as a quoted attribute value. What neither may contain (controls,
/// broken UTF-8), and what changes the reading direction of the text around it, becomes U+FFFD.
void appendMarkup(std::string& out, std::string_view text);

/// Appends `text` as a JSON string, quotes included; safe inside a `<script>`, too. Broken UTF-8 becomes U+FFFD.
void appendJson(std::string& out, std::string_view text);

}  // namespace dataworks::detail::report
