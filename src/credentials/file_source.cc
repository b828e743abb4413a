#include "credentials/file_source.h"

#include <mutex>
#include <utility>

namespace dataworks {
namespace {

class FileProvider final : public CredentialsProvider {
 public:
  explicit FileProvider(ReadSource read) : read_(std::move(read)) {}

  /// Reads the file for the first time; empty if it offers a provider.
  std::optional<Declined> open(const CredentialsRequest& request) {
    const std::lock_guard guard(mutex_);
    return take(read_(request));
  }

  Result<Credentials> get(const CredentialsRequest& request) override {
    if (!request.refusedAccessKeyId.empty()) reread(request);
    auto credentials = ask(request);
    const bool mayBeStale = !credentials && credentials.error().kind == ErrorKind::kCredentials;
    if (mayBeStale && reread(request)) return ask(request);
    return credentials;
  }

  bool ready(const CredentialsRequest& request) override {
    return request.refusedAccessKeyId.empty() && current().first->ready(request);
  }

 private:
  Result<Credentials> ask(const CredentialsRequest& request) {
    const auto [provider, label] = current();
    auto credentials = provider->get(request);
    if (credentials && credentials->source.find(label) == std::string::npos) credentials->source += " (" + label + ")";
    return credentials;
  }

  std::pair<std::shared_ptr<CredentialsProvider>, std::string> current() {
    const std::lock_guard guard(mutex_);
    return {provider_, label_};
  }

  /// True if the file has changed and offers a provider again. While it does not, the old one stays.
  bool reread(const CredentialsRequest& request) {
    const std::lock_guard guard(mutex_);
    if (markOf(path_) == mark_) return false;
    const auto declined = take(read_(request));
    if (declined && request.warn) request.warn("kept the old credentials: " + declined->reason);
    return !declined;
  }

  std::optional<Declined> take(FileReading reading) {
    path_ = std::move(reading.path);
    if (auto* declined = std::get_if<Declined>(&reading.located)) return std::move(*declined);
    mark_ = reading.mark;
    label_ = std::move(reading.label);
    provider_ = std::get<std::shared_ptr<CredentialsProvider>>(std::move(reading.located));
    return std::nullopt;
  }

  const ReadSource read_;
  std::mutex mutex_;
  std::string path_;
  FileMark mark_;
  std::string label_;
  std::shared_ptr<CredentialsProvider> provider_;
};

}  // namespace

Source fileSource(std::string name, ReadSource read) {
  return {std::move(name), [read = std::move(read)](const CredentialsRequest& request) -> Located {
            auto provider = std::make_shared<FileProvider>(read);
            if (auto declined = provider->open(request)) return *std::move(declined);
            return provider;
          }};
}

void warnIfExposed(const FileContent& file, const std::string& path, const CredentialsRequest& request) {
  if (!file.readableByOthers || !request.warn) return;
  request.warn(path + " holds credentials and can be read by other users of this machine: chmod 600 " + path);
}

}  // namespace dataworks
