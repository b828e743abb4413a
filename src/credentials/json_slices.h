// Reads small JSON documents in place: every value is a slice of the text, nothing is copied, so wiping the text wipes
// the secrets in it. A parser that builds a tree would leave copies of them all over the heap.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "credentials/wipe.h"
#include "dataworks/credentials.h"

namespace dataworks {

/// True if `text` is one whole JSON value, nested at most 64 levels. What follows takes only slices of such a text.
[[nodiscard]] bool isJson(std::string_view text);

/// The slice of an object's member, empty if there is none (or `object` is no object). The first of that name counts.
[[nodiscard]] std::string_view jsonMember(std::string_view object, std::string_view name);

/// Calls `visit` with the slice of each element, if `array` is an array, until it answers true.
void jsonElements(std::string_view array, const std::function<bool(std::string_view element)>& visit);

/// The text of a string, or a number or boolean as it is written; empty for null, for anything else and for no value.
[[nodiscard]] WipedText jsonText(std::string_view value);

/// A member as a plain string, and as a secret.
[[nodiscard]] std::string jsonString(std::string_view object, std::string_view name);
[[nodiscard]] Secret jsonSecret(std::string_view object, std::string_view name);

}  // namespace dataworks
