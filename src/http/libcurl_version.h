// SPDX-License-Identifier: Apache-2.0
// Which libcurl to count on. DATAWORKS_OLD_LIBCURL builds as if nothing newer than 7.68 existed, to test what holds
// there.
#pragma once

#include <curl/curlver.h>

#if defined(DATAWORKS_OLD_LIBCURL)
#define DATAWORKS_LIBCURL_AT_LEAST(version) ((version) <= 0x074400)
#else
#define DATAWORKS_LIBCURL_AT_LEAST(version) (LIBCURL_VERSION_NUM >= (version))
#endif
