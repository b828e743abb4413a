// SPDX-License-Identifier: Apache-2.0
// A file descriptor that is closed at the end of its scope. POSIX only.
#pragma once

#include <unistd.h>

#include <utility>

namespace dataworks::detail {

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  /// Negative if nothing could be opened.
  [[nodiscard]] int number() const noexcept { return number_; }
  /// From now on the caller closes it.
  [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace dataworks::detail
