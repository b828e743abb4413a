// SPDX-License-Identifier: Apache-2.0
#include "responses.h"

#include "actions.h"
#include "text/time.h"

namespace dataworks::emulator {
namespace {

Tree envelopeOf(const Rejection& rejection, const std::string& requestId) {
  return {{"HostId", "dataworks-emulator"},
          {"Code", rejection.code},
          {"Message", rejection.message},
          {"Recommend", "https://api.aliyun.com/troubleshoot?q=" + rejection.code +
                            "&product=dataworks-public&requestId=" + requestId}};
}

Tree withoutNulls(const Tree& tree) {
  if (!tree.is_structured()) return tree;
  Tree kept = tree.is_array() ? Tree::array() : Tree::object();
  for (const auto& item : tree.items()) {
    if (tree.is_array()) {
      kept.push_back(withoutNulls(item.value()));
    } else if (!item.value().is_null()) {
      kept[item.key()] = withoutNulls(item.value());
    }
  }
  return kept;
}

bool isTime(const std::string& field) { return field.ends_with("Time") || field == "Bizdate"; }

/// The names and values of the reference's samples of version 2018-06-01.
Tree inReferenceSpelling(const Tree& tree) {
  if (!tree.is_structured()) return tree;
  Tree spelled = tree.is_array() ? Tree::array() : Tree::object();
  for (const auto& item : tree.items()) {
    const Tree& value = item.value();
    if (tree.is_array()) {
      spelled.push_back(inReferenceSpelling(value));
      continue;
    }
    std::string name = item.key() == "BeginWaitResTime" ? "BeginWaitResourcesTime" : item.key();
    name[0] = static_cast<char>(name[0] - 'A' + 'a');
    if (isTime(item.key()) && value.is_number()) {
      spelled[name] = detail::shanghaiTime(std::chrono::system_clock::time_point(std::chrono::milliseconds(value)));
    } else {
      const bool isList = value.is_object() && value.contains("NodeInsInfo");
      spelled[name] = inReferenceSpelling(isList ? value["NodeInsInfo"] : value);
    }
  }
  return spelled;
}

/// The samples of version 2020-05-18 have this error code beside `"Success": true`.
Tree withSampleErrorCode(Tree tree) {
  if (tree.value("Success", false) && tree.contains("ErrorCode")) {
    tree["ErrorCode"] = "Invalid.Tenant.ConnectionNotExists";
    tree["ErrorMessage"] = "The connection does not exist.";
  }
  return tree;
}

/// Escapes, and replaces what XML 1.0 cannot hold.
std::string xmlEscape(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
    switch (character) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '\t':
      case '\n': escaped += character; break;
      default: escaped += static_cast<unsigned char>(character) < 0x20 ? '?' : character;
    }
  }
  return escaped;
}

void writeXml(const std::string& name, const Tree& tree, std::string& xml) {
  if (tree.is_array()) {
    for (const Tree& item : tree) writeXml(name, item, xml);
    return;
  }
  xml += '<' + name + '>';
  if (tree.is_object()) {
    for (const auto& [member, value] : tree.items()) writeXml(member, value, xml);
  } else if (tree.is_string()) {
    xml += xmlEscape(tree.get_ref<const std::string&>());
  } else if (!tree.is_null()) {
    xml += tree.dump();
  }
  xml += "</" + name + '>';
}

Tree spell(const Tree& tree, const Action* action, Dialect dialect) {
  if (dialect == Dialect::kWire) return withoutNulls(tree);
  const bool isNewer = action != nullptr && action->envelope != Envelope::kOwn;
  return isNewer ? withSampleErrorCode(withoutNulls(tree)) : inReferenceSpelling(tree);
}

std::string rootElement(const Action* action, bool isRejection, Dialect dialect) {
  if (action == nullptr || (isRejection && dialect == Dialect::kWire)) return "Error";
  const bool isMeta = !isRejection && dialect == Dialect::kReference && action->envelope == Envelope::kOwn;
  return std::string(action->name) + (isMeta ? "MetaResponse" : "Response");
}

}  // namespace

Format formatOf(const ApiRequest& request) {
  const std::string& format = request["Format"];
  return format == "JSON" || format == "json" ? Format::kJson : Format::kXml;
}

RawResponse render(const Content& content, const std::string& requestId, const std::string& actionName, Format format,
                   Dialect dialect) {
  const Action* action = findAction(actionName);
  const auto* rejection = std::get_if<Rejection>(&content);
  Tree tree = {{"RequestId", requestId}};
  tree.update(rejection != nullptr ? envelopeOf(*rejection, requestId) : std::get<Tree>(content));
  tree = spell(tree, action, dialect);

  RawResponse raw;
  const std::string json = tree.dump(-1, ' ', false, Tree::error_handler_t::replace);  // invalid UTF-8 is replaced here
  if (format == Format::kJson) {
    raw.contentType = "application/json;charset=utf-8";
    raw.body = json;
  } else {
    raw.contentType = "text/xml;charset=utf-8";
    raw.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    writeXml(rootElement(action, rejection != nullptr, dialect), Tree::parse(json), raw.body);
  }
  raw.headers.emplace_back("x-acs-request-id", requestId);
  if (rejection != nullptr) {
    raw.status = rejection->httpStatus;
    if (rejection->retryAfter) {
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(*rejection->retryAfter);
      raw.headers.emplace_back("x-acs-retry-after", std::to_string(rejection->retryAfter->count()));
      raw.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    }
  }
  return raw;
}

}  // namespace dataworks::emulator
