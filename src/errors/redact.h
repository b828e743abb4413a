// SPDX-License-Identifier: Apache-2.0
// What the service says, before people see it.
#pragma once

#include <string>

#include "dataworks/credentials.h"
#include "dataworks/error.h"

namespace dataworks::detail {

/// Masks the tokens of `credentials` where the service repeats them, as they are or percent-encoded, and cuts off what
/// is longer than anybody reads. Pure.
void redact(std::string& text, const Credentials& credentials);
/// The same for all texts of an error.
void redact(Error& error, const Credentials& credentials);

}  // namespace dataworks::detail
