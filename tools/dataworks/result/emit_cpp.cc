// SPDX-License-Identifier: Apache-2.0
#include "result/emit_cpp.h"

#include <array>
#include <cstdio>

#include "result/saving.h"

namespace dataworks::cli {

namespace {

/// A C++ string literal. Octal escapes end after three digits; a hex escape would include following digits.
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

std::string list(const std::vector<std::int64_t>& ids) {
  std::string text = "{";
  for (const std::int64_t id : ids) text += (text.size() > 1 ? ", " : "") + std::to_string(id);
  return text + "}";
}

std::string number(unsigned value) { return std::to_string(value); }

std::string duration(std::chrono::milliseconds value) {
  return "std::chrono::milliseconds(" + std::to_string(value.count()) + ")";
}

std::string requestLines(const FlowTrigger& request) {
  const auto date = request.bizdate.date();
  const bool isPart = request.part.isGiven();
  std::string text = isPart ? "  dw::RunManualDagNodesRequest request;\n" : "  dw::CreateManualDagRequest request;\n";
  text += "  request.projectName = " + literal(request.projectName) + ";\n";
  text += "  request.flowName = " + literal(request.flowName) + ";\n";
  text += "  request.bizdate = dw::Bizdate(std::chrono::year(" + std::to_string(static_cast<int>(date.year())) +
          ") / " + number(static_cast<unsigned>(date.month())) + " / " + number(static_cast<unsigned>(date.day())) +
          ");  // or dw::Bizdate::yesterday()\n";
  if (!request.dagPara.empty()) text += "  request.dagPara = " + list(request.dagPara) + ";\n";
  if (!request.nodePara.empty()) text += "  request.nodePara = " + list(request.nodePara) + ";\n";
  if (!request.part.only.empty()) text += "  request.includeNodeIds = " + list(request.part.only) + ";\n";
  if (!request.part.except.empty()) text += "  request.excludeNodeIds = " + list(request.part.except) + ";\n";
  if (isPart && request.part.environment() == ProjectEnv::kDev) text += "  request.env = dw::ProjectEnv::kDev;\n";
  return text;
}

std::string optionLines(const ConnectionOptions& connection, Network network) {
  std::string text = "  dw::ClientOptions options;  // unset options come from the environment\n";
  if (!connection.regionId.empty()) text += "  options.regionId = " + literal(connection.regionId) + ";\n";
  if (!connection.endpoint.empty()) text += "  options.endpoint = " + literal(connection.endpoint) + ";\n";
  if (network == Network::kVpc) text += "  options.network = dw::Network::kVpc;\n";
  if (!connection.profile.empty()) {
    text += "  options.credentials = dw::profileCredentials(" + literal(connection.profile) + ");\n";
  }
  if (connection.proxy)
    text += "  options.http.proxy = " + literal(withoutPassword(*connection.proxy)) +
            (hidesPassword(connection) ? ";  // put the password in\n" : ";\n");
  if (!connection.caFile.empty()) text += "  options.http.caFile = " + literal(connection.caFile) + ";\n";
  if (connection.allowPlainHttp) text += "  options.http.allowPlainHttp = true;\n";
  if (connection.wireFormat == "xml") text += "  options.format = dw::WireFormat::kXml;\n";
  if (connection.signature == "v3") text += "  options.signature = dw::SignatureVersion::kV3;\n";
  if (connection.callTimeout) {
    text += "  options.timeout = " + duration(*connection.callTimeout) + ";\n";
  }
  return text;
}

// The table of exit_code.cc, without signals.
constexpr std::string_view kExitCodeOf = R"(
// The exit codes of `dataworks`, which `dataworks explain CODE` explains.
int exitCodeOf(const dw::Error& error) {
  using enum dw::ErrorKind;
  if (error.dagId || error.execution == dw::Execution::kExecuted) {
    return error.kind == kTimeout ? 124 : 7;  // the run goes on: watch it by its id
  }
  if (error.mayHaveExecuted()) return 6;  // check before triggering again
  switch (error.kind) {
    case kInvalidArgument: return 2;
    case kRejected: return 3;
    case kCredentials: return 4;
    default: break;
  }
  const bool isDailyQuota = error.code == "Throttling.Resource" || error.code == "Throttling.Api.Risk";
  return isDailyQuota ? 3 : 5;  // 5: nothing was started, and it may be repeated
}
)";

constexpr std::string_view kNotCreated = R"(
  if (!created) {
    std::cerr << created.error() << '\n';
    return exitCodeOf(created.error());
  }
)";

