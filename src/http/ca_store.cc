#include "http/ca_store.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>

namespace dataworks::detail {

namespace {

struct Place {
  std::string file;
  std::string directory;
};

bool isDirectory(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// OpenSSL finds certificates by names such as `5ed36f99.0`; a directory without them is useless to it.
bool isHashed(const std::string& path) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string extension = entry.path().extension().string();
    if (entry.path().stem().string().size() == 8 && extension.size() == 2 && extension[1] >= '0' &&
        extension[1] <= '9') {
      return true;
    }
  }
  return false;
}

bool isReadable(const char* path) {
  struct stat status;
  return stat(path, &status) == 0;
}

Place systemPlace() {
  constexpr std::array kDirectories{"/etc/ssl/certs", "/etc/pki/tls/certs"};
  for (const char* directory : kDirectories) {
    if (isHashed(directory)) return {{}, directory};
  }
  constexpr std::array kFiles{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                              "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};
  for (const char* file : kFiles) {
    if (isReadable(file)) return {file, {}};
  }
  return {X509_get_default_cert_file(), X509_get_default_cert_dir()};
}

Place placeFor(const std::string& caFile) {
  if (!caFile.empty()) return isDirectory(caFile) ? Place{{}, caFile} : Place{caFile, {}};
  const char* file = std::getenv("SSL_CERT_FILE");
  const char* directory = std::getenv("SSL_CERT_DIR");
  Place place{file != nullptr ? file : "", directory != nullptr ? directory : ""};
  return place.file.empty() && place.directory.empty() ? systemPlace() : place;
}

std::shared_ptr<X509_STORE> load(const Place& place) {
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  if (!store) return nullptr;
  bool any = false;
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
  if (!place.file.empty()) any = X509_STORE_load_file(store.get(), place.file.c_str()) == 1;
  if (!place.directory.empty()) any = X509_STORE_load_path(store.get(), place.directory.c_str()) == 1 || any;
#else
  if (!place.file.empty()) any = X509_STORE_load_locations(store.get(), place.file.c_str(), nullptr) == 1;
  if (!place.directory.empty())
    any = X509_STORE_load_locations(store.get(), nullptr, place.directory.c_str()) == 1 || any;
#endif
  return any ? store : nullptr;
}

// Never destroyed: a client in a static object of the program may still connect while static objects are being
// destroyed.
struct Stores {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<X509_STORE>> byPlace;
};
Stores& stores() {
  static Stores& all = *new Stores;
  return all;
}

}  // namespace

std::shared_ptr<x509_store_st> caStore(const std::string& caFile) {
  const Place place = placeFor(caFile);
  std::lock_guard lock(stores().mutex);
  auto& store = stores().byPlace[place.file + '\n' + place.directory];
  if (!store) store = load(place);
  return store;
}

}  // namespace dataworks::detail
