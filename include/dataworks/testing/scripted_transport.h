// SPDX-License-Identifier: Apache-2.0
// A transport that replies from a script, for tests of programs that use this library and for its own tests.
//
//   auto script = std::make_shared<dataworks::testing::ScriptedTransport>();
//   script->reply("CreateManualDag", accepted(42));
//   script->reply("SearchManualDagNodeInstance", nodes({{"extract", NodeStatus::kRunning}}));
//   script->reply("SearchManualDagNodeInstance", nodes({{"extract", NodeStatus::kSuccess}}));
//   auto client = DataWorksClient::create({.regionId = "cn-test", .credentials = staticCredentials("id", "secret"),
//                                          .transport = script, .clock = std::make_shared<ManualClock>()});
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dataworks/manual_dag.h"
#include "dataworks/transport.h"

namespace dataworks::detail {
/// Returns `text` as a JSON string, quotes included.
[[nodiscard]] inline std::string asJson(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      json.append("\\u00").append({kHex[byte / 16], kHex[byte % 16]});
    } else {
      json.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
    }
  }
  return json + '"';
}
}  // namespace dataworks::detail

namespace dataworks::testing {

/// A request as sent, with its parameters decoded from body and query.
struct SentRequest {
  std::string action;                             ///< The `Action` parameter.
  std::map<std::string, std::string> parameters;  ///< All of them, including the common ones and the signature.
  HttpRequest http;                               ///< As the transport got it.
};

/// Produces the outcome of a request, which it may inspect.
using Reply = std::function<TransportOutcome(const SentRequest&)>;

/// Replies with any status, body and headers.
[[nodiscard]] inline Reply respond(int status, const std::string& body, const std::vector<HttpHeader>& headers = {}) {
  return [=](const SentRequest&) { return HttpResponse{.status = status, .headers = headers, .body = body}; };
}

/// Accepts the trigger with this run id.
[[nodiscard]] inline Reply accepted(std::int64_t dagId) {
  return respond(
      200, R"({"RequestId":"scripted","ReturnCode":"0","ReturnMessage":"","ReturnErrorSolution":"","ReturnValue":)" +
               std::to_string(dagId) + "}");
}

/// One node of a scripted reply.
struct ScriptedNode {
  std::string name;             ///< Its `nodeName`.
  NodeStatus status;            ///< Its status.
  std::int64_t instanceId = 0;  ///< 0: numbered from 1.
};

/// Replies with the node instances of a run: of the one with this id or, without one, of the one that was asked for.
[[nodiscard]] inline Reply nodes(std::vector<ScriptedNode> list, std::int64_t dagId = 0) {
  return [all = std::move(list), dagId](const SentRequest& request) {
    const auto asked = request.parameters.find("DagId");
    const bool isOfAsked = dagId == 0 && asked != request.parameters.end();
    const std::string id = isOfAsked ? asked->second : std::to_string(dagId);
    std::string rows;
    std::int64_t counted = 0;
    for (const ScriptedNode& node : all) {
      rows += (rows.empty() ? "" : ",") + (R"({"NodeName":)" + detail::asJson(node.name)) + R"(,"InstanceId":)" +
              std::to_string(node.instanceId != 0 ? node.instanceId : ++counted) + R"(,"DagId":)" + id +
              R"(,"DagType":5,"Status":)" + std::to_string(static_cast<std::int64_t>(node.status)) + "}";
    }
    const Reply reply =
        respond(200, R"({"RequestId":"scripted","Success":true,"ErrCode":"0","ErrMsg":"","Data":{"NodeInsInfo":[)" +
                         rows + "]}}");
    return reply(request);
  };
}

/// Replies with the gateway's error envelope.
[[nodiscard]] inline Reply rejected(const std::string& code, const std::string& message = "scripted",
                                    int status = 400) {
  return respond(status, R"({"RequestId":"scripted","Code":)" + detail::asJson(code) + R"(,"Message":)" +
                             detail::asJson(message) + "}");
}

/// Breaks the connection.
[[nodiscard]] inline Reply dropConnection(RequestSent sent) {
  return [sent](const SentRequest&) {
    return TransportFailure{.kind = ErrorKind::kNetwork,
                            .phase = sent == RequestSent::kNo ? Phase::kConnect : Phase::kReceive,
                            .sent = sent,
                            .detail = "scripted connection loss"};
  };
}

/// Replies are kept per action and given in the order in which they were added. Thread-safe.
class ScriptedTransport final : public Transport {
 public:
  /// Adds `next` as the next reply to `action`, `times` times.
  ScriptedTransport& reply(const std::string& action, const Reply& next, int times = 1) {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < times; ++i) script_[action].push_back(next);
    return *this;
  }

