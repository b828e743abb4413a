// The front door of `wire`: a body of bytes in, the fields of a struct out.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/answer_builder.h"

namespace dataworks::wire {

/// Reads an answer in JSON or XML, whichever it is, and sets the fields that `shape` names in `answer`. Returns empty
/// if all is well, else what is wrong, for people; fields may have been set by then. XML leaves `body` as garbage.
[[nodiscard]] std::string readAnswer(std::span<char> body, const AnswerShape& shape, void* answer);

/// The same for a body that must not change; copies it if it is XML.
[[nodiscard]] std::string readAnswerCopy(std::string_view body, const AnswerShape& shape, void* answer);

}  // namespace dataworks::wire
