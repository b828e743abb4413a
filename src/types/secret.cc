// SPDX-License-Identifier: Apache-2.0
// `Secret`: a heap block of its own, so that moving leaves no copy behind and freeing can wipe all of it.
#include <openssl/crypto.h>

#include <cstring>
#include <utility>

#include "dataworks/credentials.h"

namespace dataworks {

using namespace detail;

Secret::Secret(std::string_view text) {
  if (text.empty()) return;
  text_ = new char[text.size()];
  size_ = text.size();
  std::memcpy(text_, text.data(), size_);
}

Secret::Secret(const char* text) : Secret(text != nullptr ? std::string_view(text) : std::string_view()) {}
Secret::Secret(const std::string& text) : Secret(std::string_view(text)) {}
Secret::Secret(const Secret& other) : Secret(other.reveal()) {}

Secret::Secret(Secret&& other) noexcept
    : text_(std::exchange(other.text_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret other) noexcept {
  std::swap(text_, other.text_);
  std::swap(size_, other.size_);
  return *this;
}

Secret::~Secret() {
  if (text_ == nullptr) return;
  OPENSSL_cleanse(text_, size_);
  delete[] text_;
}

}  // namespace dataworks
