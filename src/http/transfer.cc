// Facts about libcurl that this file answers, each seen on a wire: it re-sends a request by itself when a kept
// connection turns out to be dead; it loads the CA bundle anew for every connection; its time-outs do not reach into
// the system's resolver; a truncated header block or a body that ends with the connection counts as complete.
// docs/reliability.md tells how each was measured.
#include "http/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <new>
#include <utility>

#include "http/ca_store.h"
#include "http/libcurl_version.h"
#include "http/url.h"
#include "memory/wipe.h"
#include "memory/wiped_request.h"
#include "text/ascii.h"

namespace dataworks {

namespace {

constexpr std::size_t kMostHeaderBytes = 64UL * 1024;
// For an answer in pieces whose length nobody tells: as much as one that holds credentials may have, so that it leaves
// no copy behind by growing.
constexpr std::size_t kRoomForPieces = 64UL * 1024;

// Seconds that a kept connection may have been idle. A trigger wants one that was in use a moment ago (libcurl compares
// whole seconds: 1 means less than 2), so that its veto hardly ever has to speak; a poll may try any, because it may be
// repeated.
constexpr long kTriggerMaxIdle = 1;
constexpr long kPollMaxIdle = 118;

// What libcurl says of a POST by itself.
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
// From this size on some versions of libcurl ask first whether a body is welcome (7.68: 1 KiB, 7.88: 1 MiB).
constexpr std::size_t kExpectThreshold = 1024;
// libcurl takes and frees it for each request over TLS; by default it is so large that the allocator tidies up each
// time.
constexpr long kUploadBuffer = 16L * 1024;

Transfer* self(void* pointer) { return static_cast<Transfer*>(pointer); }

bool isOnLoopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return isLoopback(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  }
  if (address.sa_family == AF_INET6) {
    return isLoopback(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  }
  return address.sa_family == AF_UNIX;
}

// What the judges of an answer ask for (call/retry_hint.cc). What nobody asks for is not kept.
bool isAskedFor(std::string_view name) {
  return equalInAnyCase(name, "Date") || equalInAnyCase(name, "Retry-After") ||
         equalInAnyCase(name, "x-acs-retry-after");
}

void wipeValues(std::vector<HttpHeader>& headers) noexcept {
  for (HttpHeader& header : headers) wipe(header.value);
}

}  // namespace

Transfer::Transfer(const HttpOptions& options, OpenSockets& sockets)
    : options_(options), sockets_(sockets), easy_(curl_easy_init()), url_(curl_url()) {
  if (easy_ == nullptr || url_ == nullptr) {
    cleanUp();
    throw std::bad_alloc();
  }
  setUpOnce();
}

Transfer::~Transfer() {
  reset();
  cleanUp();
}

void Transfer::cleanUp() noexcept {
  curl_easy_cleanup(easy_);
  curl_url_cleanup(url_);
  curl_slist_free_all(headers_);
  wipeValues(headersAsSet_);
}

void Transfer::reset() noexcept {
  ticket = Driver::kNoTicket;
  done = nullptr;
  const WipedRequest over(std::move(request_));
  wipe(response_.body);                // what came in part may hold credentials,
  std::string().swap(response_.body);  // and has room for all of it, up to 16 MiB
  response_.headers.clear();
  begun_ = false;
  lookupIsOver();
  lengthSeen_.clear();
}

// --- setting up
// -------------------------------------------------------------------------------------------------------------------

void Transfer::setUpOnce() {
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_CURLU, url_);
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, errorText_);
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy_, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy_, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
#if DATAWORKS_LIBCURL_AT_LEAST(0x075500)
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
#if DATAWORKS_LIBCURL_AT_LEAST(0x075700)
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name lookup that nobody wants any more
#endif

  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(
      easy_, CURLOPT_HEADERFUNCTION, +[](char* text, size_t, size_t size, void* pointer) noexcept {
        return self(pointer)->onHeader({text, size});
      });
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(
      easy_, CURLOPT_WRITEFUNCTION, +[](char* text, size_t, size_t size, void* pointer) noexcept {
        return self(pointer)->onBody({text, size});
      });
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(
      easy_, CURLOPT_OPENSOCKETFUNCTION,
      +[](void* pointer, curlsocktype, curl_sockaddr* address) noexcept { return self(pointer)->onSocket(*address); });
  curl_easy_setopt(easy_, CURLOPT_CLOSESOCKETDATA, &sockets_);  // a connection may outlive the transfer that opened it
  curl_easy_setopt(
      easy_, CURLOPT_CLOSESOCKETFUNCTION,
      +[](void* pointer, curl_socket_t socket) noexcept { return static_cast<OpenSockets*>(pointer)->close(socket); });
