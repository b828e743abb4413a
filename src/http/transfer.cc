// SPDX-License-Identifier: Apache-2.0
// Facts about libcurl that this file and easy_handle.cc deal with, each seen on a wire: it re-sends a request by itself
// when a kept connection turns out to be dead; it loads the CA bundle anew for every connection; its time-outs do not
// reach into the system's resolver; a truncated header block or a body that ends with the connection counts as
// complete. docs/reliability.md shows how each was measured.
#include "http/transfer.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

#include "http/libcurl_version.h"
#include "http/proxy.h"
#include "http/sockets.h"
#include "http/url.h"

#include "text/ascii.h"

namespace dataworks::detail {

namespace {

constexpr std::size_t kMostHeaderBytes = 64UL * 1024;

Transfer* transferOf(void* pointer) { return static_cast<Transfer*>(pointer); }

bool isOnLoopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return isLoopback(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  }
  if (address.sa_family == AF_INET6) {
    return isLoopback(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  }
  return address.sa_family == AF_UNIX;
}

enum class HeaderUse { kNone, kKept, kLength, kEncoding };

// Kept is what classifying a response needs (errors/retry_pause.cc). Of a dozen headers most are told apart by the
// length of their names.
HeaderUse useOf(std::string_view name) {
  const auto ifIs = [name](std::string_view wanted, HeaderUse use) {
    return equalInAnyCase(name, wanted) ? use : HeaderUse::kNone;
  };
  switch (name.size()) {
    case 4: return ifIs("Date", HeaderUse::kKept);
    case 11: return ifIs("Retry-After", HeaderUse::kKept);
    case 14: return ifIs("Content-Length", HeaderUse::kLength);
    case 16: return ifIs("Content-Encoding", HeaderUse::kEncoding);
    case 17: return ifIs("x-acs-retry-after", HeaderUse::kKept);
    default: return HeaderUse::kNone;
  }
}

}  // namespace

Transfer::Transfer(const BackendOptions& options, ConnectionTracker& sockets)
    : options_(options), sockets_(sockets), handle_(options) {
  listen();
}

Transfer::~Transfer() { reset(); }

void Transfer::reset() noexcept {
  handle = HttpBackend::kNoRequest;
  done = nullptr;
  request_.reset();
  response_.truncated = false;
  if (!response_.headers.empty() || !response_.body.empty()) response_ = {};  // it was not taken
  begun_ = false;
  lookupIsOver();
  lengthSeen_.clear();
  if (leftFrom_ != 0) sockets_.isIdle(std::exchange(leftFrom_, 0));
}

// --- before it runs
// -------------------------------------------------------------------------------------------------------------------

// The callbacks of libcurl.
void Transfer::listen() {
  CURL* const easy = handle_.get();
  curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, errorText_);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(
      easy, CURLOPT_HEADERFUNCTION, +[](char* text, size_t, size_t size, void* pointer) noexcept {
        return transferOf(pointer)->onHeader({text, size});
      });
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(
      easy, CURLOPT_WRITEFUNCTION, +[](char* text, size_t, size_t size, void* pointer) noexcept {
        return transferOf(pointer)->onBody({text, size});
      });
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(
      easy, CURLOPT_OPENSOCKETFUNCTION, +[](void* pointer, curlsocktype, curl_sockaddr* address) noexcept {
        return transferOf(pointer)->onSocket(*address);
      });
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &sockets_);  // a connection may outlive the transfer that opened it
  curl_easy_setopt(
      easy, CURLOPT_CLOSESOCKETFUNCTION, +[](void* pointer, curl_socket_t socket) noexcept {
        return static_cast<ConnectionTracker*>(pointer)->close(socket);
      });
#if DATAWORKS_LIBCURL_AT_LEAST(0x075000)
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  vetoes_ = curl_easy_setopt(
                easy, CURLOPT_PREREQFUNCTION, +[](void* pointer, char*, char*, int, int localPort) noexcept {
                  return transferOf(pointer)->onPreRequest(localPort);
                }) == CURLE_OK;  // the library found at run time may be older than the headers
#endif
}

