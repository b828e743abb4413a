// SPDX-License-Identifier: Apache-2.0
// Calls the user's callbacks. What they throw must not reach the event loop.
#pragma once

namespace dataworks::detail {

template <class Callback, class... Arguments>
void callUser(const Callback& callback, const Arguments&... arguments) noexcept {
  if (!callback) return;
  try {
    callback(arguments...);
  } catch (...) {
  }
}

}  // namespace dataworks::detail
