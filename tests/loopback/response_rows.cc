// SPDX-License-Identifier: Apache-2.0
// Whole messages that are not the response that was hoped for: pages of balancers, damaged JSON and XML, absurd ids,
// and the service's own words when it rejects or fails.
#include "fault_rows.h"
#include "support/faults.h"

namespace dataworks::testing {

namespace {

using namespace faults;
using enum ErrorKind;

constexpr Expected kUnreadable{kBadResponse, Execution::kMaybeExecuted};
constexpr Expected kIdUnknown{kBadResponse, Execution::kExecuted};
constexpr Expected kFailed{kService, Execution::kMaybeExecuted};
constexpr Expected kRefused{kRejected, Execution::kNotExecuted};

FaultRow row(std::string name, Fault fault, Expected expected) {
  return {.name = std::move(name), .fault = std::move(fault), .trigger = expected, .poll = expected};
}

FaultRow final(FaultRow row) {
  row.recovers = false;
  return row;
}

FaultRow readable(FaultRow row) {
  row.poll = {};
  return row;
}

FaultRow throttled(FaultRow row) {
  row.throttles = true;
  return row;
}

std::string created(std::string_view value) {
  return R"({"RequestId":"R","ReturnCode":"0","ReturnValue":)" + std::string(value) + "}";
}

std::string listed(std::string_view instanceId, std::string_view status = "6") {
  return R"({"RequestId":"R","Success":true,"ErrCode":"0","Data":{"NodeInsInfo":[{"NodeName":"a","InstanceId":)" +
         std::string(instanceId) + R"(,"DagId":332455685,"Status":)" + std::string(status) + "}]}}";
}

// The same absurd number where the run's id and where a node's id stands.
FaultRow idRow(std::string name, std::string_view id) {
  FaultRow made = row(std::move(name), replyBodies(created(id), listed(id)), kIdUnknown);
  made.poll = kUnreadable;
  return made;
}

std::string nested(std::size_t levels) {
  return R"({"ReturnCode":"0","Success":true,"Data":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
}

std::string nestedXml(std::size_t levels) {
  std::string text = "<R>";
  for (std::size_t i = 0; i < levels; ++i) text += "<a>";
  for (std::size_t i = 0; i < levels; ++i) text += "</a>";
  return text + "</R>";
}

const std::string kPage = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
const std::string kDoctype = R"(<?xml version="1.0"?><!DOCTYPE r SYSTEM "file:///etc/passwd"><CreateManualDagResponse>)"
                             R"(<ReturnCode>0</ReturnCode><ReturnValue>1</ReturnValue></CreateManualDagResponse>)";
const std::string kEntityBomb =
    R"(<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">)"
    R"(<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><CreateManualDagResponse><ReturnCode>0</ReturnCode>)"
    R"(<ReturnMessage>&c;&c;&c;</ReturnMessage><ReturnValue>1</ReturnValue></CreateManualDagResponse>)";

Fault refusal(std::string_view code, std::string_view status) { return replyBody(envelope(code), status); }

// A proper response with something done to its body.
Fault changed(std::function<std::string(std::string)> change) {
  return reply(BytesFor([change](const SeenRequest& request) { return response(change(goodBody(request))); }));
}

}  // namespace

