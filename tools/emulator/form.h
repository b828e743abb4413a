// Parses `application/x-www-form-urlencoded` text: the query of a URL, or a form body.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace dataworks::emulator {

/// Adds the decoded parameters. `+` is a blank; an invalid `%` sequence is kept as it is; of duplicate names the first
/// counts.
void readForm(std::string_view text, std::map<std::string, std::string>& parameters);

}  // namespace dataworks::emulator