#if DATAWORKS_LIBCURL_AT_LEAST(0x075000)
  curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
  vetoes_ = curl_easy_setopt(
                easy_, CURLOPT_PREREQFUNCTION, +[](void* pointer, char*, char*, int, int localPort) noexcept {
                  return self(pointer)->onLeaving(localPort);
                }) == CURLE_OK;  // the library found at run time may be older than the headers
#endif
}

std::optional<TransportFailure> Transfer::prepare(HttpRequest&& request) {
  request_ = std::move(request);
  headerBytes_ = 0;
  beginTry();

  const bool https = request_.url.starts_with("https:");
  if (https && !secured()) {
    const std::string& file = options_.caFile;
    return TransportFailure{.kind = ErrorKind::kInvalidArgument,
                            .phase = Phase::kTls,
                            .sent = RequestSent::kNo,
                            .detail = file.empty() ? "the system has no certificate authorities to load; set caFile"
                                                   : "no certificate authorities could be loaded from " + file,
                            .worthRetrying = false};
  }
  settingsKept_ = true;
  if (!setUpUrl()) {
    return TransportFailure{.kind = ErrorKind::kInvalidArgument,
                            .phase = Phase::kPrepare,
                            .sent = RequestSent::kNo,
                            .detail = "the URL is malformed",
                            .worthRetrying = false};
  }
  setUpMethod();
  setUpConnecting();
  setUpProxy(https);
  if (setUpHeaders() && settingsKept_) return std::nullopt;
  return TransportFailure{.kind = ErrorKind::kOutOfMemory, .phase = Phase::kPrepare, .sent = RequestSent::kNo};
}

void Transfer::beginTry() {
  copies_ = 0;
  connects_ = false;
  handshaking_ = false;
  refusal_ = Refusal::kNone;
  errorText_[0] = '\0';
}

// Parsed once, not once a request: parsing costs libcurl 10,000 instructions.
bool Transfer::setUpUrl() {
  if (request_.url == urlAsSet_) return true;
  urlAsSet_.clear();
  const CURLUcode code = curl_url_set(url_, CURLUPART_URL, request_.url.c_str(), 0);
  if (code == CURLUE_OUT_OF_MEMORY) settingsKept_ = false;
  toLoopback_ = isLoopbackHost(hostOf(request_.url));
  const bool hasQuery = request_.url.find('?') != std::string::npos;  // signed, and so never the same twice
  if (code == CURLUE_OK && !hasQuery) urlAsSet_ = request_.url;
  return code == CURLUE_OK || code == CURLUE_OUT_OF_MEMORY;
}

// libcurl copies texts, for which there may be no memory. It would then go on without the proxy, or with another
// method.
void Transfer::set(CURLoption option, const char* text) {
  if (curl_easy_setopt(easy_, option, text) != CURLE_OK) settingsKept_ = false;
}

void Transfer::setUpMethod() {
  if (request_.method != "GET") {
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request_.body.c_str());
  }
  if (request_.method == methodAsSet_) return;
  if (request_.method == "GET") curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
  set(CURLOPT_CUSTOMREQUEST, request_.method == "GET" || request_.method == "POST" ? nullptr : request_.method.c_str());
  methodAsSet_ = settingsKept_ ? request_.method : "";
}

void Transfer::setUpConnecting() {
  const bool trigger = request_.idempotency == Idempotency::kNotIdempotent;
  // Without the veto only a connection that was never used before is safe from libcurl's own second try.
  const bool fresh = request_.freshConnection || (trigger && (!vetoes_ || !sockets_.keptIsTrusted()));
  if (connectingSet_ && trigger == triggerAsSet_ && fresh == freshAsSet_ &&
      request_.connectTimeout == connectTimeoutAsSet_) {
    return;
  }
  // For libcurl 0 would mean five minutes.
  const std::int64_t connectTimeout = request_.connectTimeout.count() > 0 ? request_.connectTimeout.count() : INT_MAX;
  curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::min<std::int64_t>(connectTimeout, INT_MAX)));
  curl_easy_setopt(easy_, CURLOPT_MAXAGE_CONN, trigger ? kTriggerMaxIdle : kPollMaxIdle);
  curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 0L);
  triggerAsSet_ = trigger;
  freshAsSet_ = fresh;
  connectTimeoutAsSet_ = request_.connectTimeout;
  connectingSet_ = true;
}

