#include "dry_run.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "columns.h"
#include "dataworks/signature.h"
#include "node_choice.h"
#include "terminal/words.h"

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

std::string percentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::map<std::string, std::string> readForm(std::string_view form) {
  std::map<std::string, std::string> parameters;
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    parameters[percentDecode(pair.substr(0, equals))] = percentDecode(pair.substr(std::min(equals + 1, pair.size())));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
  }
  return parameters;
}

}  // namespace

std::string showRequest(const std::string& method, const std::string& url, const std::string& form,
                        std::string_view format) {
  auto parameters = readForm(form);
  for (const std::string_view secret : kSecrets) {
    if (const auto at = parameters.find(std::string(secret)); at != parameters.end()) at->second = kMask;
  }
  const std::string stringToSign = rpcStringToSign(method, parameters);
  if (format != "table") {
    using Json = nlohmann::ordered_json;
    const Json json{{"method", method}, {"url", url}, {"parameters", parameters}, {"stringToSign", stringToSign}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  std::string text = method + " " + url + "\n";
  for (const auto& [name, value] : parameters) {
    text.append("  ").append(name).append(" = ").append(value).append("\n");
  }
  return text.append("string to sign\n  ").append(stringToSign).append("\n");
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
    credentials = staticCredentials("<access-key-id>", "no secret needed");
  options.credentials = std::move(credentials);
  auto client = DataWorksClient::create(std::move(options));
  if (!client) return std::move(client).error();
  Error error = send(*client);
  if (!transport->request_) return error;
  const HttpRequest& request = *transport->request_;
  const std::size_t query = std::min(request.url.find('?'), request.url.size());
  const std::string inUrl = request.url.substr(std::min(query + 1, request.url.size()));
  return showRequest(request.method, request.url.substr(0, query), request.body.empty() ? inUrl : request.body, format);
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
