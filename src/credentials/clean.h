// SPDX-License-Identifier: Apache-2.0
// Keys and tokens as people and tools leave them in files and variables: with a line end behind them, in quotes.
#pragma once

#include <atomic>
#include <optional>
#include <string_view>

#include "dataworks/credentials.h"

namespace dataworks::detail {

/// Returns what no key or token contains but `text` does: `"a quotation mark"`; empty if there is nothing of the kind.
[[nodiscard]] std::string_view foreignIn(std::string_view text);

/// Trims blanks and line ends around the texts of credentials, and warns of it. Anything else that no key contains
/// makes an error: the service would only say that the key or the signature is wrong. Names the source, never a secret.
/// `warned`: set once it has warned, and then it does not again; null: it always does.
[[nodiscard]] std::optional<Error> clean(Credentials& credentials, const FetchContext& context,
                                         std::atomic<bool>* warned = nullptr);
/// The same of what was fetched.
[[nodiscard]] Result<Credentials> cleaned(Result<Credentials> credentials, const FetchContext& context);

}  // namespace dataworks::detail
