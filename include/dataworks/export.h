// What the shared library shows. A static build shows nothing, so that a plugin which links it does not re-export it.
#pragma once

#if defined(DATAWORKS_STATIC)
#define DATAWORKS_EXPORT
#else
/// Marks what the shared library shows; empty where `DATAWORKS_STATIC` is defined.
#define DATAWORKS_EXPORT __attribute__((visibility("default")))
#endif