std::optional<TransportFailure> Transfer::prepare(HttpRequest&& request) {
  request_.emplace(std::move(request));
  headerBytes_ = 0;
  beginAttempt();
  const bool trigger = request_->idempotency == Idempotency::kNotIdempotent;
  // Without the veto only a connection that was never used before is safe from libcurl's own second attempt.
  // Nor can it be seen whether another TLS library holds unread bytes of a kept one.
  const bool seesAll = options_.tls != TlsLibrary::kAnother;
  const bool fresh = request_->freshConnection || (trigger && (!vetoes_ || !seesAll || !sockets_.keptIsTrusted()));
  const auto onTls = +[](CURL*, void* context, void* pointer) noexcept {
    return transferOf(pointer)->onTls(static_cast<SSL_CTX*>(context)), CURLE_OK;
  };
  return handle_.setUp(*request_, fresh, onTls, this);
}

void Transfer::beginAttempt() {
  sendCount_ = 0;
  connects_ = false;
  handshaking_ = false;
  refusal_ = Refusal::kNone;
  errorText_[0] = '\0';
}

bool Transfer::retryOnFresh() noexcept {
  if (refusal_ != Refusal::kUnsolicited) return false;
  beginAttempt();
  handle_.beginAgainFresh();
  return true;
}

CURLMcode Transfer::begin(CURLM* multi, int& lookups) {
  const CURLMcode code = curl_multi_add_handle(multi, easy());
  if (code != CURLM_OK) return code;
  begun_ = true;
  lookups_ = &lookups;
  ++lookups;
  return code;
}

void Transfer::lookupIsOver() noexcept {
  if (lookups_ != nullptr) --*lookups_;
  lookups_ = nullptr;
}

// --- while it runs
// ----------------------------------------------------------------------------------------------------------------

