// SPDX-License-Identifier: Apache-2.0
// `SignatureDoesNotMatch`: the gateway says what it signed. Comparing that with what was signed here tells a wrong
// secret from a request that was changed on its way.
#pragma once

#include <string>
#include <string_view>

#include "dataworks/error.h"

namespace dataworks::detail {

/// True if the message contains the gateway's string to sign, as with `SignatureDoesNotMatch`, but not only then.
[[nodiscard]] bool quotesStringToSign(const Error& error) noexcept;

/// Cuts the gateway's string to sign off the message, because it may contain a security token, and says in the hint
/// what a comparison with `ours` shows.
[[gnu::cold]] void explainMismatch(Error& error, std::string_view ours);

}  // namespace dataworks::detail
