// SPDX-License-Identifier: Apache-2.0
// A backend around the user's `Transport`. Outcomes may come from any thread and are passed to the one that runs the
// loop.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

#include "event_loop/http_backend.h"

namespace dataworks::detail {

class TransportBackend final : public HttpBackend {
 public:
  explicit TransportBackend(std::shared_ptr<Transport> transport);

  RequestHandle send(HttpRequest&& request, Done&& done) override;
  void cancel(RequestHandle handle) override;
  void wait(const WakeTime& until) override;
  void wake() noexcept override;

 private:
  struct Responses;  // a late response keeps it alive beyond the backend
  std::shared_ptr<Transport> transport_;
  std::shared_ptr<Responses> responses_;
  std::map<RequestHandle, std::stop_source> stops_;  // of the requests under way
  RequestHandle sent_ = 0;
};

}  // namespace dataworks::detail
