// The certificate authorities, loaded once per process and shared by all connections.
//
// By default, libcurl parses the whole CA bundle again for every connection: 64 connections took 1.9 s that way, and 50
// to 100 ms with one store. If the system has a hashed directory, certificates are looked up in it one by one, so the
// first connection is cheap too.
#pragma once

#include <memory>
#include <string>

struct x509_store_st;

namespace dataworks::detail {

/// Returns the store for `caFile` (a PEM file or a hashed directory; empty: `SSL_CERT_FILE`, `SSL_CERT_DIR`, then the
/// system's). The same place gives the same store. Null if nothing can be loaded from there. Thread-safe.
[[nodiscard]] std::shared_ptr<x509_store_st> caStore(const std::string& caFile);

}  // namespace dataworks::detail
