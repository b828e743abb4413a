// SPDX-License-Identifier: Apache-2.0
// Which symbols the shared library exports. A static build exports none, so that a plugin that links it does not
// re-export them.
#pragma once

#if __cplusplus < 202002L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L)
#error "dataworks-cpp needs C++20: compile with -std=c++20. For a C++17 program see docs/guides/cpp17.md"
#endif

#if defined(DATAWORKS_STATIC)
#define DATAWORKS_EXPORT
#define DATAWORKS_REPORT_EXPORT
#elif defined(_WIN32)
#if defined(dataworks_EXPORTS)  // while the client is compiled
#define DATAWORKS_EXPORT __declspec(dllexport)
#else
#define DATAWORKS_EXPORT __declspec(dllimport)
#endif
#if defined(dataworks_report_EXPORTS)
#define DATAWORKS_REPORT_EXPORT __declspec(dllexport)
#else
#define DATAWORKS_REPORT_EXPORT __declspec(dllimport)
#endif
#else
/// Marks what the shared library exports; empty if `DATAWORKS_STATIC` is defined.
#define DATAWORKS_EXPORT __attribute__((visibility("default")))
/// The same for the report, which is a library of its own.
#define DATAWORKS_REPORT_EXPORT DATAWORKS_EXPORT
#endif

#if defined(_WIN32)
#define DATAWORKS_HIDDEN
#else
/// Marks a member class that is not exported though the class around it is.
#define DATAWORKS_HIDDEN __attribute__((visibility("hidden")))
#endif
