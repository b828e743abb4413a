// SPDX-License-Identifier: Apache-2.0
// A libcurl easy handle and its settings: of each request, only what differs from the one before is set again.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataworks/transport.h"
#include "http/options.h"

struct x509_store_st;

namespace dataworks::detail {

/// Reused for many requests, one at a time.
class EasyHandle {
 public:
  explicit EasyHandle(const BackendOptions& options);
  EasyHandle(const EasyHandle&) = delete;
  EasyHandle& operator=(const EasyHandle&) = delete;

  [[nodiscard]] CURL* get() const noexcept { return easy_.get(); }

  /// Sets it up for `request`, which stays where it is until its transfer is over; a failure if that cannot be done.
  /// `fresh`: on no kept connection. `onTls(easy, context, pointer)` is called before each handshake of an `https:`
  /// request, and is to give `store()` to the context.
  [[nodiscard]] std::optional<TransportFailure> setUp(const HttpRequest& request, bool fresh,
                                                      curl_ssl_ctx_callback onTls, void* pointer);

  /// Certificate authorities, for the whole process. Set before `onTls` is called.
  [[nodiscard]] x509_store_st* store() const noexcept { return store_.get(); }

  /// True if the present request may go to a proxy.
  [[nodiscard]] bool mayGoToProxy() const noexcept { return !directAsSet_; }

  /// No other request gets the connection of the present one.
  void keepNoConnection() noexcept;
  /// The present request begins again, on a fresh connection, which is kept.
  void beginAgainFresh() noexcept;

 private:
  struct CleanUp {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  };

  void setUpOnce();
  [[nodiscard]] std::optional<TransportFailure> setUpTrust(curl_ssl_ctx_callback onTls, void* pointer);
  [[nodiscard]] bool setUpUrl(const std::string& url);
  void setUpMethod(const HttpRequest& request);
  void setUpConnecting(const HttpRequest& request, bool fresh);
  void setUpProxy(const HttpRequest& request, bool https);
  void setUpHeaders(const HttpRequest& request);
  void setText(CURLoption option, const char* text);

  const BackendOptions& options_;
  std::unique_ptr<CURLU, CleanUp> url_;
  std::unique_ptr<curl_slist, CleanUp> headers_;
  std::shared_ptr<x509_store_st> store_;
  std::unique_ptr<CURL, CleanUp> easy_;  // ends before what it was given

  bool trustSet_ = false;
  std::string urlAsSet_;
  bool toLoopback_ = false;
  std::string methodAsSet_;
  bool connectingSet_ = false;
  bool triggerAsSet_ = false;
  bool freshAsSet_ = false;
  std::chrono::milliseconds connectTimeoutAsSet_{};
  bool proxySet_ = false;
  bool directAsSet_ = false;
  bool headersSet_ = false;
  std::vector<HttpHeader> headersAsSet_;
  bool largeAsSet_ = false;
};

}  // namespace dataworks::detail
