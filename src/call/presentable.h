// What the service says, before people see it.
#pragma once

#include "dataworks/credentials.h"
#include "dataworks/error.h"

namespace dataworks {

/// Masks the tokens of `credentials` where the service repeats them, as they are or percent-encoded, and cuts off what
/// is longer than anybody reads. Pure.
void makePresentable(Error& error, const Credentials& credentials);

}  // namespace dataworks
