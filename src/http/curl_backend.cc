// SPDX-License-Identifier: Apache-2.0
#include "http/curl_backend.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <new>
#include <utility>

#include "http/libcurl_version.h"
#include "http/sigpipe.h"
#include "http/url.h"

namespace dataworks::detail {

namespace {

constexpr std::size_t kMostIdle = 64;  // handles kept after a burst
// libcurl resolves each name on a thread of its own, so a thousand requests to a host that is not in its cache would be
// a thousand threads.
constexpr int kMostLookups = 16;

// libcurl's own counter makes a second initialisation by the program harmless. Never undone: a static object of the
// program may still be calling while the process ends.
void initializeLibcurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

// Waking for nothing once a day does no harm.
constexpr std::chrono::milliseconds kLongestSleep = std::chrono::hours(24);

// From 7.88 on libcurl itself also writes what OpenSSL has encrypted, with MSG_NOSIGNAL. Before, OpenSSL writes.
bool neverRaisesSigpipe() {
  return DATAWORKS_LIBCURL_AT_LEAST(0x075800) && curl_version_info(CURLVERSION_NOW)->version_num >= 0x075800;
}

CurlBackend* backendOf(void* pointer) { return static_cast<CurlBackend*>(pointer); }

TransportFailure outOfMemory() {
  return {.kind = ErrorKind::kInternal, .phase = Phase::kPrepare, .sent = RequestSent::kNo};
}

}  // namespace

CurlBackend::CurlBackend(BackendOptions options) : options_(std::move(options)) {
  initializeLibcurl();
  if (options_.tls == TlsLibrary::kOurs && neverRaisesSigpipe()) libraryWrites_ = false;
  makeMulti();
}

CurlBackend::~CurlBackend() {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  for (const Transfer& transfer : underWay_) curl_multi_remove_handle(multi_, transfer.easy());
  underWay_.clear();
  idle_.clear();
  curl_multi_cleanup(multi_);
}

void CurlBackend::makeMulti() {
  multi_ = curl_multi_init();
  if (multi_ == nullptr) throw std::bad_alloc();
  const auto onInterest = +[](CURL*, curl_socket_t socket, int what, void* backend, void* place) noexcept {
    backendOf(backend)->onInterest(socket, what, reinterpret_cast<PollSet::Slot>(place));
    return 0;
  };
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, onInterest);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options_.maxConnections));
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.maxConnections));
}

HttpBackend::RequestHandle CurlBackend::send(HttpRequest&& request, Done&& done) {
  const RequestHandle handle = ++sent_;
  if (queue_.empty() && hasRoomFor(request)) {
    begin(handle, std::move(request), std::move(done));
    return handle;
  }
  queue_.push_back({handle, std::move(request), std::move(done)});
  return handle;
}

void CurlBackend::cancel(RequestHandle handle) {
  if (handle == kNoRequest) return;
  const auto isIt = [handle](const auto& each) { return each.handle == handle; };
  if (const auto found = std::find_if(underWay_.begin(), underWay_.end(), isIt); found != underWay_.end()) {
    const SigpipeBlock noSignal(mayRaiseSigpipe_);
    TransportFailure failure = found->cancelled();
    Transfers finished;
    takeOut(*found, finished);
    return finish(finished, std::move(failure));
  }
  const auto queued = std::find_if(queue_.begin(), queue_.end(), isIt);
  if (queued == queue_.end()) return;
  const auto done = std::move(queued->done);
  queue_.erase(queued);
  done(TransportFailure{.kind = ErrorKind::kCancelled, .phase = Phase::kResolve, .sent = RequestSent::kNo});
}

// libcurl would keep a queue of its own, at the price of a handle for each that waits, and of a pass over all of them
// whenever one ends.
bool CurlBackend::hasRoomFor(const HttpRequest& request) const {
  return underWay_.size() < static_cast<std::size_t>(options_.maxConnections) &&
         (lookups_ < kMostLookups || isLoopbackHost(hostOf(request.url)));
}

void CurlBackend::begin(RequestHandle handle, HttpRequest&& request, Done&& done) {
  if (auto failure = start(std::move(request))) return done(std::move(*failure));
  Transfer& transfer = underWay_.back();
  mayRaiseSigpipe_ = mayRaiseSigpipe_ || (libraryWrites_ && transfer.isEncrypted());
  transfer.handle = handle;
  transfer.done = std::move(done);
}

std::optional<TransportFailure> CurlBackend::start(HttpRequest&& request) try {
  if (multi_ == nullptr) makeMulti();
  if (idle_.empty()) idle_.emplace_back(options_, sockets_);
  Transfer& transfer = idle_.back();
  if (auto failure = transfer.prepare(std::move(request))) return failure;
  if (transfer.begin(multi_, lookups_) != CURLM_OK) return outOfMemory();
  underWay_.splice(underWay_.end(), idle_, std::prev(idle_.end()));
  return std::nullopt;
} catch (...) {  // a queued request has no caller here, who would catch it
  return outOfMemory();
}

