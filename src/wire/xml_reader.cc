// SPDX-License-Identifier: Apache-2.0
// XML, through pugixml, in place: names and texts stay in the body, only the structure of the tree is allocated.
//
// pugixml is lenient; what it lets pass and a response must not have is refused here: a DOCTYPE, a second root, text
// around the root, bytes that are not UTF-8, references to characters that do not exist.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <new>
#include <pugixml.hpp>
#include <string>

#include "text/utf8.h"
#include "wire/readers.h"

namespace dataworks::detail::wire {

namespace {

// Embedding the text of an element into its node halves the nodes; DOCTYPE and text outside of the root are kept only
// so that `rootOf` can refuse them.
constexpr unsigned kFlags = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol |
                            pugi::parse_embed_pcdata | pugi::parse_doctype | pugi::parse_fragment;

// The next reference to a character that does not exist; empty if there is none. pugixml would turn `&#0;` into the end
// of a text and a surrogate into bytes that are not UTF-8. In a CDATA section such a text is no reference and is taken
// for one all the same: it does not occur, and the other way round is worse.
std::string_view referenceToNoCharacter(std::string_view body) {
  for (std::size_t at = body.find("&#"); at != std::string_view::npos; at = body.find("&#", at + 2)) {
    const bool isHex = body.substr(at + 2, 1) == "x";
    const char* const begin = body.data() + at + (isHex ? 3 : 2);
    unsigned long number = 0;  // and 0 it stays for what does not fit
    const char* const end = std::from_chars(begin, body.data() + body.size(), number, isHex ? 16 : 10).ptr;
    if (end == begin) continue;  // no number: stays the text it is
    const bool isSurrogate = number >= 0xD800 && number <= 0xDFFF;
    if (number != 0 && !isSurrogate && number <= 0x10FFFF) continue;
    const bool isClosed = end != body.data() + body.size() && *end == ';';
    return body.substr(at, static_cast<std::size_t>(end - body.data()) - at + (isClosed ? 1 : 0));
  }
  return {};
}

// Each becomes U+FFFD, in place. Returns what is left: none is shorter.
std::span<char> replaceReferences(std::span<char> body, std::size_t& count) {
  char* to = body.data();
  std::string_view rest(body.data(), body.size());
  while (true) {
    const std::string_view reference = referenceToNoCharacter(rest);
    const std::size_t before =
        reference.empty() ? rest.size() : static_cast<std::size_t>(reference.data() - rest.data());
    const std::size_t after = before + reference.size();
    std::memmove(to, rest.data(), before);
    to += before;
    if (reference.empty()) return body.first(static_cast<std::size_t>(to - body.data()));
    to = std::copy(kReplacementCharacter.begin(), kReplacementCharacter.end(), to);
    ++count;
    rest.remove_prefix(after);
  }
}

// The one element of the document, or a null node and the problem.
pugi::xml_node rootOf(const pugi::xml_document& document, std::string& problem) {
  pugi::xml_node root;
  for (const pugi::xml_node node : document) {
    if (node.type() == pugi::node_doctype) problem = "the response has a DOCTYPE, which DataWorks never sends";
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      problem = "the response has text around its XML";
    }
    if (root && problem.empty()) problem = "the response has two XML roots";
    if (!problem.empty()) return {};
    root = node;
  }
  if (!root) problem = "the response has no XML element";
  return root;
}

// Its loops go from sibling to sibling by hand: pugixml's iterators are twice the calls into its library.
bool hasElements(const pugi::xml_node& node) {
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (child.type() == pugi::node_element) return true;
  }
  return false;
}

// The text of an element without elements. It comes in pieces only where CDATA sections are in it.
std::string_view textOf(const pugi::xml_node& node, std::string& joined) {
  std::string_view text = node.value();
  bool isJoined = false;
  for (const pugi::xml_node piece : node) {
    if (text.empty()) {
      text = piece.value();
      continue;
    }
    if (!isJoined) joined = text;
    isJoined = true;
    joined += piece.value();
  }
  return isJoined ? std::string_view(joined) : text;
}

std::size_t countChildren(const pugi::xml_node& node) {
  std::size_t count = 0;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) ++count;
  return count;
}

// How many entries the list may have: they stand in the root, or in one of its children.
std::size_t estimateEntries(const pugi::xml_node& root) {
  std::size_t count = countChildren(root);
  for (const pugi::xml_node child : root) count = std::max(count, countChildren(child));
  return count;
}

// What can be read of a body that is cut: pugixml takes the last byte for itself, and half a reference is none.
std::span<char> withoutCutEnd(std::span<char> body) {
  constexpr std::size_t kLongestReference = 8;
  const std::string_view text = firstBytes({body.data(), body.size()}, body.size() - 1);
  const std::size_t begin = text.rfind('&');
  const bool isOpen = begin != std::string_view::npos && text.size() - begin <= kLongestReference &&
                      text.find(';', begin) == std::string_view::npos;
  return body.first((isOpen ? begin : text.size()) + 1);
}

// Recursive, and no deeper than the builder allows.
bool visit(const pugi::xml_node& node, ResponseBuilder& builder, std::string& joined) {
  if (!node.first_child()) return builder.value(Scalar::ofText(node.value()));  // nearly always
  if (!hasElements(node)) return builder.value(Scalar::ofText(textOf(node, joined)));
  if (!builder.beginObject()) return false;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    if (!builder.name(child.name()) || !visit(child, builder, joined)) return false;
  }
  return builder.endObject();
}

}  // namespace

std::string readXml(std::span<char> body, ResponseBuilder& builder, Body whole) {
  const bool isCut = whole == Body::kCut;
  if (isCut) body = withoutCutEnd(body);
  const std::size_t spare = isCut ? 1 : 0;
  const std::string_view text(body.data(), body.size() - spare);
  if (!isUtf8(text)) return "the response is XML, but not UTF-8";
  if (!referenceToNoCharacter(text).empty()) {
    if (!builder.replacesInvalidUtf8()) return "the response is XML with a reference to no character";
    std::size_t count = 0;
    body = {body.data(), replaceReferences(body.first(text.size()), count).size() + spare};
    builder.countInvalidUtf8(count);
  }

  pugi::xml_document document;
  const unsigned flags = isCut ? kFlags & ~pugi::parse_eol : kFlags;  // else a cut CDATA section is left half done
  const pugi::xml_parse_result parsed =
      document.load_buffer_inplace(body.data(), body.size(), flags, pugi::encoding_utf8);
  if (parsed.status == pugi::status_out_of_memory) throw std::bad_alloc();
  if (!parsed && !isCut) {
    const auto position = static_cast<std::size_t>(parsed.offset) + 1;
    if (position >= body.size()) return "the response is cut off after " + std::to_string(body.size()) + " bytes";
    return "invalid XML at byte " + std::to_string(position) + ": " + parsed.description();
  }
  std::string problem;
  const pugi::xml_node root = rootOf(document, problem);
  if (!root) return problem;
  std::string joined;
  if (!hasElements(root)) return "the response is XML without fields";
  if (builder.hasList()) builder.expectEntries(estimateEntries(root));
  if (!visit(root, builder, joined) || !builder.finish()) return builder.problem();
  return {};
}

}  // namespace dataworks::detail::wire
