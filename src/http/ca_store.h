// SPDX-License-Identifier: Apache-2.0
// The certificate authorities, loaded once per process and shared by all connections.
//
// By default, libcurl parses the whole CA bundle again for every connection: 64 connections took 1.9 s that way, and 50
// to 100 ms with one store. If the system has a hashed directory, certificates are looked up in it one by one, so the
// first connection is cheap too.
#pragma once

#include <memory>
#include <string>
#include <system_error>

struct x509_store_st;

namespace dataworks::detail {

/// Where certificate authorities are.
struct CaPlace {
  std::string file{};         ///< PEM.
  std::string directories{};  ///< Hashed; several are separated as in PATH.
  bool isSystems = false;     ///< Not set, but found where systems keep them.
};

/// Returns the place that `caFile` (a PEM file or a hashed directory) stands for; empty: `SSL_CERT_FILE` and
/// `SSL_CERT_DIR`, then the system's.
[[nodiscard]] CaPlace caPlace(const std::string& caFile);

/// OpenSSL finds certificates by names such as `5ed36f99.0`; a directory without them is useless to it.
[[nodiscard]] bool isHashedDirectory(const std::string& path, std::error_code& error);

struct CaStore {
  std::shared_ptr<x509_store_st> store{};  ///< Null if there is nothing usable.
  std::string problem{};  ///< What is unusable, with the file and the reason: a warning if there is a store.
  bool isNew = false;     ///< True for the caller who had it loaded.
};

/// Returns the store for `caFile`. The same place gives the same store. Thread-safe.
[[nodiscard]] CaStore caStore(const std::string& caFile);

}  // namespace dataworks::detail
