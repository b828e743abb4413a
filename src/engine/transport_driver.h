// A driver around a `Transport` that the user gave: its answers may come from any thread and are handed to the pumping
// one.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "engine/driver.h"

namespace dataworks {

class TransportDriver final : public Driver {
 public:
  explicit TransportDriver(std::shared_ptr<Transport> transport);

  void send(HttpRequest&& request, std::stop_token&& stop, Done&& done) override;
  void wait(const WakeTime& until) override;
  void wake() noexcept override;

 private:
  struct Answers;  // outlives the driver in the hands of a late answer
  std::shared_ptr<Transport> transport_;
  std::shared_ptr<Answers> answers_;
};

}  // namespace dataworks
