// A driver around the user's `Transport`. Outcomes may come from any thread and are passed to the pumping one.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

#include "engine/driver.h"

namespace dataworks {

class TransportDriver final : public Driver {
 public:
  explicit TransportDriver(std::shared_ptr<Transport> transport);

  Ticket send(HttpRequest&& request, Done&& done) override;
  void cancel(Ticket ticket) override;
  void wait(const WakeTime& until) override;
  void wake() noexcept override;

 private:
  struct Answers;  // a late answer keeps it alive beyond the driver
  std::shared_ptr<Transport> transport_;
  std::shared_ptr<Answers> answers_;
  std::map<Ticket, std::stop_source> stops_;  // of the requests under way
  Ticket sent_ = 0;
};

}  // namespace dataworks
