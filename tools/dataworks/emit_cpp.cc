#include "emit_cpp.h"

#include <array>
#include <cstdio>

namespace dataworks::cli {

namespace {

/// A C++ string literal. Octal escapes: they end after three digits, where a hex escape would swallow what follows.
std::string literal(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted.append("\\").append(1, c);
    } else if (c == '?') {
      quoted += "\\?";  // no trigraphs
    } else if (byte < 0x20 || byte == 0x7f) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\%03o", static_cast<unsigned>(byte));
      quoted += escape.data();
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string list(const Parameters& parameters) {
  std::string text = "{";
  for (const Parameter& parameter : parameters) {
    if (text.size() > 1) text += ", ";
    text += "{" + literal(parameter.name) + ", " + literal(parameter.value) + "}";
  }
  return text + "}";
}

std::string list(const NodeParameters& nodes) {
  std::string text = "{";
  for (const NodeParameter& node : nodes) {
    if (text.size() > 1) text += ", ";
    text += "{" + std::to_string(node.nodeId) + ", " + list(node.parameters) + "}";
  }
  return text + "}";
}

std::string number(unsigned value) { return std::to_string(value); }

std::string requestLines(const CreateManualDagRequest& request) {
  const auto date = request.bizdate.date();
  std::string text = "  dw::CreateManualDagRequest request;\n";
  text += "  request.projectName = " + literal(request.projectName) + ";\n";
  text += "  request.flowName = " + literal(request.flowName) + ";\n";
  text += "  request.bizdate = dw::Bizdate(std::chrono::year(" + std::to_string(static_cast<int>(date.year())) +
          ") / " + number(static_cast<unsigned>(date.month())) + " / " + number(static_cast<unsigned>(date.day())) +
          ");  // or dw::Bizdate::yesterday()\n";
  if (!request.dagPara.empty()) text += "  request.dagPara = " + list(request.dagPara) + ";\n";
  if (!request.nodePara.empty()) text += "  request.nodePara = " + list(request.nodePara) + ";\n";
  return text;
}

std::string optionLines(const ConnectionOptions& connection) {
  std::string text = "  dw::ClientOptions options;  // what is not set here comes from the environment\n";
  if (!connection.regionId.empty()) text += "  options.regionId = " + literal(connection.regionId) + ";\n";
  if (!connection.endpoint.empty()) text += "  options.endpoint = " + literal(connection.endpoint) + ";\n";
  if (!connection.profile.empty()) {
    text += "  options.credentials = dw::profileCredentials(" + literal(connection.profile) + ");\n";
  }
  if (connection.proxy) text += "  options.proxy = " + literal(*connection.proxy) + ";\n";
  if (!connection.caFile.empty()) text += "  options.caFile = " + literal(connection.caFile) + ";\n";
  if (connection.allowPlainHttp) text += "  options.allowPlainHttp = true;\n";
  if (connection.wireFormat == "xml") text += "  options.format = dw::WireFormat::kXml;\n";
  if (connection.callTimeout) {
    text += "  options.timeout = std::chrono::milliseconds(" + std::to_string(connection.callTimeout->count()) + ");\n";
  }
  return text;
}

constexpr std::string_view kCreate = R"(
  auto created = client->createManualDag(request);
  if (!created) {
    std::cerr << created.error() << '\n';
    return created.error().mayHaveExecuted() ? 6 : 5;  // 6: look before you trigger again
  }
  std::cout << created->dagId() << '\n';
  return 0;
}
)";

constexpr std::string_view kRun = R"(
  auto run = client->runManualDag(request, {.onUpdate = [](const dw::DagRun& now) { std::cout << now << '\n'; }});
  if (!run) {
    const dw::Error& error = run.error();
    std::cerr << error << '\n';
    if (error.dagId) return 7;                // started, then lost sight of
    return error.mayHaveExecuted() ? 6 : 5;   // 6: look before you trigger again
  }
  return run->state == dw::DagRunState::kSucceeded ? 0 : 1;
}
)";

}  // namespace

std::string emitCpp(const CreateManualDagRequest& request, const ConnectionOptions& connection, bool waits) {
  std::string text =
      "#include <dataworks/dataworks.h>\n"
      "\n"
      "#include <chrono>\n"
      "#include <iostream>\n"
      "\n"
      "namespace dw = dataworks;\n"
      "\n"
      "int main() {\n";
  text += optionLines(connection);
  text +=
      "  auto client = dw::DataWorksClient::create(options);\n"
      "  if (!client) {\n"
      "    std::cerr << client.error() << '\\n';\n"
      "    return 2;\n"
      "  }\n"
      "\n";
  text += requestLines(request);
  text += waits ? kRun : kCreate;
  return text;
}

}  // namespace dataworks::cli
