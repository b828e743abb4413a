// The certificate authorities, loaded once a process and shared by all connections.
//
// libcurl by default parses the whole CA bundle anew for every connection: 64 connections took 1.9 s that way, and 50
// to 100 ms with one store. Where the system has a hashed directory, certificates are looked up in it one by one, and
// the first connection is cheap too.
#pragma once

#include <memory>
#include <string>

struct x509_store_st;

namespace dataworks {

/// A store for `caFile` (a PEM file or a hashed directory; empty: `SSL_CERT_FILE`, `SSL_CERT_DIR`, then the system's).
/// The same store for the same place. Null if nothing can be loaded from there. Thread-safe.
[[nodiscard]] std::shared_ptr<x509_store_st> caStore(const std::string& caFile);

}  // namespace dataworks
