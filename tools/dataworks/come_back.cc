#include "come_back.h"

#include <algorithm>

#include "time_text.h"

namespace dataworks::cli {

namespace {

/// `created 03:00:00-03:01:00`, whole minutes: clocks differ a little, and the request took its time.
std::string createdBetween(std::chrono::system_clock::time_point sent) {
  using std::chrono::minutes;
  const auto clock = [](std::chrono::system_clock::time_point time) { return peopleTime(time).substr(11, 8); };
  const auto begin = std::chrono::floor<minutes>(sent);
  const auto end = std::chrono::floor<minutes>(sent + std::chrono::seconds(30)) + minutes(1);
  return "created " + clock(begin) + "-" + clock(end);
}

std::string whatHappened(const Error& error) {
  if (!error.code.empty()) return error.message.empty() ? error.code : error.code + ": " + error.message;
  if (error.phase != Phase::kSend && error.phase != Phase::kReceive) return error.message;
  if (error.kind == ErrorKind::kTimeout) return "no answer in time";
  if (error.kind == ErrorKind::kCancelled) return "interrupted before the answer came";
  return error.message + ", after the request was sent";
}

}  // namespace

std::string watchCommand(const std::vector<std::int64_t>& dagIds, const std::string& projectName,
                         const ConnectionOptions& connection) {
  std::string command = "dataworks watch";
  for (const std::int64_t dagId : dagIds) command += " " + std::to_string(dagId);
  return command + " -p " + shellQuoted(projectName) + showConnection(connection);
}

std::string triggerCommand(const std::string& verb, const CreateManualDagRequest& request,
                           const ConnectionOptions& connection) {
  std::string command = "dataworks " + verb + " " + shellQuoted(request.flowName);
  for (const Parameter& parameter : request.dagPara) {
    command += " " + shellQuoted(parameter.name + "=" + parameter.value);
  }
  command += " -p " + shellQuoted(request.projectName) + " --bizdate " + request.bizdate.day();
  for (const NodeParameter& node : request.nodePara) {
    for (const Parameter& parameter : node.parameters) {
      command +=
          " --node-para " + shellQuoted(std::to_string(node.nodeId) + ":" + parameter.name + "=" + parameter.value);
    }
  }
  return command + showConnection(connection);
}

std::vector<std::string> unknownOutcome(const std::string& verb, const CreateManualDagRequest& request,
                                        const ConnectionOptions& connection, const Error& error) {
  std::vector<std::string> lines;
  lines.push_back("dataworks: outcome unknown: " + request.projectName + "/" + request.flowName + " bizdate " +
                  request.bizdate.day() + " may have started (" + whatHappened(error) + ")");
  std::string known = error.timestamp ? "sent " + peopleTime(*error.timestamp) : "sent at an unknown time";
  if (!error.signatureNonce.empty()) known += ", nonce " + error.signatureNonce;
  known += error.requestId.empty() ? ", no request id" : ", request id " + error.requestId;
  lines.push_back("  " + known);
  lines.push_back("  look: Operation Center > manually triggered instances, flow " + request.flowName +
                  (error.timestamp ? ", " + createdBetween(*error.timestamp) : ""));
  std::string watch = watchCommand({}, request.projectName, connection);
  watch.insert(std::string_view("dataworks watch").size(), " <ID>");
  lines.push_back("  found it:  " + watch + "      not there: " + triggerCommand(verb, request, connection));
  return lines;
}

}  // namespace dataworks::cli
