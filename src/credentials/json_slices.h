// Reads small JSON documents in place. Every value is a slice of the text and nothing is copied, so wiping the text
// wipes the secrets in it. A parser that builds a tree would leave copies of them all over the heap.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"
#include "memory/wipe.h"

namespace dataworks::detail {

/// True if `text` is one whole JSON value, nested at most 64 levels. The functions below take only slices of such a
/// text.
[[nodiscard]] bool isJson(std::string_view text);

/// Returns the slice of an object's member; empty if there is none, or if `object` is not an object. The first member
/// of that name counts.
[[nodiscard]] std::string_view jsonMember(std::string_view object, std::string_view name);

/// If `array` is an array, calls `visit` with the slice of each element until it returns true.
void jsonElements(std::string_view array, const std::function<bool(std::string_view element)>& visit);

/// Returns the text of a string, or a number or boolean as written; empty for anything else, null or no value.
[[nodiscard]] WipedText jsonText(std::string_view value);

/// Return a member as a plain string, and as a secret.
[[nodiscard]] std::string jsonString(std::string_view object, std::string_view name);
[[nodiscard]] Secret jsonSecret(std::string_view object, std::string_view name);

}  // namespace dataworks::detail
