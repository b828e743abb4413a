// SPDX-License-Identifier: Apache-2.0
#include "wire/read_response.h"

#include <algorithm>
#include <cstring>

#include "text/utf8.h"
#include "wire/readers.h"

namespace dataworks::detail::wire {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where the content begins: behind a byte order mark and blanks.
std::size_t contentStart(std::string_view body) noexcept {
  const std::size_t mark = body.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::string_view rest = body.substr(mark);
  const std::size_t start = rest.find_first_not_of(" \t\r\n");
  return start == std::string_view::npos ? body.size() : mark + start;
}

bool startsWithTag(std::string_view text, std::string_view lowerCaseTag) noexcept {
  return text.size() >= lowerCaseTag.size() &&
         std::equal(lowerCaseTag.begin(), lowerCaseTag.end(), text.begin(),
                    [](char tag, char c) { return (c >= 'A' && c <= 'Z' ? c | 0x20 : c) == tag; });
}

// What is obviously wrong with a body, before it is parsed; empty if nothing is.
std::string obviousProblem(std::string_view body, std::string_view content) {
  if (content.empty()) return "the response is empty";
  if (startsWithTag(content, "<html") || startsWithTag(content, "<!doctype html")) {
    return "the response is an HTML page, not from DataWorks (a proxy?)";
  }
  if (content.front() != '{' && content.front() != '[' && content.front() != '<') {
    return "the response is neither JSON nor XML";
  }
  // Of no use in JSON; and the XML parser would take it for the end of the body.
  if (std::memchr(body.data(), 0, body.size()) != nullptr) return "the response contains a NUL byte";
  return {};
}

std::string read(std::span<char> body, const ResponseSchema& shape, void* response, Body whole) {
  const std::string_view text(body.data(), body.size());
  const std::size_t start = contentStart(text);
  if (std::string problem = obviousProblem(text, text.substr(start)); !problem.empty()) return problem;
  ResponseBuilder builder(shape, response);
  auto content = body.subspan(start);
  std::string valid;
  if (builder.replacesInvalidUtf8() && !isUtf8(text)) {
    std::size_t count = 0;
    valid = withValidUtf8(text.substr(start), count);
    builder.countInvalidUtf8(count);
    content = valid;
  }
  return content.front() == '<' ? readXml(content, builder, whole) : readJson(content, builder, whole);
}

}  // namespace

std::string readResponse(std::span<char> body, const ResponseSchema& shape, void* response) {
  return read(body, shape, response, Body::kWhole);
}

std::string readCutResponse(std::span<char> body, const ResponseSchema& shape, void* response) {
  return read(body, shape, response, Body::kCut);
}

std::string readResponseCopy(std::string_view body, const ResponseSchema& shape, void* response) {
  std::string copy(body);
  return readResponse(copy, shape, response);
}

}  // namespace dataworks::detail::wire