std::vector<FaultRow> responseRows() {
  const std::string elsewhere = "Location: http://192.0.2.1/\r\n";
  std::vector<FaultRow> rows{
      // Something else responds.
      row("PageWith200", replyBody(kPage), kUnreadable),
      row("PageWith502", replyBody(kPage, "502 Bad Gateway"), kFailed),
      row("PageWith404", replyBody(kPage, "404 Not Found"), kUnreadable),
      row("PageWith408", replyBody(kPage, "408 Request Timeout"), kFailed),
      throttled(row("PageWith429", replyBody(kPage, "429 Too Many Requests"), {kThrottled, Execution::kMaybeExecuted})),
      row("Empty200", replyBody(""), kUnreadable),
      row("Empty204", reply("HTTP/1.1 204 No Content\r\n\r\n"), kUnreadable),
      row("Empty500", replyBody("", "500 Internal Server Error"), kFailed),
      row("Redirect301", replyBody("", "301 Moved Permanently", elsewhere), kUnreadable),
      row("Redirect302", replyBody("", "302 Found", elsewhere), kUnreadable),
      row("Redirect303", replyBody("", "303 See Other", elsewhere), kUnreadable),
      row("Redirect307", replyBody("", "307 Temporary Redirect", elsewhere), kUnreadable),
      row("Redirect308", replyBody("", "308 Permanent Redirect", elsewhere), kUnreadable),

      // Damaged bodies.
      row("NulInTheBody", changed([](std::string body) { return body.insert(body.size() / 2, 1, '\0'); }), kUnreadable),
      readable(row("InvalidUtf8", changed([](std::string body) { return body.insert(14, "\xC3\x28"); }), kUnreadable)),
      row("ByteOrderMark", changed([](const std::string& body) { return "\xEF\xBB\xBF" + body; }), {}),
      row("GarbageAfterTheBody", changed([](const std::string& body) { return body + "}"; }), kUnreadable),
      row("CutBodyOfRightLength", changed([](std::string body) { return body.substr(0, body.size() / 2); }),
          kUnreadable),
      row("NestedTooDeep", replyBody(nested(100'000)), kUnreadable),
      row("XmlNestedTooDeep", replyBody(nestedXml(100'000)), kUnreadable),
      row("Doctype", replyBody(kDoctype), kUnreadable),
      row("EntityBomb", replyBody(kEntityBomb), kUnreadable),
      row("IdTwice",
          replyBodies(R"({"RequestId":"R","ReturnCode":"0","ReturnValue":1,"ReturnValue":2})",
                      R"({"RequestId":"R","Success":true,"Success":false,"ErrCode":"0","Data":{"NodeInsInfo":[]}})"),
          kUnreadable),
      row("OtherJson", replyBody(R"({"hello":"world"})"), kUnreadable),

      // Absurd ids.
      idRow("IdBeyondInt64", "99999999999999999999"),
      idRow("IdNegative", "-1"),
      idRow("IdFractional", "1.5"),
      row("UnknownStatus", replyBodies(created("1"), listed("1", "99")), {}),

      // The service's own word.
      final(row("RefusedIn200",
                replyBodies(R"({"RequestId":"R","ReturnCode":"1031203110005","ReturnMessage":"no such flow"})",
                            R"({"RequestId":"R","Success":false,"ErrCode":"11020293069","ErrMsg":"no such dag"})"),
                kRefused)),
      row("TroubleIn200",
          replyBodies(R"({"RequestId":"R","ReturnCode":"7","ReturnMessage":"internal error"})",
                      R"({"RequestId":"R","Success":false,"ErrCode":"7","ErrMsg":"internal error"})"),
          kFailed),
      final(row("MissingParameter", refusal("MissingParameter", "400 Bad Request"), kRefused)),
      final(row("UnknownCodeWith400", refusal("Strange", "400 Bad Request"), kRefused)),
      final(row("ForbiddenWith500", refusal("Forbidden.Wkbench.Role", "500 Internal Server Error"), kRefused)),
      final(row("SignatureDoesNotMatch", refusal("SignatureDoesNotMatch", "400 Bad Request"),
                {kCredentials, Execution::kNotExecuted})),
      final(row("QuotaOfTheDay", refusal("Throttling.Api.Risk", "429 Too Many Requests"),
                {kThrottled, Execution::kNotExecuted})),
      throttled(
          row("Throttled", refusal("Throttling.User", "429 Too Many Requests"), {kThrottled, Execution::kNotExecuted})),
      throttled(
          row("ThrottledWith400", refusal("Throttling", "400 Bad Request"), {kThrottled, Execution::kNotExecuted})),
      row("NonceSeenBefore", refusal("SignatureNonceUsed", "400 Bad Request"), kFailed),
      row("InternalError", refusal("InternalError", "500 Internal Server Error"), kFailed),
      row("UnknownError", refusal("UnknownError", "500 Internal Server Error"), kFailed),
      row("UnknownCodeWith500", refusal("Strange", "500 Internal Server Error"), kFailed),
      row("ServiceUnavailable", refusal("ServiceUnavailable", "503 Service Unavailable"), kFailed),
  };
  FaultRow noId = row("NoId", replyBodies(R"({"RequestId":"R","ReturnCode":"0"})", "{}"), kIdUnknown);
  noId.poll = kUnreadable;
  rows.push_back(noId);
  FaultRow idZero = row("IdZero", replyBodies(created("0"), listed("1")), kIdUnknown);
  idZero.poll = {};
  rows.push_back(idZero);
  return rows;
}

}  // namespace dataworks::testing
