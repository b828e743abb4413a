// SPDX-License-Identifier: Apache-2.0
#include "json_text.h"

#include <algorithm>

namespace dataworks::emulator {
namespace {

constexpr std::size_t kMaxDepth = 16;  // a flows file needs 6

class TreeBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text) {}

  JsonText take() { return std::move(parsed_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override {
    std::string token = '"' + value + '"';
    return add(std::move(value), std::move(token));
  }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    lastToken_ = '"' + name + '"';
    path_.back() = std::move(name);
    if (open_.back()->contains(path_.back())) parsed_.duplicates.push_back(path_);
    return true;
  }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) return fail(0, "the file is empty");
    const bool atEnd = position > text_.size();
    return fail(atEnd ? text_.size() : startOf(token, position), explain(error.what(), atEnd));
  }

 private:
  bool open(Json container) {
    if (open_.size() == kMaxDepth) return fail(0, "nested too deeply for a flows file");
    open_.push_back(attach(std::move(container)));
    path_.emplace_back();
    lastToken_.clear();
    return true;
  }

  bool close() {
    open_.pop_back();
    path_.pop_back();
    lastToken_.clear();
    return true;
  }

  bool add(Json leaf, std::string token = {}) {
    attach(std::move(leaf));
    lastToken_ = std::move(token);
    return true;
  }

  // The pointers in `open_` stay valid: only the innermost container grows.
  Json* attach(Json value) {
    if (open_.empty()) return &(parsed_.tree = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_object()) return &(parent[path_.back()] = std::move(value));
    return &parent.emplace_back(std::move(value));
  }

  /// Where the token that ends at `position` begins. nlohmann's copy of it is exact for texts and numbers; for a single
  /// character it still contains what was read earlier.
  std::size_t startOf(const std::string& token, std::size_t position) const {
    const bool isOneCharacter = position > 0 && std::string_view("{}[]:,").find(text_[position - 1]) != text_.npos;
    return position - std::min(position, isOneCharacter ? 1 : token.size());
  }

  /// nlohmann's text is "…syntax error while parsing X - unexpected Y; expected Z": people need Z and the place.
  std::string explain(std::string_view what, bool atEnd) const {
    static constexpr std::string_view kExpected = "; expected ";
    const auto expected = what.rfind(kExpected);
    std::string wanted(expected == what.npos ? std::string_view() : what.substr(expected + kExpected.size()));
    if (wanted == "end of input") return "unexpected text after the end";
    if (wanted == "string literal") wanted = "a name in quotes";
    std::string message = atEnd ? "the file ends too early" : wanted.empty() ? "not readable as JSON" : "";
    if (!wanted.empty()) message += (atEnd ? ": expected " : "expected ") + wanted;
    if (!lastToken_.empty()) message += " after " + lastToken_;
    return message;
  }

  bool fail(std::size_t offset, std::string message) {
    const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
    const auto lineStart = before.rfind('\n');
    parsed_.error = {1 + static_cast<std::size_t>(std::ranges::count(before, '\n')),
                     lineStart == std::string_view::npos ? before.size() + 1 : before.size() - lineStart,
                     std::move(message)};
    return false;
  }

  std::string_view text_;
  JsonText parsed_;
  std::vector<Json*> open_;
  std::vector<std::string> path_;  // for each open container the name in it that was read last
  std::string lastToken_;          // the name or text read last, if it was the last token; for messages
};

}  // namespace

JsonText parseJson(std::string_view text) {
  TreeBuilder builder(text);
  Json::sax_parse(text, &builder, Json::input_format_t::json, /*strict=*/true, /*ignore_comments=*/true);
  return builder.take();
}

}  // namespace dataworks::emulator
