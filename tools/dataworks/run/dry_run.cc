// SPDX-License-Identifier: Apache-2.0
#include "run/dry_run.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "command_line/node_choice.h"
#include "dataworks/signature.h"
#include "run/connection.h"
#include "session/columns.h"
#include "session/json.h"
#include "terminal/words.h"
#include "text/ascii.h"
#include "text/form.h"

namespace dataworks::cli {

namespace {

constexpr std::string_view kMask = "***";
constexpr std::array<std::string_view, 3> kSecrets{"Signature", "SecurityToken", "BearerToken"};

class CapturingTransport : public Transport {
 public:
  void send(HttpRequest request, std::stop_token /*stop*/, std::function<void(TransportOutcome)> done) override {
    request_ = std::move(request);
    TransportFailure failure;
    failure.phase = Phase::kPrepare;
    failure.sent = RequestSent::kNo;
    failure.detail = "dry run";
    failure.retryable = false;
    done(failure);
  }

  std::optional<HttpRequest> request_;
};

using Shown = std::map<std::string, std::string>;

Shown parametersOf(std::string_view form) {
  Shown parameters;
  for (auto& [name, value] : detail::readForm(form)) parameters[std::move(name)] = std::move(value);
  return parameters;
}

std::string show(const std::string& method, const std::string& url, const Shown& parameters, const Shown& headers,
                 const std::string& stringToSign, std::string_view format) {
  if (format != "table") {
    Json json{{"method", method}, {"url", url}, {"parameters", parameters}};
    if (!headers.empty()) json["headers"] = headers;
    json["stringToSign"] = stringToSign;
    return jsonLines(json);
  }
  std::string text = method + " " + url + "\n";
  for (const auto& [name, value] : headers) text.append("  ").append(name).append(": ").append(value).append("\n");
  for (const auto& [name, value] : parameters) text.append("  ").append(name).append(" = ").append(value).append("\n");
  return text.append("string to sign\n  ").append(stringToSign).append("\n");
}

void mask(Shown& values, std::string_view name) {
  if (const auto at = values.find(std::string(name)); at != values.end()) at->second = kMask;
}

/// What V3 adds to a request is in its headers.
std::string showV3(const HttpRequest& request, std::string_view format) {
  Acs3Request asSigned{.body = request.body};
  for (const HttpHeader& header : request.headers) asSigned.headers[detail::inLowerCase(header.name)] = header.value;
  const std::string_view afterScheme = std::string_view(request.url).substr(request.url.find("://") + 3);
  asSigned.headers["host"] = afterScheme.substr(0, afterScheme.find('/'));
  const std::string stringToSign = acs3StringToSign(asSigned);
  Shown shown = asSigned.headers;
  for (const std::string_view secret : {"x-acs-security-token", "x-acs-bearer-token"}) mask(shown, secret);
  if (const auto proof = shown.find("authorization"); proof != shown.end()) {
    proof->second.resize(proof->second.rfind("Signature="));
    proof->second.append("Signature=").append(kMask);
  }
  return show(request.method, request.url, parametersOf(request.body), shown, stringToSign, format);
}

}  // namespace

std::string showRequest(const std::string& method, const std::string& url, const std::string& form,
                        std::string_view format) {
  Shown parameters = parametersOf(form);
  for (const std::string_view secret : kSecrets) mask(parameters, secret);
  return show(method, url, parameters, {}, rpcStringToSign(method, parameters), format);
}

Result<std::string> dryRun(const ConnectionOptions& connection, std::string_view format,
                           const std::function<Error(const DataWorksClient&)>& send) {
  ClientOptions options = toClientOptions(connection);
  const auto transport = std::make_shared<CapturingTransport>();
  options.transport = transport;
  // Credentials come from the environment only: the other sources, and so a chosen profile, read files, run programs or
  // ask servers.
  auto credentials = environmentCredentials();
  if (!connection.profile.empty() || !credentials->fetch({}))
    credentials = staticCredentials("<access-key-id>", "no-secret-needed");
  options.credentials = std::move(credentials);
  auto client = DataWorksClient::create(std::move(options));
  if (!client) return withSources(std::move(client).error(), connection);
  Error error = send(*client);
  if (!transport->request_) return error;
  const HttpRequest& request = *transport->request_;
  if (connection.signature == "v3") return showV3(request, format);
  const std::size_t query = std::min(request.url.find('?'), request.url.size());
  const std::string inUrl = request.url.substr(std::min(query + 1, request.url.size()));
  return showRequest(request.method, request.url.substr(0, query), request.body.empty() ? inUrl : request.body, format);
}

std::vector<PlannedRequest> requestsFor(const std::vector<const NodeInsInfo*>& nodes, std::string_view action) {
  std::vector<PlannedRequest> requests;
  for (const NodeInsInfo* node : nodes) requests.push_back({action, node});
  return requests;
}

std::string showPlan(const DagRun& run, const std::vector<PlannedRequest>& requests, std::string_view format) {
  if (format != "table") return plannedJson(run.projectName, run.dagId, requests);
  if (requests.empty()) return "nothing would be sent\n";
  std::vector<std::vector<std::string>> rows;
  for (const PlannedRequest& request : requests) {
    rows.push_back({"  " + std::string(request.action), nodeAndId(*request.node),
                    terminal::statusWord(request.node->status, Language::kEnglish)});
  }
  std::string text = "would be sent, and was not:\n";
  for (const std::string& line : alignColumns(rows)) text += line + "\n";
  return text;
}

}  // namespace dataworks::cli
