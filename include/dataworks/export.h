// Which symbols the shared library exports. A static build exports none, so that a plugin that links it does not
// re-export them.
#pragma once

#if defined(DATAWORKS_STATIC)
#define DATAWORKS_EXPORT
#else
/// Marks what the shared library exports; empty if `DATAWORKS_STATIC` is defined.
#define DATAWORKS_EXPORT __attribute__((visibility("default")))
#endif
