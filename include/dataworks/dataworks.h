// SPDX-License-Identifier: Apache-2.0
// The whole public API except report.h and testing/. Start with client.h; error.h explains how failures are reported.
#pragma once

#include "dataworks/export.h"  // first: an older compiler reads its error, and nothing that would bury it

#if __cplusplus >= 202002L || (defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#include "dataworks/actions.h"      // IWYU pragma: export
#include "dataworks/client.h"       // IWYU pragma: export
#include "dataworks/clock.h"        // IWYU pragma: export
#include "dataworks/credentials.h"  // IWYU pragma: export
#include "dataworks/dag_run.h"      // IWYU pragma: export
#include "dataworks/error.h"        // IWYU pragma: export
#include "dataworks/instances.h"    // IWYU pragma: export
#include "dataworks/manual_dag.h"   // IWYU pragma: export
#include "dataworks/observer.h"     // IWYU pragma: export
#include "dataworks/options.h"      // IWYU pragma: export
#include "dataworks/pending.h"      // IWYU pragma: export
#include "dataworks/profile.h"      // IWYU pragma: export
#include "dataworks/result.h"       // IWYU pragma: export
#include "dataworks/rpc_call.h"     // IWYU pragma: export
#include "dataworks/signature.h"    // IWYU pragma: export
#include "dataworks/transport.h"    // IWYU pragma: export
#include "dataworks/version.h"      // IWYU pragma: export
#endif