constexpr std::string_view kShowId = R"(  std::cout << created->ref().dagId << '\n';
  return 0;
}
)";

constexpr std::string_view kRun = R"(
  if (!run) {
    std::cerr << run.error() << '\n';
    return exitCodeOf(run.error());
  }
)";

std::string_view triggerCall(const FlowTrigger& request) { return request.part.isGiven() ? "call" : "createManualDag"; }

std::string createLines(const FlowTrigger& request, const ConnectionOptions& connection) {
  const std::string options = connection.timeout ? ", {.timeout = " + duration(*connection.timeout) + "}" : "";
  return "\n  auto created = client->" + std::string(triggerCall(request)) + "(request" + options + ");" +
         std::string(kNotCreated) + std::string(kShowId);
}

/// The library triggers a whole flow and waits for it in one call; a part of it takes two.
std::string triggerAndWait(const FlowTrigger& request, const ConnectionOptions& connection) {
  if (!request.part.isGiven()) return "  auto run = client->runManualDag(request, wait);";
  const bool isLimited = connection.timeout && connection.timeout->count() > 0;
  const std::string options = isLimited ? ", {.timeout = std::min(wait.timeout, options.timeout)}" : "";
  return "  auto created = client->call(request" + options + ");" + std::string(kNotCreated) +
         "  auto run = client->waitForManualDag(created->ref(), wait);";
}

std::string runLines(const FlowTrigger& request, const ConnectionOptions& connection, const WatchFlags& watch) {
  std::string text = "\n  dw::WaitOptions wait;\n";
  if (connection.timeout) text += "  wait.timeout = " + duration(*connection.timeout) + ";\n";
  if (watch.pollBudget) text += "  wait.pollBudget = " + std::to_string(*watch.pollBudget) + ";\n";
  if (watch.failFast) text += "  wait.failFast = true;\n";
  text += "  wait.onUpdate = [](const dw::DagRun& now) { std::cout << now << '\\n'; };\n";
  text += triggerAndWait(request, connection) + std::string(kRun);
  for (std::size_t i = 0; i < watch.save.size(); ++i) {
    const std::string out = "out" + (i == 0 ? "" : std::to_string(i + 1));
    text += "  std::ofstream " + out + "(" + literal(watch.save[i]) + ", std::ios::binary);\n";
    text += "  dw::" + std::string(reportFunction(watch.save[i])) + "(*run, " + out +
            ", {.flowName = request.flowName, .bizdate = request.bizdate});\n";
  }
  return text + "  return run->state == dw::DagRunState::kSucceeded ? 0 : 1;\n}\n";
}

}  // namespace

std::string emitCpp(const FlowTrigger& request, const ConnectionOptions& connection, const WatchFlags* watch,
                    Network network) {
  const bool saves = watch != nullptr && !watch->save.empty();
  std::string text = "#include <dataworks/dataworks.h>\n";
  if (saves) text += "#include <dataworks/report.h>  // link dataworks::report\n";
  text += request.part.isGiven() ? "\n#include <algorithm>\n#include <chrono>\n" : "\n#include <chrono>\n";
  if (saves) text += "#include <fstream>\n";
  text +=
      "#include <iostream>\n"
      "\n"
      "namespace dw = dataworks;\n";
  text += kExitCodeOf;
  text += "\nint main() {\n";
  text += optionLines(connection, network);
  text +=
      "  auto client = dw::DataWorksClient::create(options);\n"
      "  if (!client) {\n"
      "    std::cerr << client.error() << '\\n';\n"
      "    return exitCodeOf(client.error());\n"
      "  }\n"
      "\n";
  text += requestLines(request);
  return text + (watch != nullptr ? runLines(request, connection, *watch) : createLines(request, connection));
}

}  // namespace dataworks::cli
