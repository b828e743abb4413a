// Wipes memory that held a secret, in a way that the optimiser cannot drop. It lies below all other folders, because
// each of them may hold one for a while.
#pragma once

#include <openssl/crypto.h>

#include <cstddef>
#include <string>
#include <utility>

namespace dataworks::detail {

/// Overwrites the whole capacity of `text`, including what it once held and its short form after a move.
inline void wipe(std::string& text) noexcept {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

/// Cuts `text` off at `from` and overwrites the rest.
inline void wipeFrom(std::string& text, std::size_t from) noexcept {
  OPENSSL_cleanse(text.data() + from, text.size() - from);
  text.resize(from);
}

/// A text that is wiped when it goes out of scope, such as what a file or a server gave, while it is being read.
struct WipedText {
  std::string text{};

  WipedText() = default;
  explicit WipedText(std::string given) noexcept : text(std::move(given)) {
    given.clear();  // well defined after a move
    wipe(given);
  }
  WipedText(WipedText&& other) noexcept : text(std::move(other.text)) {}
  WipedText& operator=(WipedText&& other) noexcept {
    text.swap(other.text);
    return *this;
  }
  ~WipedText() { wipe(text); }
};

}  // namespace dataworks::detail
