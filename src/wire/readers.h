// The two readers behind `readAnswer`: each turns a body into the events of an `AnswerBuilder`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "wire/answer_builder.h"

namespace dataworks::wire {

/// Returns empty if `body` is one JSON object that `builder` accepted, else what is wrong.
[[nodiscard]] std::string readJson(std::string_view body, AnswerBuilder& builder);

/// The same for one XML element. Parses in place: `body` is garbage afterwards.
[[nodiscard]] std::string readXml(std::span<char> body, AnswerBuilder& builder);

}  // namespace dataworks::wire
