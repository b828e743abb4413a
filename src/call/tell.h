// Telling the observer: what it throws stays with it, and where there is none no event is made.
#pragma once

#include <memory>
#include <utility>

#include "call/settings.h"

namespace dataworks {

template <class Event, class MakeEvent>
void tell(const std::shared_ptr<Observer>& observer, void (Observer::*method)(const Event&),
          MakeEvent makeEvent) noexcept {
  if (!observer) [[likely]]
    return;
  try {
    ((*observer).*method)(makeEvent());
  } catch (...) {  // an observer only watches
  }
}

template <class Event, class MakeEvent>
void tell(const ClientState& client, void (Observer::*method)(const Event&), MakeEvent makeEvent) noexcept {
  tell(client.settings.observer, method, std::move(makeEvent));
}

}  // namespace dataworks
