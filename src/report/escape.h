// Makes text from outside safe. Node names and parameters are whatever people typed, and each format can be broken by
// them in its own ways, so everything that is not ours goes through here.
#pragma once

#include <string>
#include <string_view>

namespace dataworks::report {

/// Appends `text` for HTML or XML, as content or as a quoted attribute value. What neither may contain (controls,
/// broken UTF-8), and what changes the reading direction of the text around it, becomes U+FFFD.
void appendMarkup(std::string& out, std::string_view text);

/// Appends `text` as a JSON string, quotes included; safe inside a `<script>`, too. Broken UTF-8 becomes U+FFFD.
void appendJson(std::string& out, std::string_view text);

}  // namespace dataworks::report
