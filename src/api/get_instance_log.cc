// SPDX-License-Identifier: Apache-2.0
// GetInstanceLog: the log of one attempt of an instance, as one text. A log that takes more than `maxLogBytes` is cut,
// by the transport or here, and what is not UTF-8 in it is replaced: half a log is better than none.
#include <algorithm>

#include "api/encoder.h"
#include "api/envelope.h"
#include "api/prepare.h"
#include "errors/classify.h"
#include "text/utf8.h"

namespace dataworks::detail::api {

namespace {

wire::SetResult setLog(void* envelope, const wire::Scalar& value, bool again) {
  if (value.kind == wire::Scalar::Kind::kReal) return wire::SetResult::kUnfit;  // an object, not a text
  return wire::setText(Enveloped<GetInstanceLogResponse>::in(envelope).data, value, again);
}

constexpr auto kLogFields = envelopeFieldsAnd({.name = "Data", .take = &setLog, .strict = true});
constexpr wire::ResponseSchema kLogSchema{.fields = kLogFields, .invalidUtf8 = &invalidUtf8};

// Replaces what is not UTF-8, within `maxBytes`, and returns how often.
std::size_t repair(HttpResponse& response, std::size_t maxBytes) {
  constexpr std::size_t kLongestCharacter = 4;
  std::string& body = response.body;
  if (response.truncated && !body.empty()) body.resize(firstBytes(body, body.size() - 1).size());
  std::replace(body.begin(), body.end(), '\0', '\xFF');  // no byte of UTF-8 either
  if (isUtf8(body)) return 0;
  std::size_t count = 0;
  body = withValidUtf8(body, count, maxBytes);
  if (maxBytes - body.size() < kLongestCharacter) response.truncated = true;
  return count;
}

}  // namespace

Result<CallRequest> encode(const GetInstanceLogRequest& request) {
  Encoder call(kActionOf<GetInstanceLogRequest>, request.regionId);
  call.id("instanceId", "InstanceId", request.instanceId)
      .environment(request.env)
      .optionalId("instanceHistoryId", "InstanceHistoryId", request.instanceHistoryId);
  return call.finish(Idempotency::kIdempotent);
}

template <>
Result<GetInstanceLogResponse> decode<GetInstanceLogRequest>(HttpResponse&& response, const CallRequest& request) {
  const std::size_t replaced = repair(response, std::max(request.maxLogBytes, response.body.size()));
  auto log = decodeEnveloped<GetInstanceLogResponse>(response, request, kLogSchema);
  if (!log) return log;
  if (response.truncated && log->data.empty()) return classifyBadResponse(response, "the response is cut off");
  const std::string_view kept = firstBytes(log->data, request.maxLogBytes);
  log->truncated = response.truncated || kept.size() < log->data.size();
  log->data.resize(kept.size());
  log->invalidUtf8 += replaced;
  return log;
}

}  // namespace dataworks::detail::api

namespace dataworks::detail {

Result<Prepared<GetInstanceLogResponse>> prepare(const GetInstanceLogRequest& request, const CallOptions& options,
                                                 const Settings& settings) {
  auto log = prepare<GetInstanceLogRequest>(request, options, settings);
  if (log) log->request.maxLogBytes = settings.maxLogBytes;
  return log;
}

}  // namespace dataworks::detail
