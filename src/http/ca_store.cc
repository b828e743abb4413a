// SPDX-License-Identifier: Apache-2.0
#include "http/ca_store.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include "http/system_cas.h"

namespace dataworks::detail {

namespace {

// Empty if `path` is there, else the reason.
std::string missing(const std::string& path) {
  std::error_code error;
  const bool isThere = std::filesystem::exists(std::filesystem::status(path, error));
  return isThere ? "" : error ? error.message() : "it is not there";
}

bool isDirectory(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// As in PATH.
constexpr char kListSeparator = std::filesystem::path::preferred_separator == '/' ? ':' : ';';

// Adds the certificates of a PEM file. Returns how many, and what is wrong with the file.
std::pair<int, std::string> addFile(X509_STORE* store, const std::string& path) {
  if (std::string problem = missing(path); !problem.empty()) return {0, std::move(problem)};
  if (isDirectory(path)) return {0, "it is a directory"};
  errno = 0;
  const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(path.c_str(), "r"), BIO_free);
  if (!file) return {0, std::strerror(errno)};
  int good = 0;
  int broken = 0;
  std::string problem;
  while (true) {
    if (X509* const certificate = PEM_read_bio_X509_AUX(file.get(), nullptr, nullptr, nullptr)) {
      good += X509_STORE_add_cert(store, certificate) == 1 ? 1 : 0;
      X509_free(certificate);
      continue;
    }
    const bool isEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (isEnd) break;
    ++broken;
    if (problem.empty()) problem = "certificate " + std::to_string(good + broken) + " in it is broken";
    if (BIO_eof(file.get()) != 0) break;
  }
  if (good == 0 && problem.empty()) problem = "there is no PEM certificate in it";
  return {good, std::move(problem)};
}

std::string problemOfDirectory(const std::string& path) {
  std::error_code error;
  if (isHashedDirectory(path, error)) return {};
  return error ? error.message() : "there is no certificate under a hashed name in it (run: openssl rehash)";
}

CaStore load(const CaPlace& place) {
  CaStore result;
  const std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  if (!store) return {.problem = "out of memory"};
  const auto note = [&result](std::string_view path, const std::string& problem) {
    if (problem.empty()) return;
    result.problem += (result.problem.empty() ? "" : "; ") + std::string(path) + ": " + problem;
  };
  ERR_set_mark();
  if (!place.file.empty()) {
    const auto [good, problem] = addFile(store.get(), place.file);
    if (good > 0) result.store = store;
    note(place.file, problem);
  }
  for (std::string_view rest = place.directories; !rest.empty();) {
    const std::string directory(rest.substr(0, rest.find(kListSeparator)));
    rest.remove_prefix(std::min(rest.size(), directory.size() + 1));
    if (directory.empty()) continue;
    const std::string problem = problemOfDirectory(directory);
    if (problem.empty() && X509_STORE_load_locations(store.get(), nullptr, directory.c_str()) == 1) {
      result.store = store;
    }
    note(directory, problem);
  }
  if (place.isSystems && addSystemCas(store.get())) result.store = store;
  ERR_pop_to_mark();
  return result;
}

// Never destroyed: a client in a static object of the program may still connect while static objects are being
// destroyed.
struct Stores {
  std::mutex mutex;
  std::map<std::string, CaStore> byPlace;
};
Stores& stores() {
  static Stores& all = *new Stores;
  return all;
}

}  // namespace

bool isHashedDirectory(const std::string& path, std::error_code& error) {
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string extension = entry.path().extension().string();
    if (entry.path().stem().string().size() == 8 && extension.size() == 2 && extension[1] >= '0' &&
        extension[1] <= '9') {
      return true;
    }
  }
  return false;
}

CaPlace caPlace(const std::string& caFile) {
  if (!caFile.empty()) return isDirectory(caFile) ? CaPlace{.directories = caFile} : CaPlace{.file = caFile};
  const char* file = std::getenv("SSL_CERT_FILE");
  const char* directories = std::getenv("SSL_CERT_DIR");
  CaPlace place{file != nullptr ? file : "", directories != nullptr ? directories : ""};
  return place.file.empty() && place.directories.empty() ? systemCaPlace() : place;
}

CaStore caStore(const std::string& caFile) {
  const CaPlace place = caPlace(caFile);
  const std::lock_guard lock(stores().mutex);
  CaStore& kept = stores().byPlace[place.file + '\n' + place.directories];
  if (kept.store) return kept;
  CaStore loaded = load(place);
  if (place.isSystems && loaded.store) loaded.problem.clear();  // e.g. the default file is there, its directory is not
  if (loaded.store) kept = loaded;
  loaded.isNew = true;
  return loaded;
}

}  // namespace dataworks::detail
