// SPDX-License-Identifier: Apache-2.0
#include "http/easy_handle.h"

#include <algorithm>
#include <climits>
#include <cstdint>
#include <new>
#include <string_view>
#include <utility>

#include "http/ca_store.h"
#include "http/libcurl_version.h"
#include "http/url.h"

namespace dataworks::detail {

namespace {

// Seconds that a kept connection may have been idle. A trigger wants one that was in use a moment ago (libcurl compares
// whole seconds: 1 means less than 2), so that its veto is hardly ever needed; a poll may take any, because it may be
// repeated.
constexpr long kTriggerMaxIdle = 1;
constexpr long kPollMaxIdle = 118;

// What libcurl sends with a POST by itself.
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
// From this size on some versions of libcurl wait for a "100 Continue" (7.68: 1 KiB, 7.88: 1 MiB).
constexpr std::size_t kExpectThreshold = 1024;
// libcurl takes and frees it for each request over TLS; by default it is so large that the allocator tidies up each
// time.
constexpr long kUploadBuffer = 16L * 1024;

TransportFailure notSent(ErrorKind kind, Phase phase, std::string why) {
  return {.kind = kind, .phase = phase, .sent = RequestSent::kNo, .detail = std::move(why), .retryable = false};
}

TransportFailure noTrust(std::string why) { return notSent(ErrorKind::kInvalidArgument, Phase::kTls, std::move(why)); }

TransportFailure noAuthorities(const std::string& caFile, const std::string& problem) {
  if (caPlace(caFile).isSystems)
    return noTrust("the system has no certificate authorities: install ca-certificates, or set caFile");
  const std::string_view setting = caFile.empty() ? "SSL_CERT_FILE and SSL_CERT_DIR name" : "caFile names";
  return noTrust(std::string(setting) + " no usable certificate authorities: " + problem);
}

}  // namespace

EasyHandle::EasyHandle(const BackendOptions& options) : options_(options), url_(curl_url()), easy_(curl_easy_init()) {
  if (easy_ == nullptr || url_ == nullptr) throw std::bad_alloc();
  setUpOnce();
}

void EasyHandle::setUpOnce() {
  CURL* const easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_CURLU, url_.get());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBuffer);
#if DATAWORKS_LIBCURL_AT_LEAST(0x075500)
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS, CURLPROTO_HTTP | CURLPROTO_HTTPS);
#endif
#if DATAWORKS_LIBCURL_AT_LEAST(0x075700)
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name lookup that is no longer needed
#endif
}

std::optional<TransportFailure> EasyHandle::setUp(const HttpRequest& request, bool fresh, curl_ssl_ctx_callback onTls,
                                                  void* pointer) {
  const bool https = request.url.starts_with("https:");
  if (https && !trustSet_) {
    if (auto failure = setUpTrust(onTls, pointer)) return failure;
  }
  if (!setUpUrl(request.url)) return notSent(ErrorKind::kInvalidArgument, Phase::kPrepare, "the URL is malformed");
  setUpMethod(request);
  setUpConnecting(request, fresh);
  setUpProxy(request, https);
  setUpHeaders(request);
  return std::nullopt;
}

// One store of certificate authorities for the whole process, given to each connection as it is made. Another TLS
// library reads them itself, from where they are set or where it keeps its own.
std::optional<TransportFailure> EasyHandle::setUpTrust(curl_ssl_ctx_callback onTls, void* pointer) {
  CURL* const easy = easy_.get();
  switch (options_.tls) {
    case TlsLibrary::kNone: return noTrust("this libcurl was built without TLS, which https:// needs");
    case TlsLibrary::kAnother: {
      const CaPlace place = caPlace(options_.caFile);
      if (!place.isSystems && !place.file.empty()) setText(CURLOPT_CAINFO, place.file.c_str());
      if (!place.isSystems && !place.directories.empty()) setText(CURLOPT_CAPATH, place.directories.c_str());
      break;
    }
    case TlsLibrary::kOurs: {
      const CaStore authorities = caStore(options_.caFile);
      if (!authorities.store) return noAuthorities(options_.caFile, authorities.problem);
      if (authorities.isNew && !authorities.problem.empty() && options_.warn) {
        options_.warn("some certificate authorities are unusable: " + authorities.problem);
      }
      store_ = authorities.store;
      if (curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, onTls) != CURLE_OK) throw std::bad_alloc();
      curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, pointer);
      curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
      curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    }
  }
  trustSet_ = true;
  return std::nullopt;
}

