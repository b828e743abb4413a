// SPDX-License-Identifier: Apache-2.0
// Names, texts and the exception of dataworks/error.h.
#include "dataworks/error.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <utility>

#include "text/sanitize.h"
#include "text/time.h"

namespace dataworks {

using namespace detail;

std::string_view name(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::kNone: return "none";
    case ErrorKind::kInvalidArgument: return "invalid argument";
    case ErrorKind::kCredentials: return "credentials";
    case ErrorKind::kNetwork: return "network";
    case ErrorKind::kTimeout: return "timeout";
    case ErrorKind::kCancelled: return "cancelled";
    case ErrorKind::kThrottled: return "throttled";
    case ErrorKind::kRejected: return "rejected";
    case ErrorKind::kService: return "service";
    case ErrorKind::kBadResponse: return "bad response";
    case ErrorKind::kInternal: return "out of memory";
  }
  return "unknown";
}

std::string_view name(Execution execution) noexcept {
  switch (execution) {
    case Execution::kNotExecuted: return "not executed";
    case Execution::kMaybeExecuted: return "maybe executed";
    case Execution::kExecuted: return "executed";
  }
  return "unknown";
}

std::string_view name(Phase phase) noexcept {
  switch (phase) {
    case Phase::kPrepare: return "prepare";
    case Phase::kCredentials: return "credentials";
    case Phase::kResolve: return "resolve";
    case Phase::kConnect: return "connect";
    case Phase::kTls: return "tls";
    case Phase::kSend: return "send";
    case Phase::kReceive: return "receive";
    case Phase::kResponse: return "response";
    case Phase::kBackoff: return "pause";
    case Phase::kPolling: return "watch";
  }
  return "unknown";
}

namespace {

// ` instances=1 done, 2 not sent`
std::string countsOf(const std::vector<InstanceOutcome>& instances) {
  static constexpr std::array<std::string_view, 4> kWords{"not sent", "done", "rejected", "unknown"};
  std::array<int, kWords.size()> counts{};
  for (const InstanceOutcome& each : instances) ++counts.at(static_cast<std::size_t>(each.action));
  std::string text;
  for (const std::size_t i : {1U, 2U, 3U, 0U}) {
    if (counts.at(i) > 0) {
      text.append(text.empty() ? " instances=" : ", ")
          .append(std::to_string(counts.at(i)))
          .append(" ")
          .append(kWords.at(i));
    }
  }
  return text;
}

}  // namespace

std::string toString(const Error& error) {
  std::string text = error.operation.empty() ? std::string() : error.operation + ": ";
  text += name(error.kind);
  if (!error.code.empty()) text += ' ' + error.code;
  if (!error.message.empty()) text += ": " + error.message;
  text += " [";
  text += name(error.execution);
  if (error.phase != Phase::kResponse && error.phase != Phase::kPrepare)
    text += " phase=" + std::string(name(error.phase));
  if (error.httpStatus != 0) text += " http=" + std::to_string(error.httpStatus);
  if (error.attempts > 1) text += " tries=" + std::to_string(error.attempts);
  if (error.dagId) text += " dag=" + std::to_string(*error.dagId);
  text += countsOf(error.instances);
  if (!error.requestId.empty()) text += " request=" + error.requestId;
  if (!error.signatureNonce.empty() && error.requestId.empty()) text += " nonce=" + error.signatureNonce;
  if (error.timestamp && error.requestId.empty()) text += " signed=" + isoTimestamp(*error.timestamp);
  if (error.retryAfter) text += " retry-after=" + std::to_string(error.retryAfter->count()) + "ms";
  text += ']';
  if (!error.hint.empty()) text += ' ' + error.hint;
  return sanitizeForLog(std::move(text));
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << toString(error); }

struct DataWorksException::Content {
  Error error;
  std::string text;
};

DataWorksException::DataWorksException(Error error) {
  std::string text = toString(error);
  content_ = std::make_shared<const Content>(Content{std::move(error), std::move(text)});
}
DataWorksException::~DataWorksException() = default;
DataWorksException::DataWorksException(const DataWorksException&) = default;
DataWorksException& DataWorksException::operator=(const DataWorksException&) = default;
const char* DataWorksException::what() const noexcept { return content_->text.c_str(); }
const Error& DataWorksException::error() const noexcept { return content_->error; }

void detail::abortWithoutError() noexcept {
  static_cast<void>(std::fputs("dataworks: error() was called on a success\n", stderr));
  std::abort();
}

void detail::abortWith(const Error& error) noexcept {
  const std::string text = toString(error);
  static_cast<void>(std::fprintf(stderr, "dataworks: a value was taken from an error: %s\n", text.c_str()));
  std::abort();
}

}  // namespace dataworks
