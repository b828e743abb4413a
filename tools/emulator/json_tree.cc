#include "json_tree.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace dataworks::emulator {
namespace {

constexpr std::size_t kDeepest = 16;  // a flows file needs 6

/// Builds the tree from nlohmann's events.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TreeBuilder(std::string_view text) : text_(text) {}

  JsonOutcome take(bool parsed) {
    if (parsed) return std::move(root_);
    return std::move(error_);
  }

  bool null() override { return add({JsonTree::Null{}}); }
  bool boolean(bool value) override { return add({value}); }
  bool number_integer(number_integer_t value) override { return add({value}); }
  bool number_unsigned(number_unsigned_t value) override {
    const bool fits = value <= static_cast<number_unsigned_t>(INT64_MAX);
    return fits ? add({static_cast<std::int64_t>(value)}) : add({static_cast<double>(value)});
  }
  bool number_float(number_float_t value, const string_t&) override { return add({value}); }
  bool string(string_t& value) override {
    std::string token = '"' + value + '"';
    return add({std::move(value)}, std::move(token));
  }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    lastToken_ = '"' + name + '"';
    key_ = std::move(name);
    return true;
  }
  bool start_object(std::size_t) override { return open({JsonTree::Members{}}); }
  bool start_array(std::size_t) override { return open({JsonTree::Items{}}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    if (text_.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      setErrorAt(0, "the file is empty");
      return false;
    }
    const bool atEnd = position > text_.size();
    setErrorAt(atEnd ? text_.size() : startOf(token, position), explain(error.what(), atEnd));
    return false;
  }

 private:
  bool open(JsonTree container) {
    if (open_.size() == kDeepest) {
      error_ = {1, 1, "nested too deeply for a flows file"};
      return false;
    }
    JsonTree* const added = attach(std::move(container));
    open_.push_back(added);
    lastToken_.clear();
    return true;
  }

  bool close() {
    open_.pop_back();
    lastToken_.clear();
    return true;
  }

  bool add(JsonTree leaf, std::string token = {}) {
    attach(std::move(leaf));
    lastToken_ = std::move(token);
    return true;
  }

  // The pointers in `open_` stay valid: only the innermost container grows.
  JsonTree* attach(JsonTree tree) {
    if (open_.empty()) {
      root_ = std::move(tree);
      return &root_;
    }
    if (auto* members = std::get_if<JsonTree::Members>(&open_.back()->value)) {
      members->push_back({std::move(key_), std::move(tree)});
      return &members->back().value;
    }
    return &std::get<JsonTree::Items>(open_.back()->value).emplace_back(std::move(tree));
  }

  /// Where the token that ends at `position` begins. nlohmann's copy of it is exact for texts and numbers; for a
  /// single character it still contains what was read earlier.
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

  void setErrorAt(std::size_t offset, std::string message) {
    const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
    const auto lineStart = before.rfind('\n');
    error_.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
    error_.column = lineStart == std::string_view::npos ? before.size() + 1 : before.size() - lineStart;
    error_.message = std::move(message);
  }

  std::string_view text_;
  JsonTree root_;
  std::vector<JsonTree*> open_;
  std::string key_;
  std::string lastToken_;  // the name or text read last, if it was the last token; for messages
  JsonError error_;
};

}  // namespace

JsonOutcome parseJson(std::string_view text) {
  TreeBuilder builder(text);
  const bool parsed = nlohmann::json::sax_parse(text, &builder, nlohmann::json::input_format_t::json, /*strict=*/true,
                                                /*ignore_comments=*/true);
  return builder.take(parsed);
}

}  // namespace dataworks::emulator