// First come, first served.
void CurlBackend::beginQueued() {
  while (!queue_.empty() && hasRoomFor(queue_.front().request)) {
    Queued next = std::move(queue_.front());
    queue_.pop_front();
    begin(next.handle, std::move(next.request), std::move(next.done));
  }
}

// --- running libcurl
// -----------------------------------------------------------------------------------------------------------------

// libcurl reports which sockets it waits for and until when, and is called for those that are ready. (The other way,
// `curl_multi_perform`, visits every transfer in each run.) Whichever it is called for, it does what is due.
void CurlBackend::wait(const WakeTime& until) {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  const std::chrono::milliseconds due = untilDue();
  const auto time = due.count() > 0 ? std::min(due, std::chrono::ceil<std::chrono::milliseconds>(until.left())) : due;
  bool called = false;
  if (time.count() > 0 || !watch_.isEmpty()) {
    watch_.sleep(time);
    watch_.forEachReady([&](Socket socket, short events) {
      const bool readable = (events & (POLLIN | POLLHUP)) != 0;
      const bool writable = (events & POLLOUT) != 0;
      const bool broken = (events & (POLLERR | POLLNVAL)) != 0;
      act(socket,
          (readable ? CURL_CSELECT_IN : 0) | (writable ? CURL_CSELECT_OUT : 0) | (broken ? CURL_CSELECT_ERR : 0));
      called = true;
    });
  }
  if (due.count() == 0 && !called) act(CURL_SOCKET_TIMEOUT, 0);
  deliver();
  if (outOfMemory_) failAll();
  beginQueued();
}

// Read once a run: to report each change (`CURLMOPT_TIMERFUNCTION`), libcurl would read the clock for each.
std::chrono::milliseconds CurlBackend::untilDue() const {
  long milliseconds = -1;
  if (multi_ != nullptr) curl_multi_timeout(multi_, &milliseconds);
  return milliseconds < 0 ? kLongestSleep : std::min(std::chrono::milliseconds(milliseconds), kLongestSleep);
}

void CurlBackend::act(curl_socket_t socket, int events) {
  if (outOfMemory_) return;
  int running = 0;
  if (curl_multi_socket_action(multi_, socket, events, &running) != CURLM_OK) outOfMemory_ = true;
}

void CurlBackend::onInterest(curl_socket_t socket, int what, PollSet::Slot place) noexcept {
  if (what == CURL_POLL_REMOVE) return watch_.forget(place);
  const int events = ((what & CURL_POLL_IN) != 0 ? POLLIN : 0) | ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0);
  try {
    const auto now = watch_.watch(socket, static_cast<short>(events), place);
    if (now != place) curl_multi_assign(multi_, socket, reinterpret_cast<void*>(now));
  } catch (...) {
    outOfMemory_ = true;
  }
}

// --- transfers that are over
// -----------------------------------------------------------------------------------------------------------------

void CurlBackend::deliver() {
  int left = 0;
  Transfers finished;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    transfer->result = message->data.result;
    takeOut(*transfer, finished);  // after this the message is gone
    if (transfer->retryOnFresh() && transfer->begin(multi_, lookups_) == CURLM_OK) {
      underWay_.splice(underWay_.end(), finished, std::prev(finished.end()));
    }
  }
  report(std::move(finished));
}

void CurlBackend::takeOut(Transfer& transfer, Transfers& finished) {
  const auto isIt = [&transfer](const Transfer& each) { return &each == &transfer; };
  curl_multi_remove_handle(multi_, transfer.easy());
  finished.splice(finished.end(), underWay_, std::find_if(underWay_.begin(), underWay_.end(), isIt));
}

// libcurl had no memory to record which transfer waits for which socket. Rather than wait for one that is not polled,
// all end; and its incomplete records (7.88 divides by the length of a list that it never made) go with the multi
// handle.
void CurlBackend::failAll() {
  Transfers finished;
  while (!underWay_.empty()) {
    underWay_.front().result = CURLE_OUT_OF_MEMORY;
    takeOut(underWay_.front(), finished);
  }
  curl_multi_cleanup(std::exchange(multi_, nullptr));
  watch_.clear();
  outOfMemory_ = false;
  report(std::move(finished));
}

// All are collected before the first is reported: its caller may start and stop other transfers.
void CurlBackend::report(Transfers finished) {
  while (!finished.empty()) finish(finished, finished.front().outcome());
}

// The first one. It is idle, or gone, before its caller hears of it.
void CurlBackend::finish(Transfers& finished, TransportOutcome&& outcome) {
  const auto done = std::move(finished.front().done);
  finished.front().reset();
  if (idle_.size() < kMostIdle) {
    idle_.splice(idle_.end(), finished, finished.begin());
  } else {
    finished.pop_front();
  }
  done(std::move(outcome));
}

}  // namespace dataworks::detail