std::size_t Transfer::onHeader(std::string_view line) {
  const std::size_t size = line.size();
  headerBytes_ += size;
  if (headerBytes_ > kMostHeaderBytes) return refusal_ = Refusal::kHeadersTooLong, 0;
  try {
    if (line.starts_with("HTTP/")) {  // the response proper, or one more preliminary one
      response_.headers.clear();
      lengthSeen_.clear();
      return size;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    const std::string_view name = trimmed(line.substr(0, colon));
    const HeaderUse use = useOf(name);
    if (use == HeaderUse::kNone) return size;
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (use == HeaderUse::kKept) {
      response_.headers.push_back({std::string(name), std::string(value)});
    } else if (use == HeaderUse::kEncoding) {
      if (!equalInAnyCase(value, "identity")) return refusal_ = Refusal::kEncoded, 0;
    } else {
      if (!lengthSeen_.empty() && lengthSeen_ != value) return refusal_ = Refusal::kLengthTwice, 0;
      lengthSeen_ = value;
    }
    return size;
  } catch (...) {
    return refusal_ = Refusal::kInternal, 0;
  }
}

std::size_t Transfer::onBody(std::string_view part) {
  std::string& body = response_.body;
  const std::size_t room = request_->maxResponseBytes - body.size();
  const bool isTooLong = part.size() > room;
  if (isTooLong && !request_->truncateBody) return refusal_ = Refusal::kBodyTooLong, 0;
  try {
    if (body.empty()) {
      curl_off_t length = -1;
      curl_easy_getinfo(easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
      if (length > 0) body.reserve(std::min(static_cast<std::size_t>(length), request_->maxResponseBytes));
    }
    body.append(part.substr(0, room));
    response_.truncated = isTooLong;
    return isTooLong ? 0 : part.size();  // 0 ends the transfer, and its connection
  } catch (...) {
    return refusal_ = Refusal::kInternal, 0;
  }
}

// A handshake is about to begin. libcurl's own times do not separate it from connecting.
void Transfer::onTls(ssl_ctx_st* context) {
  handshaking_ = true;
  SSL_CTX_set1_cert_store(context, handle_.store());
}

// libcurl is about to send. The second time means that the first copy went out on a connection that then turned out to
// be dead. Nothing may be waiting to be read: libcurl would take it for the response, and it would be the response to
// another request.
int Transfer::onPreRequest(int localPort) noexcept {
  lookupIsOver();
  using Unread = ConnectionTracker::Unread;
  const Unread unread = pendingDataOn(localPort);
  if (unread != Unread::kNothing) handle_.keepNoConnection();
  if (unread == Unread::kBytes) sockets_.distrustReused();
  const bool first = sendCount_ == 0;
  const bool trigger = request_->idempotency == Idempotency::kNotIdempotent;
  // A response that comes when the first attempt of a trigger has had one is perhaps its own, and the one before was
  // not.
  if (request_->freshConnection && sockets_.idleHaveData()) {
    sockets_.distrustReused();
    return refusal_ = Refusal::kDuplicateResponse, 1;
  }
  if (unread == Unread::kNothing && (first || !trigger)) {
    leftFrom_ = localPort;
    sockets_.carries(localPort);
    return ++sendCount_, 0;
  }
  refusal_ = !first ? Refusal::kDuplicateSend : connects_ ? Refusal::kEarlyResponse : Refusal::kUnsolicited;
  return 1;
}

ConnectionTracker::Unread Transfer::pendingDataOn(int localPort) noexcept {
  using Unread = ConnectionTracker::Unread;
  if (!connects_) return holdsDecrypted() ? Unread::kBytes : sockets_.pendingDataOn(localPort);
  // A new one that ends at once shows that by itself. And the tickets that TLS sends first look like a response.
  const bool hasResponse = !isEncrypted() && sockets_.pendingDataOn(localPort) == Unread::kBytes;
  return hasResponse ? Unread::kBytes : Unread::kNothing;
}

// libcurl reads no more of a body than its length, and of the record that held the end of it OpenSSL keeps the rest.
bool Transfer::holdsDecrypted() const noexcept {
  if (!isEncrypted() || options_.tls != TlsLibrary::kOurs) return false;
  const curl_tlssessioninfo* session = nullptr;
  if (curl_easy_getinfo(easy(), CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == nullptr) return false;
  return session->internals != nullptr && SSL_has_pending(static_cast<const SSL*>(session->internals)) == 1;
}

curl_socket_t Transfer::onSocket(const curl_sockaddr& address) noexcept {
  lookupIsOver();
  if (!request_->allowPlainHttp && !request_->url.starts_with("https:") && !isOnLoopback(address.addr)) {
    refusal_ = Refusal::kPlainHttp;
    return CURL_SOCKET_BAD;
  }
  connects_ = true;
  return sockets_.open(address.family, address.socktype, address.protocol);
}

// --- how it ended
// --------------------------------------------------------------------------------------------------------------

TransportOutcome Transfer::outcome() noexcept try {
  if (result != CURLE_OK && !response_.truncated) {
    Evidence seen = evidence();
    seen.noDescriptors = noDescriptorsLeft();  // libcurl does not say why it found no name, or opened no socket
    std::string problem;
    if (handle_.mayGoToProxy()) problem = unusableProxy(options_.proxy, request_->url.starts_with("https:"));
    seen.proxyProblem = problem;
    return failureOf(result, seen);
  }
  long status = 0;
  curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
} catch (...) {  // no memory for details
  return endedBy(ErrorKind::kInternal, evidence());
}

TransportFailure Transfer::cancelled() const noexcept {
  return endedBy(ErrorKind::kCancelled, evidence());  // why, the caller knows
}

Evidence Transfer::evidence() const noexcept {
  if (!begun_) return {};
  const auto seen = [this](CURLINFO what) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy(), what, &value);
    return value;
  };
  long proxyStatus = 0;
  curl_easy_getinfo(easy(), CURLINFO_HTTP_CONNECTCODE, &proxyStatus);
  return {.mayHaveBeenSent = mayHaveBeenSent(),
          .wasSentWhole = seen(CURLINFO_SIZE_UPLOAD_T) >= static_cast<curl_off_t>(request_->body.size()),
          .nameWasFound = seen(CURLINFO_NAMELOOKUP_TIME_T) != 0,
          .handshakeBegan = handshaking_,
          .responseBegan = seen(CURLINFO_STARTTRANSFER_TIME_T) != 0,
          .proxyStatus = proxyStatus,
          .refusal = refusal_,
          .maxResponseBytes = request_->maxResponseBytes,
          .libcurlMessage = errorText_};
}

// The exact test for "not one byte left": libcurl was never about to send. Before 7.80 there is no callback, but it
// records the time.
bool Transfer::mayHaveBeenSent() const noexcept {
  if (vetoes_) return sendCount_ > 0;
  curl_off_t pretransfer = 0;
  curl_easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
  return pretransfer != 0;
}

}  // namespace dataworks::detail
