// A request that is wiped wherever it ends: its body, its URL and its headers may hold a token, and on many ways it is
// never sent.
#pragma once

#include <utility>

#include "dataworks/transport.h"
#include "memory/wipe.h"

namespace dataworks::detail {

/// Costs nothing where all was moved away: that leaves empty texts, and no token is as short as what may stay behind in
/// one.
inline void wipe(HttpRequest& request) noexcept {
  if (!request.url.empty()) wipe(request.url);
  if (!request.body.empty()) wipe(request.body);
  for (HttpHeader& header : request.headers) wipe(header.value);
}

/// For whoever owns a request. Who takes it over, by moving, responses for it from then on.
struct WipedRequest : HttpRequest {
  WipedRequest() = default;
  explicit WipedRequest(HttpRequest&& request) noexcept : HttpRequest(std::move(request)) {}
  WipedRequest(WipedRequest&&) noexcept = default;
  WipedRequest& operator=(WipedRequest&& other) noexcept {
    wipe(*this);
    HttpRequest::operator=(std::move(other));
    return *this;
  }
  ~WipedRequest() { wipe(*this); }
};

}  // namespace dataworks::detail
