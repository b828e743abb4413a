// Text from outside, made safe: node names and parameters are whatever people typed, and each format has its own ways
// of being broken by them. Everything that is not ours goes through here.
#pragma once

#include <string>
#include <string_view>

namespace dataworks::report {

/// Appends `text` for HTML or XML, as content or as an attribute's value in quotes. What neither may hold (controls,
/// broken UTF-8), and what turns the reading direction of the text around it, becomes U+FFFD.
void appendMarkup(std::string& out, std::string_view text);

/// Appends `text` as a JSON string, with its quotes; also safe inside a `<script>`. Broken UTF-8 becomes U+FFFD.
void appendJson(std::string& out, std::string_view text);

}  // namespace dataworks::report