// Parsed once, not once a request: parsing costs libcurl 10,000 instructions.
bool EasyHandle::setUpUrl(const std::string& url) {
  if (url == urlAsSet_) return true;
  urlAsSet_.clear();
  const CURLUcode code = curl_url_set(url_.get(), CURLUPART_URL, url.c_str(), 0);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLUE_OK) return false;
  toLoopback_ = isLoopbackHost(hostOf(url));
  urlAsSet_ = url;
  return true;
}

void EasyHandle::setUpMethod(const HttpRequest& request) {
  if (request.method != "GET") {
    curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy_.get(), CURLOPT_POSTFIELDS, request.body.c_str());
  }
  if (request.method == methodAsSet_) return;
  methodAsSet_.clear();
  if (request.method == "GET") curl_easy_setopt(easy_.get(), CURLOPT_HTTPGET, 1L);
  const bool own = request.method != "GET" && request.method != "POST";
  setText(CURLOPT_CUSTOMREQUEST, own ? request.method.c_str() : nullptr);
  methodAsSet_ = request.method;
}

void EasyHandle::setUpConnecting(const HttpRequest& request, bool fresh) {
  const bool trigger = request.idempotency == Idempotency::kNotIdempotent;
  if (connectingSet_ && trigger == triggerAsSet_ && fresh == freshAsSet_ &&
      request.connectTimeout == connectTimeoutAsSet_) {
    return;
  }
  CURL* const easy = easy_.get();
  // For libcurl 0 would mean five minutes.
  const std::int64_t connectTimeout = request.connectTimeout.count() > 0 ? request.connectTimeout.count() : INT_MAX;
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min<std::int64_t>(connectTimeout, INT_MAX)));
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, trigger ? kTriggerMaxIdle : kPollMaxIdle);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 0L);
  triggerAsSet_ = trigger;
  freshAsSet_ = fresh;
  connectTimeoutAsSet_ = request.connectTimeout;
  connectingSet_ = true;
}

void EasyHandle::keepNoConnection() noexcept {
  curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 1L);
  connectingSet_ = false;
}

void EasyHandle::beginAgainFresh() noexcept {
  curl_easy_setopt(easy_.get(), CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 0L);
  connectingSet_ = false;
}

void EasyHandle::setUpProxy(const HttpRequest& request, bool https) {
  // Plain HTTP is judged by the address that it connects to, which a proxy would hide.
  const bool direct = request.bypassProxy || toLoopback_ || (!https && !request.allowPlainHttp);
  if (proxySet_ && direct == directAsSet_) return;
  proxySet_ = false;
  if (options_.proxy) setText(CURLOPT_PROXY, options_.proxy->c_str());
  setText(CURLOPT_NOPROXY, direct ? "*" : nullptr);
  proxySet_ = true;
  directAsSet_ = direct;
}

// Each header of our own costs libcurl some 3,000 instructions, so what it would send by itself is left to it.
void EasyHandle::setUpHeaders(const HttpRequest& request) {
  const auto same = [](const HttpHeader& a, const HttpHeader& b) { return a.name == b.name && a.value == b.value; };
  const bool large = request.body.size() > kExpectThreshold;
  if (headersSet_ && large == largeAsSet_ &&
      std::equal(request.headers.begin(), request.headers.end(), headersAsSet_.begin(), headersAsSet_.end(), same)) {
    return;
  }
  headersSet_ = false;
  std::unique_ptr<curl_slist, CleanUp> list;
  const auto append = [&list](const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  // A name without a value takes libcurl's own header away: no waiting for a 100, no second copy after a 417.
  if (large) append("Expect:");
  for (const HttpHeader& header : request.headers) {
    if (request.method != "POST" || header.name != "Content-Type" || header.value != kFormType) {
      append(header.name + ": " + header.value);
    }
  }
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, list.get());
  headers_ = std::move(list);
  headersAsSet_ = request.headers;
  largeAsSet_ = large;
  headersSet_ = true;
}

// libcurl copies texts. Without the memory for one it would go on without the proxy, or with another method.
void EasyHandle::setText(CURLoption option, const char* text) {
  if (curl_easy_setopt(easy_.get(), option, text) != CURLE_OK) throw std::bad_alloc();
}

}  // namespace dataworks::detail