bool Transfer::startsOver() noexcept {
  if (refusal_ != Refusal::kUnaskedAnswer) return false;
  beginTry();
  curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 0L);
  return true;
}

void Transfer::setUpProxy(bool https) {
  // Plain HTTP is judged by the address that it connects to, which a proxy would hide.
  const bool direct = request_.bypassProxy || toLoopback_ || (!https && !request_.allowPlainHttp);
  if (proxySet_ && direct == directAsSet_) return;
  if (options_.proxy) set(CURLOPT_PROXY, options_.proxy->c_str());
  set(CURLOPT_NOPROXY, direct ? "*" : nullptr);
  proxySet_ = settingsKept_;
  directAsSet_ = direct;
}

// Each header of our own costs libcurl some 3,000 instructions, so what it would send by itself is left to it.
bool Transfer::setUpHeaders() {
  const auto same = [](const HttpHeader& a, const HttpHeader& b) { return a.name == b.name && a.value == b.value; };
  const bool large = request_.body.size() > kExpectThreshold;
  if (headersSet_ && large == largeAsSet_ &&
      std::equal(request_.headers.begin(), request_.headers.end(), headersAsSet_.begin(), headersAsSet_.end(), same)) {
    return true;
  }
  curl_slist* list = nullptr;
  const auto append = [&list](std::string line) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    wipe(line);
    if (longer != nullptr) list = longer;
    return longer != nullptr;
  };
  bool complete = true;
  // A name without a value takes libcurl's own header away: no waiting for a 100, no second copy after a 417.
  if (large) complete = append("Expect:");
  for (const HttpHeader& header : request_.headers) {
    if (request_.method != "POST" || header.name != "Content-Type" || header.value != kFormType) {
      complete = complete && append(header.name + ": " + header.value);
    }
  }
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, list);
  curl_slist_free_all(headers_);
  headers_ = list;
  wipeValues(headersAsSet_);
  headersAsSet_ = request_.headers;
  largeAsSet_ = large;
  headersSet_ = complete;
  return complete;
}

// One store of certificate authorities for the whole process, given to each connection as it is made.
bool Transfer::secured() {
  if (store_) return true;
  store_ = caStore(options_.caFile);
  if (!store_) return false;
  const auto onTls = +[](CURL*, void* context, void* pointer) noexcept {
    return self(pointer)->onTls(static_cast<SSL_CTX*>(context)), CURLE_OK;
  };
  if (curl_easy_setopt(easy_, CURLOPT_SSL_CTX_FUNCTION, onTls) == CURLE_OK) {
    curl_easy_setopt(easy_, CURLOPT_SSL_CTX_DATA, this);
    curl_easy_setopt(easy_, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
  } else if (!options_.caFile.empty()) {  // a libcurl that was not built with OpenSSL
    curl_easy_setopt(easy_, CURLOPT_CAINFO, options_.caFile.c_str());
  }
  return true;
}

CURLMcode Transfer::begin(CURLM* multi, int& lookups) {
  const CURLMcode code = curl_multi_add_handle(multi, easy_);
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
    if (line.starts_with("HTTP/")) {  // the answer proper, or one more preliminary one
      response_.headers.clear();
      lengthSeen_.clear();
      return size;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    const std::string_view name = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equalInAnyCase(name, "Content-Encoding") && !equalInAnyCase(value, "identity"))
      return refusal_ = Refusal::kEncoded, 0;
    if (equalInAnyCase(name, "Content-Length")) {
      if (!lengthSeen_.empty() && lengthSeen_ != value) return refusal_ = Refusal::kLengthTwice, 0;
      lengthSeen_ = value;
    }
    if (isAskedFor(name)) response_.headers.push_back({std::string(name), std::string(value)});
    return size;
  } catch (...) {
    return refusal_ = Refusal::kOutOfMemory, 0;
  }
}

std::size_t Transfer::onBody(std::string_view part) {
  std::string& body = response_.body;
  if (part.size() > request_.maxResponseBytes - body.size()) return refusal_ = Refusal::kBodyTooLong, 0;
  try {
    if (body.empty()) {
      curl_off_t length = -1;
      curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
      const std::size_t expected = length > 0 ? static_cast<std::size_t>(length) : kRoomForPieces;
      body.reserve(std::min(expected, request_.maxResponseBytes));
    }
    body.append(part);
    return part.size();
  } catch (...) {
    return refusal_ = Refusal::kOutOfMemory, 0;
  }
}

