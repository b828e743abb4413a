#include "responses.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace dataworks::emulator {
namespace {

using Tree = nlohmann::ordered_json;

/// Builds the tree of a response in one dialect; it is then written as JSON or as XML.
class TreeWriter {
 public:
  explicit TreeWriter(Dialect dialect) : dialect_(dialect) {}

  Tree build(const Rejection& rejection) const {
    Tree tree = Tree::object();
    set(tree, "RequestId", rejection.requestId);
    set(tree, "HostId", "dataworks-emulator");
    set(tree, "Code", rejection.code);
    set(tree, "Message", rejection.message);
    set(tree, "Recommend",
        "https://api.aliyun.com/troubleshoot?q=" + rejection.code +
            "&product=dataworks-public&requestId=" + rejection.requestId);
    return tree;
  }

  Tree build(const CreateManualDagResponse& response) const {
    Tree tree = Tree::object();
    set(tree, "RequestId", response.requestId);
    set(tree, "ReturnCode", response.returnCode);
    set(tree, "ReturnMessage", response.returnMessage);
    set(tree, "ReturnErrorSolution", response.returnErrorSolution);
    set(tree, "ReturnValue", response.returnValue == 0 ? Tree() : Tree(response.returnValue));
    return tree;
  }

  Tree build(const SearchManualDagNodeInstanceResponse& response) const {
    Tree list = Tree::array();
    for (const NodeInsInfo& node : response.data) list.push_back(build(node));
    Tree tree = Tree::object();
    set(tree, "RequestId", response.requestId);
    set(tree, "Success", response.success);
    set(tree, "ErrCode", response.errCode);
    set(tree, "ErrMsg", response.errMsg);
    set(tree, "Data", dialect_ == Dialect::kWire ? Tree{{"NodeInsInfo", std::move(list)}} : std::move(list));
    return tree;
  }

 private:
  Tree build(const NodeInsInfo& node) const {
    Tree tree = Tree::object();
    set(tree, "NodeName", node.nodeName);
    set(tree, "InstanceId", node.instanceId);
    set(tree, "DagId", node.dagId);
    set(tree, "DagType", node.dagType);
    set(tree, "Status", static_cast<std::int64_t>(node.status));
    set(tree, "ParaValue", node.paraValue);
    set(tree, "Bizdate", build(node.bizdate));
    set(tree, "CreateTime", build(node.createTime));
    set(tree, "BeginWaitTimeTime", build(node.beginWaitTimeTime));
    set(tree, dialect_ == Dialect::kWire ? "BeginWaitResTime" : "BeginWaitResourcesTime", build(node.beginWaitResTime));
    set(tree, "BeginRunningTime", build(node.beginRunningTime));
    set(tree, "FinishTime", build(node.finishTime));
    set(tree, "ModifyTime", build(node.modifyTime));
    return tree;
  }

  Tree build(const Timestamp& timestamp) const {
    if (!timestamp.time) return {};
    const auto time = std::chrono::floor<std::chrono::milliseconds>(*timestamp.time);
    if (dialect_ == Dialect::kWire) return time.time_since_epoch().count();
    return shanghaiText(time);
  }

  static std::string shanghaiText(WallTime time) {
    const auto local = std::chrono::floor<std::chrono::seconds>(time + std::chrono::hours(8));
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(local - day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
  }

  void set(Tree& tree, std::string name, Tree value) const {
    if (dialect_ == Dialect::kWire) {
      if (value.is_null()) return;
    } else {
      name[0] = static_cast<char>(name[0] - 'A' + 'a');
    }
    tree[std::move(name)] = std::move(value);
  }

  Dialect dialect_;
};

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

std::string rootElement(const ApiResponse& response, const std::string& action, Dialect dialect) {
  const bool isRejection = std::holds_alternative<Rejection>(response);
  const bool isKnown = action == "CreateManualDag" || action == "SearchManualDagNodeInstance";
  if (isRejection && (dialect == Dialect::kWire || !isKnown)) return "Error";
  return action + (isRejection || dialect == Dialect::kWire ? "Response" : "MetaResponse");
}

}  // namespace

Format formatOf(const ApiRequest& request) {
  const std::string& format = request["Format"];
  return format == "JSON" || format == "json" ? Format::kJson : Format::kXml;
}

RawResponse render(const ApiResponse& response, const std::string& action, Format format, Dialect dialect) {
  const TreeWriter writer(dialect);
  const Tree tree = std::visit([&](const auto& any) { return writer.build(any); }, response);

  RawResponse raw;
  const std::string json = tree.dump(-1, ' ', false, Tree::error_handler_t::replace);  // invalid UTF-8 is replaced here
  if (format == Format::kJson) {
    raw.contentType = "application/json;charset=utf-8";
    raw.body = json;
  } else {
    raw.contentType = "text/xml;charset=utf-8";
    raw.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    writeXml(rootElement(response, action, dialect), Tree::parse(json), raw.body);
  }
  std::visit([&](const auto& any) { raw.headers.emplace_back("x-acs-request-id", any.requestId); }, response);
  if (const auto* rejection = std::get_if<Rejection>(&response)) {
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
