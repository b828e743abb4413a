// SPDX-License-Identifier: Apache-2.0
#include "failing_allocator.h"

#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>

namespace dataworks::testing {

namespace {

std::atomic<bool> armed = false;
std::atomic<bool> failed = false;
std::atomic<long> left = 0;
std::atomic<long> alive = 0;
thread_local bool exempt = false;

// Stands before each block.
struct alignas(std::max_align_t) Header {
  std::size_t size;
  bool counted;
};

bool mustFail() {
  if (!armed || exempt) return false;
  if (--left != 0) return false;
  failed = true;
  return true;
}

void* allocate(std::size_t size) noexcept {
  if (mustFail()) return nullptr;
  auto* header = static_cast<Header*>(std::malloc(sizeof(Header) + size));
  if (header == nullptr) return nullptr;
  *header = {size, !exempt};
  if (header->counted) ++alive;
  return header + 1;
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  Header* header = static_cast<Header*>(block) - 1;
  if (header->counted) --alive;
  std::free(header);
}

void* reallocate(void* block, std::size_t size) noexcept {
  void* larger = allocate(size);
  if (larger != nullptr && block != nullptr) {
    std::memcpy(larger, block, std::min(size, (static_cast<Header*>(block) - 1)->size));
    release(block);
  }
  return larger;
}

void* allocateZeroed(std::size_t count, std::size_t size) noexcept {
  void* block = allocate(count * size);
  if (block != nullptr) std::memset(block, 0, count * size);
  return block;
}

char* duplicate(const char* text) noexcept {
  const std::size_t size = std::strlen(text) + 1;
  void* copy = allocate(size);
  return copy == nullptr ? nullptr : static_cast<char*>(std::memcpy(copy, text, size));
}

}  // namespace

void takeOverLibcurl() {
  if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, allocate, release, reallocate, duplicate, allocateZeroed) != CURLE_OK) {
    throw std::runtime_error("libcurl does not take the allocator");
  }
}

void exemptThisThread() { exempt = true; }

void failAllocation(long n) {
  left = n;
  failed = false;
  armed = true;
}

bool stopFailing() {
  armed = false;
  return failed;
}

long aliveAllocations() { return alive; }

}  // namespace dataworks::testing

void* operator new(std::size_t size) {
  if (void* block = dataworks::testing::allocate(size)) return block;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return ::operator new(size); }
void operator delete(void* block) noexcept { dataworks::testing::release(block); }
void operator delete[](void* block) noexcept { dataworks::testing::release(block); }
void operator delete(void* block, std::size_t) noexcept { dataworks::testing::release(block); }
void operator delete[](void* block, std::size_t) noexcept { dataworks::testing::release(block); }
