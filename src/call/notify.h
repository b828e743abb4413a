// SPDX-License-Identifier: Apache-2.0
// Tells the observer. What it throws is swallowed; without an observer, no event is made.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "options/settings.h"

namespace dataworks::detail {

template <class Event, class MakeEvent>
void notify(const std::shared_ptr<Observer>& observer, void (Observer::*method)(const Event&),
            MakeEvent makeEvent) noexcept {
  if (!observer) [[likely]]
    return;
  try {
    ((*observer).*method)(makeEvent());
  } catch (...) {  // an observer only watches
  }
}

template <class Event, class MakeEvent>
void notify(const ClientState& client, void (Observer::*method)(const Event&), MakeEvent makeEvent) noexcept {
  notify(client.settings.observer, method, std::move(makeEvent));
}

/// Returns what passes the warnings of credentials providers on to the observer; null if there is none.
[[nodiscard]] inline std::function<void(const std::string&)> warnings(const ClientState& client) {
  if (!client.settings.observer) return nullptr;
  return [observer = client.settings.observer](const std::string& message) {  // a refresh may outlive the client
    notify(observer, &Observer::onWarning, [&] { return Warning{message}; });
  };
}

}  // namespace dataworks::detail