// A handshake is about to begin. libcurl's own times do not tell it from connecting.
void Transfer::onTls(ssl_ctx_st* context) {
  handshaking_ = true;
  SSL_CTX_set1_cert_store(context, store_.get());
}

// libcurl is about to send. The second time means that the first copy went out on a connection that then turned out to
// be dead. Nothing may be waiting to be read: libcurl would take it for the answer, and it would be another's word on
// whether this request was carried out.
int Transfer::onLeaving(int localPort) noexcept {
  lookupIsOver();
  using Unread = OpenSockets::Unread;
  const Unread unread = unreadOn(localPort);
  if (unread != Unread::kNothing) {
    curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L);
    connectingSet_ = false;
  }
  if (unread == Unread::kBytes) sockets_.distrustKept();
  const bool first = copies_ == 0;
  if (unread == Unread::kNothing && (first || request_.idempotency == Idempotency::kIdempotent)) return ++copies_, 0;
  refusal_ = !first ? Refusal::kSecondCopy : connects_ ? Refusal::kEarlyAnswer : Refusal::kUnaskedAnswer;
  return 1;
}

OpenSockets::Unread Transfer::unreadOn(int localPort) noexcept {
  using Unread = OpenSockets::Unread;
  if (!connects_) return holdsDecrypted() ? Unread::kBytes : sockets_.unreadOn(localPort);
  // A new one that ends at once shows that by itself. And the tickets that TLS sends first look like an answer.
  const bool answers = !isEncrypted() && sockets_.unreadOn(localPort) == Unread::kBytes;
  return answers ? Unread::kBytes : Unread::kNothing;
}

// libcurl reads no more of a body than its length, and of the record that held the end of it OpenSSL keeps the rest.
bool Transfer::holdsDecrypted() const noexcept {
  if (!isEncrypted()) return false;
  const curl_tlssessioninfo* session = nullptr;
  if (curl_easy_getinfo(easy_, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || session == nullptr) return false;
  return session->backend == CURLSSLBACKEND_OPENSSL && session->internals != nullptr &&
         SSL_has_pending(static_cast<const SSL*>(session->internals)) == 1;
}

curl_socket_t Transfer::onSocket(const curl_sockaddr& address) noexcept {
  lookupIsOver();
  if (!request_.allowPlainHttp && !request_.url.starts_with("https:") && !isOnLoopback(address.addr)) {
    refusal_ = Refusal::kPlainHttp;
    return CURL_SOCKET_BAD;
  }
  int type = address.socktype;
#ifdef SOCK_CLOEXEC
  type |= SOCK_CLOEXEC;  // a program that forks and executes does not hand our connections on
#endif
  connects_ = true;
  return sockets_.open(address.family, type, address.protocol);
}

// --- what came of it
// --------------------------------------------------------------------------------------------------------------

TransportOutcome Transfer::outcome(CURLcode code) noexcept try {
  if (code != CURLE_OK) return failureOf(code, evidence());
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
} catch (...) {  // no memory to say more
  return endedBy(ErrorKind::kOutOfMemory, evidence());
}

TransportFailure Transfer::cancelled() const noexcept {
  return endedBy(ErrorKind::kCancelled, evidence());  // why, the caller knows
}

Evidence Transfer::evidence() const noexcept {
  if (!begun_) return {};
  const auto seen = [this](CURLINFO what) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy_, what, &value);
    return value;
  };
  long proxyStatus = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &proxyStatus);
  return {.mayHaveBeenSent = mayHaveBeenSent(),
          .wasSentWhole = seen(CURLINFO_SIZE_UPLOAD_T) >= static_cast<curl_off_t>(request_.body.size()),
          .nameWasFound = seen(CURLINFO_NAMELOOKUP_TIME_T) != 0,
          .handshakeBegan = handshaking_,
          .answerBegan = seen(CURLINFO_STARTTRANSFER_TIME_T) != 0,
          .proxyStatus = proxyStatus,
          .refusal = refusal_,
          .maxResponseBytes = request_.maxResponseBytes,
          .libcurlSays = errorText_};
}

// The exact test for "not one byte left": libcurl was never about to send. Before 7.80 it cannot be asked, but it notes
// the time.
bool Transfer::mayHaveBeenSent() const noexcept {
  if (vetoes_) return copies_ > 0;
  curl_off_t pretransfer = 0;
  curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
  return pretransfer != 0;
}

}  // namespace dataworks
