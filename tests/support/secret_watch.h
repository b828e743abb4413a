// SPDX-License-Identifier: Apache-2.0
// Looks into every block of memory at the moment it is freed: none may hold a secret. For this the allocation functions
// of the whole program are replaced, so exactly one file of a program includes this; they look only at the thread of a
// `SecretWatch`, while it lives.
#pragma once

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

namespace dataworks::testing {

inline constexpr const char* kHidden = "hidden-0123456789-hidden-0123456789";

/// How large a block is, which may be more than was asked for.
inline std::size_t usableSize(void* block) noexcept {
#if defined(_WIN32)
  return _msize(block);
#else
  return malloc_usable_size(block);
#endif
}

class SecretWatch {
 public:
  SecretWatch() {
    leaks = 0;
    watching = true;
  }
  ~SecretWatch() { watching = false; }
  SecretWatch(const SecretWatch&) = delete;
  SecretWatch& operator=(const SecretWatch&) = delete;

  /// Removes what a block holds from before the watch.
  static void onAllocated(void* block) noexcept {
    if (!watching) return;
    asm volatile("" : "+r"(block));  // _FORTIFY_SOURCE=3 would take the size that was asked for as the limit
    std::memset(block, 0, usableSize(block));
  }
  static void onFreed(const void* block, std::size_t size) noexcept {
    if (watching && std::string_view(static_cast<const char*>(block), size).find(kHidden) != std::string_view::npos) {
      ++leaks;
    }
  }

  inline static thread_local int leaks = 0;  ///< Of the last watch.

 private:
  inline static thread_local bool watching = false;
};

/// `text` with the secret in the place of each `HIDDEN`.
inline std::string withHidden(std::string text) {
  for (auto at = text.find("HIDDEN"); at != std::string::npos; at = text.find("HIDDEN")) text.replace(at, 6, kHidden);
  return text;
}

namespace watched {

inline void* allocate(std::size_t size) {
  void* block = std::malloc(size != 0 ? size : 1);
  if (block == nullptr) throw std::bad_alloc();
  SecretWatch::onAllocated(block);
  return block;
}

inline void release(void* block) noexcept {
  if (block != nullptr) SecretWatch::onFreed(block, usableSize(block));
  std::free(block);
}

}  // namespace watched
}  // namespace dataworks::testing

void* operator new(std::size_t size) { return dataworks::testing::watched::allocate(size); }
void* operator new[](std::size_t size) { return dataworks::testing::watched::allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return std::malloc(size != 0 ? size : 1);  // or the sanitizer's own would be freed by the one below
}
void operator delete(void* block) noexcept { dataworks::testing::watched::release(block); }
void operator delete[](void* block) noexcept { dataworks::testing::watched::release(block); }
void operator delete(void* block, std::size_t) noexcept { dataworks::testing::watched::release(block); }
void operator delete[](void* block, std::size_t) noexcept { dataworks::testing::watched::release(block); }
