// DATAWORKS_EXPORT marks what the shared library shows. A static build shows nothing, so that a plugin which links it
// does not re-export it.
#pragma once

#if defined(DATAWORKS_STATIC)
#define DATAWORKS_EXPORT
#else
#define DATAWORKS_EXPORT __attribute__((visibility("default")))
#endif
