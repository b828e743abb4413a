// SPDX-License-Identifier: Apache-2.0
// Where a system keeps its certificate authorities: system_cas_posix.cc and system_cas_windows.cc.
#pragma once

#include "http/ca_store.h"

namespace dataworks::detail {

/// Returns the files, or none if they are kept elsewhere.
[[nodiscard]] CaPlace systemCaPlace();

/// Adds those that are not kept in files. Returns false if there are none.
[[nodiscard]] bool addSystemCas(x509_store_st* store);

}  // namespace dataworks::detail
