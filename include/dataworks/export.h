// SPDX-License-Identifier: Apache-2.0
// Which symbols the shared library exports. A static build exports none, so that a plugin that links it does not
// re-export them.
#pragma once

#if __cplusplus < 202002L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#error "dataworks-cpp needs C++20: compile with -std=c++20. For a C++17 program see docs/guides/cpp17.md"
#endif

#if defined(DATAWORKS_STATIC)
#define DATAWORKS_EXPORT
#else
/// Marks what the shared library exports; empty if `DATAWORKS_STATIC` is defined.
#define DATAWORKS_EXPORT __attribute__((visibility("default")))
#endif
