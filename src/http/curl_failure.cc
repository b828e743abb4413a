// SPDX-License-Identifier: Apache-2.0
#include "http/curl_failure.h"

#include <cerrno>
#include <string>

namespace dataworks::detail {

namespace {

Phase phaseOf(const Evidence& evidence) noexcept {
  if (evidence.mayHaveBeenSent) return evidence.wasSentWhole ? Phase::kReceive : Phase::kSend;
  if (!evidence.nameWasFound) return Phase::kResolve;
  return evidence.handshakeBegan ? Phase::kTls : Phase::kConnect;
}

// What libcurl adds to the code's own text, unless it may quote a URL: a proxy's may contain a password.
std::string detailOf(CURLcode code, std::string_view libcurlMessage) {
  const bool quotesUrl =
      libcurlMessage.find("://") != std::string_view::npos || libcurlMessage.find('@') != std::string_view::npos;
  return libcurlMessage.empty() || quotesUrl ? curl_easy_strerror(code) : std::string(libcurlMessage);
}

// libcurl has read the proxy setting, and could make nothing of it.
bool blamesProxySetting(CURLcode code, const Evidence& evidence) {
  return !evidence.mayHaveBeenSent && !evidence.proxyProblem.empty() &&
         (code == CURLE_COULDNT_RESOLVE_PROXY || evidence.libcurlMessage.starts_with("Unsupported proxy"));
}

TransportFailure refused(const Evidence& evidence) {
  TransportFailure failure = endedBy(ErrorKind::kBadResponse, evidence);
  switch (evidence.refusal) {
    case Refusal::kDuplicateSend:
      failure.kind = ErrorKind::kNetwork;
      failure.phase = Phase::kReceive;
      failure.detail = "the connection broke after the request was sent, and it was not sent again";
      break;
    case Refusal::kPlainHttp:
      failure.kind = ErrorKind::kInvalidArgument;
      failure.detail = "plain http:// to an address that is not loopback was refused; use https:// or allowPlainHttp";
      failure.retryable = false;
      break;
    case Refusal::kDuplicateResponse:
      failure.sent = RequestSent::kMaybe;  // not this attempt, but the one before
      failure.detail = "the previous attempt got two responses, and one of them may mean that it was executed";
      failure.retryable = false;
      break;
    case Refusal::kEarlyResponse: failure.detail = "the server responded before the request was sent"; break;
    case Refusal::kBodyTooLong:
      failure.detail = "the response is longer than " + std::to_string(evidence.maxResponseBytes) + " bytes";
      break;
    case Refusal::kHeadersTooLong: failure.detail = "the headers of the response are longer than 64 KiB"; break;
    case Refusal::kEncoded: failure.detail = "the response is compressed, though compression was not requested"; break;
    case Refusal::kLengthTwice: failure.detail = "the response has two different Content-Length headers"; break;
    case Refusal::kInternal: failure.kind = ErrorKind::kInternal; break;
    case Refusal::kUnsolicited:
    case Refusal::kNone: break;
  }
  return failure;
}

}  // namespace

TransportFailure endedBy(ErrorKind kind, const Evidence& evidence) noexcept {
  return {.kind = kind,
          .phase = phaseOf(evidence),
          .sent = evidence.mayHaveBeenSent ? RequestSent::kMaybe : RequestSent::kNo};
}

TransportFailure failureOf(CURLcode code, const Evidence& evidence) {
  if (evidence.refusal != Refusal::kNone) return refused(evidence);
  TransportFailure failure = endedBy(ErrorKind::kNetwork, evidence);
  failure.detail = detailOf(code, evidence.libcurlMessage);
  if (blamesProxySetting(code, evidence)) {
    failure.kind = ErrorKind::kInvalidArgument;
    failure.detail = evidence.proxyProblem;
    failure.retryable = false;
    return failure;
  }
  if (!evidence.mayHaveBeenSent && evidence.noDescriptors != 0) {  // whatever libcurl made of it
    failure.detail = evidence.noDescriptors == EMFILE
                         ? "this process has no file descriptors left (EMFILE): close some, or raise ulimit -n"
                         : "the system has no file descriptors left (ENFILE)";
    return failure;
  }
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: failure.kind = ErrorKind::kTimeout; break;
    case CURLE_OUT_OF_MEMORY:
      failure.kind = ErrorKind::kInternal;
      if (evidence.responseBegan) {  // libcurl reports the same for a header line beyond its own limit
        failure.kind = ErrorKind::kBadResponse;
        failure.detail = "a header line of the response is too long, or memory ran out";
      }
      break;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_BAD_CONTENT_ENCODING: failure.kind = ErrorKind::kBadResponse; break;
    case CURLE_UNSUPPORTED_PROTOCOL:  // after sending: a response without a status line
      failure.kind = evidence.mayHaveBeenSent ? ErrorKind::kBadResponse : ErrorKind::kInvalidArgument;
      failure.retryable = evidence.mayHaveBeenSent;
      break;
    case CURLE_URL_MALFORMAT:
      failure.kind = ErrorKind::kInvalidArgument;
      failure.retryable = false;
      break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CIPHER: failure.retryable = false; break;
    case CURLE_COULDNT_RESOLVE_HOST: failure.hostNotFound = true; break;
    case CURLE_COULDNT_RESOLVE_PROXY: failure.phase = Phase::kResolve; break;
    default: break;
  }
  if (evidence.proxyStatus == 407) failure.retryable = false;  // the proxy wants a password
  return failure;
}

}  // namespace dataworks::detail
