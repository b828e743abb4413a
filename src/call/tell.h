// Telling the observer: what it throws stays with it, and where there is none no event is made.
#pragma once

#include "call/settings.h"

namespace dataworks {

template <class Event, class MakeEvent>
void tell(const ClientState& client, void (Observer::*method)(const Event&), MakeEvent makeEvent) noexcept {
  if (!client.settings.observer) return;
  try {
    ((*client.settings.observer).*method)(makeEvent());
  } catch (...) {  // an observer only watches
  }
}

}  // namespace dataworks