  /// Sets what to reply to `action` when nothing else is left.
  ScriptedTransport& otherwise(const std::string& action, Reply next) {
    const std::lock_guard lock(mutex_);
    otherwise_[action] = std::move(next);
    return *this;
  }

  /// Returns all requests so far, in the order received.
  [[nodiscard]] std::vector<SentRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  /// Returns the action of each reply not yet given. Empty at the end of a test that went as scripted.
  [[nodiscard]] std::vector<std::string> unused() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> actions;
    for (const auto& [action, replies] : script_) actions.insert(actions.end(), replies.size(), action);
    return actions;
  }

  void send(HttpRequest request, std::stop_token /*stop*/, std::function<void(TransportOutcome)> done) override {
    SentRequest sent = decode(std::move(request));
    const Reply next = take(sent);
    done(next(sent));
  }

 private:
  Reply take(const SentRequest& sent) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(sent);
    auto& replies = script_[sent.action];
    if (!replies.empty()) {
      Reply next = std::move(replies.front());
      replies.pop_front();
      ++used_[sent.action];
      return next;
    }
    if (const auto standing = otherwise_.find(sent.action); standing != otherwise_.end()) return standing->second;
    return [text = "the script has no reply left for " + sent.action + " (" + std::to_string(used_[sent.action]) +
                   " were used)"](const SentRequest&) {
      return TransportFailure{.kind = ErrorKind::kInvalidArgument,
                              .phase = Phase::kPrepare,
                              .sent = RequestSent::kNo,
                              .detail = text,
                              .retryable = false};
    };
  }

  static SentRequest decode(HttpRequest request) {
    SentRequest sent;
    const auto query = request.url.find('?');
    if (query != std::string::npos) decodeForm(std::string_view(request.url).substr(query + 1), sent.parameters);
    decodeForm(request.body, sent.parameters);
    if (const auto action = sent.parameters.find("Action"); action != sent.parameters.end())
      sent.action = action->second;
    for (const HttpHeader& header : request.headers) {  // where signature V3 has it
      if (header.name == "x-acs-action") sent.action = header.value;
    }
    sent.http = std::move(request);
    return sent;
  }

  static void decodeForm(std::string_view form, std::map<std::string, std::string>& parameters) {
    while (!form.empty()) {
      const std::string_view pair = form.substr(0, form.find('&'));
      form.remove_prefix((std::min)(form.size(), pair.size() + 1));
      const auto equals = (std::min)(pair.find('='), pair.size());
      if (equals == 0) continue;
      parameters[percentDecode(pair.substr(0, equals))] =
          percentDecode(pair.substr((std::min)(equals + 1, pair.size())));
    }
  }

  static std::string percentDecode(std::string_view text) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size()) {
        out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
        i += 2;
      } else {
        out += text[i] == '+' ? ' ' : text[i];
      }
    }
    return out;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::deque<Reply>> script_;
  std::map<std::string, Reply> otherwise_;
  std::map<std::string, int> used_;
  std::vector<SentRequest> requests_;
};

}  // namespace dataworks::testing
