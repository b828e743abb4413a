#include "credentials/file_source.h"

#include <mutex>
#include <utility>

#include "credentials/patient_lock.h"

namespace dataworks::detail {
namespace {

class FileProvider final : public CredentialsProvider {
 public:
  explicit FileProvider(ReadSource read) : read_(std::move(read)) {}

  /// Reads the file for the first time; empty if it offers a provider.
  std::optional<Unavailable> open(const CredentialsRequest& request) { return take(read_(request), request); }

  Result<Credentials> get(const CredentialsRequest& request) override {
    Offer offer = current();
    if (!request.rejectedAccessKeyId.empty()) offer = newest(offer, request);
    auto credentials = ask(offer, request);
    const bool mayBeStale = !credentials && credentials.error().kind == ErrorKind::kCredentials;
    if (!mayBeStale) return credentials;
    const Offer newer = newest(offer, request);
    return newer.provider == offer.provider ? credentials : ask(newer, request);
  }

  bool ready(const CredentialsRequest& request) override {
    return request.rejectedAccessKeyId.empty() && current().provider->ready(request);
  }

 private:
  struct Offer {
    std::shared_ptr<CredentialsProvider> provider{};
    std::string label{};
  };

  static Result<Credentials> ask(const Offer& offer, const CredentialsRequest& request) {
    auto credentials = offer.provider->get(request);
    if (credentials && credentials->source.find(offer.label) == std::string::npos) {
      credentials->source += " (" + offer.label + ")";
    }
    return credentials;
  }

  Offer current() {
    const std::lock_guard guard(mutex_);
    return offer_;
  }

  /// What the file offers by now, read again if `known` is the latest of it and it has changed. While it offers
  /// nothing, the old one stays.
  Offer newest(const Offer& known, const CredentialsRequest& request) {
    if (rereading_.lock(request)) return known;  // the caller's time is over
    const Unlock unlock(rereading_);
    if (current().provider == known.provider && markOf(path_) != mark_) {
      const auto declined = take(read_(request), request);
      if (declined && request.warn) request.warn("kept the old credentials: " + declined->reason);
    }
    return current();
  }

  std::optional<Unavailable> take(FileReading reading, const CredentialsRequest& request) {
    path_ = std::move(reading.path);
    if (auto* declined = std::get_if<Unavailable>(&reading.located)) return std::move(*declined);
    mark_ = reading.mark;
    Offer offer{std::get<std::shared_ptr<CredentialsProvider>>(std::move(reading.located)), std::move(reading.label)};
    // Asked before others see it: between their `ready` and their `get` it may take the place of one that was ready.
    if (current().provider != nullptr) static_cast<void>(offer.provider->get(request));
    const std::lock_guard guard(mutex_);
    std::swap(offer_, offer);  // the old one may have a refresh to end, which is not for others to wait for
    return std::nullopt;
  }

  const ReadSource read_;
  PatientLock rereading_;  // over the two that follow; held by whoever reads the file
  std::string path_;
  FileMark mark_;

  std::mutex mutex_;  // never held while anything blocks
  Offer offer_;
};

}  // namespace

Source fileSource(std::string name, ReadSource read) {
  return {std::move(name), [read = std::move(read)](const CredentialsRequest& request) -> Resolution {
            auto provider = std::make_shared<FileProvider>(read);
            if (auto declined = provider->open(request)) return *std::move(declined);
            return provider;
          }};
}

void warnIfExposed(const FileContent& file, const std::string& path, const CredentialsRequest& request) {
  if (!file.readableByOthers || !request.warn) return;
  request.warn(path + " holds credentials and can be read by other users of this machine: chmod 600 " + path);
}

}  // namespace dataworks::detail
