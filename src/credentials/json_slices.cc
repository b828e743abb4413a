#include "credentials/json_slices.h"

#include <charconv>
#include <cstdint>

#include "text/utf8.h"

namespace dataworks::detail {
namespace {

constexpr int kMaxDepth = 64;

/// Called for each member (name with its quotes) or element (no name); true ends the scan.
using Visit = std::function<bool(std::string_view name, std::string_view value)>;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// Moves past one value and responds its slice, or nothing if it is not well-formed. `visit` sees the outermost
  /// level.
  std::optional<std::string_view> value(int depth, const Visit* visit = nullptr) {
    skipBlanks();
    const std::size_t begin = at_;
    const char first = peek();
    const bool wellFormed = first == '{'   ? container('}', depth, visit)
                            : first == '[' ? container(']', depth, visit)
                            : first == '"' ? string()
                                           : literal();
    if (!wellFormed) return std::nullopt;
    return text_.substr(begin, at_ - begin);
  }

  [[nodiscard]] bool atEnd() {
    skipBlanks();
    return at_ == text_.size();
  }

 private:
  bool container(char close, int depth, const Visit* visit) {
    if (depth >= kMaxDepth) return false;
    ++at_;
    skipBlanks();
    if (take(close)) return true;
    do {
      std::string_view name;
      if (close == '}') {
        skipBlanks();
        const std::size_t begin = at_;
        if (!string()) return false;
        name = text_.substr(begin, at_ - begin);
        skipBlanks();
        if (!take(':')) return false;
      }
      const auto element = value(depth + 1);
      if (!element) return false;
      if (visit != nullptr && (*visit)(name, *element)) return true;
      skipBlanks();
    } while (take(','));
    return take(close);
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (c == '\\') ++at_;
    }
    return false;
  }

  bool literal() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::string_view(",:]}\"[{ \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    return word == "true" || word == "false" || word == "null" ||
           (!word.empty() && word.find_first_not_of("+-.0123456789eE") == std::string_view::npos);
  }

  void skipBlanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::uint32_t hexAt(std::string_view text, std::size_t at) {
  std::uint32_t code = 0;
  if (at + 4 <= text.size()) std::from_chars(text.data() + at, text.data() + at + 4, code, 16);
  return code;
}

/// `body` is what stands between the quotes.
WipedText unescape(std::string_view body) {
  WipedText out;
  out.text.reserve(body.size());  // the result is never longer, so no copy is left behind by growing
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] != '\\' || i + 1 == body.size()) {
      out.text.push_back(body[i]);
      continue;
    }
    const char escaped = body[++i];
    constexpr std::string_view kFrom = "bfnrt";
    constexpr std::string_view kTo = "\b\f\n\r\t";
    if (escaped == 'u') {
      std::uint32_t code = hexAt(body, i + 1);
      i += 4;
      const bool pairFollows =
          code >= 0xD800 && code < 0xDC00 && body.substr(i + 1 <= body.size() ? i + 1 : body.size(), 2) == "\\u";
      if (pairFollows) {
        code = 0x10000U + ((code - 0xD800U) << 10U) + ((hexAt(body, i + 3) - 0xDC00U) & 0x3FFU);
        i += 6;
      }
      appendUtf8(out.text, code);
    } else if (const auto index = kFrom.find(escaped); index != std::string_view::npos) {
      out.text.push_back(kTo[index]);
    } else {
      out.text.push_back(escaped);
    }
  }
  return out;
}

}  // namespace

bool isJson(std::string_view text) {
  Scanner scanner(text);
  return scanner.value(0).has_value() && scanner.atEnd();
}

std::string_view jsonMember(std::string_view object, std::string_view name) {
  std::string_view found;
  const Visit visit = [&](std::string_view quoted, std::string_view value) {
    if (quoted.empty() || jsonText(quoted).text != name) return false;
    found = value;
    return true;
  };
  (void)Scanner(object).value(0, &visit);
  return found;
}

void jsonElements(std::string_view array, const std::function<bool(std::string_view element)>& visit) {
  if (array.empty() || array.front() != '[') return;
  const Visit element = [&visit](std::string_view, std::string_view value) { return visit(value); };
  (void)Scanner(array).value(0, &element);
}

WipedText jsonText(std::string_view value) {
  if (value.empty() || value == "null" || value.front() == '{' || value.front() == '[') return {};
  if (value.front() == '"') return unescape(value.substr(1, value.size() - 2));
  return WipedText(std::string(value));
}

std::string jsonString(std::string_view object, std::string_view name) {
  return jsonText(jsonMember(object, name)).text;
}

Secret jsonSecret(std::string_view object, std::string_view name) { return jsonText(jsonMember(object, name)).text; }

}  // namespace dataworks::detail
