// JSON, through nlohmann's SAX interface: no tree is built, values go from the parser straight into the structs.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "wire/readers.h"

namespace dataworks::wire {

namespace {

using Json = nlohmann::json;

// What the parser calls; the names and signatures are nlohmann's. To answer false ends the parse.
class Events {
 public:
  explicit Events(AnswerBuilder& builder) noexcept : builder_(builder) {}

  bool null() { return builder_.value({}); }
  bool boolean(bool value) { return builder_.value(Scalar::ofFlag(value)); }
  bool number_integer(Json::number_integer_t value) { return builder_.value(Scalar::ofInteger(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return builder_.value(Scalar::ofUnsigned(value)); }
  bool number_float(Json::number_float_t, const std::string& written) {
    return builder_.value(Scalar::ofReal(written));
  }
  bool string(std::string& value) { return builder_.value(Scalar::ofText(value)); }
  bool binary(Json::binary_t&) { return false; }  // never in a text

  bool start_object(std::size_t) { return builder_.beginObject(); }
  bool key(std::string& name) { return builder_.name(name); }
  bool end_object() { return builder_.endObject(); }
  bool start_array(std::size_t) { return builder_.beginList(); }
  bool end_array() { return builder_.endList(); }

  bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
    errorPosition = position;
    return false;
  }

  std::size_t errorPosition = 0;

 private:
  AnswerBuilder& builder_;
};

// How many entries the list may have: the objects in the body but those that the list is in, and no more than its
// length makes plausible. An object begins with `{"` or `{` and a blank; `${` of a scheduling expression goes on with a
// letter.
std::size_t estimateEntries(std::string_view body) noexcept {
  constexpr std::size_t kShortestEntry = 64;
  constexpr std::size_t kAroundTheList = 2;  // the answer, and its Data
  std::size_t count = 0;
  const char* const end = body.data() + body.size();
  for (const char* at = body.data(); at < end; ++at) {
    at = static_cast<const char*>(std::memchr(at, '{', static_cast<std::size_t>(end - at)));
    if (at == nullptr) break;
    const char next = at + 1 < end ? at[1] : '\0';
    if (next == '"' || next == ' ' || next == '\n' || next == '\r' || next == '\t') ++count;
  }
  return std::min(count - std::min(count, kAroundTheList), body.size() / kShortestEntry);
}

}  // namespace

std::string readJson(std::string_view body, AnswerBuilder& builder) {
  if (builder.hasList()) builder.expectEntries(estimateEntries(body));
  Events events(builder);
  if (Json::sax_parse(body.data(), body.data() + body.size(), &events) && builder.finish()) return {};
  if (!builder.problem().empty()) return builder.problem();
  if (events.errorPosition > body.size())
    return "the answer is cut off after " + std::to_string(body.size()) + " bytes";
  return "the answer is no valid JSON at byte " + std::to_string(events.errorPosition);
}

}  // namespace dataworks::wire
