#include "http/curl_backend.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <optional>
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

// What may be waited for at once for one request: two sockets that race to connect, and the lookup of a name.
constexpr std::size_t kSocketsARequest = 3;

// From 7.88 on libcurl itself also writes what OpenSSL has encrypted, with MSG_NOSIGNAL. Before, OpenSSL writes.
bool neverRaisesSigpipe() {
  return DATAWORKS_LIBCURL_AT_LEAST(0x075800) && curl_version_info(CURLVERSION_NOW)->version_num >= 0x075800;
}

CurlBackend* self(void* pointer) { return static_cast<CurlBackend*>(pointer); }

TransportFailure outOfMemory() {
  return {.kind = ErrorKind::kInternal, .phase = Phase::kPrepare, .sent = RequestSent::kNo};
}

}  // namespace

CurlBackend::CurlBackend(HttpOptions options) : options_(std::move(options)) {
  initializeLibcurl();
  if (neverRaisesSigpipe()) opensslWrites_ = false;
  makeMulti();
}

CurlBackend::~CurlBackend() {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  for (auto& transfer : transfers_) {
    curl_multi_remove_handle(multi_, transfer->easy());
  }
  transfers_.clear();
  curl_multi_cleanup(multi_);
}

void CurlBackend::makeMulti() {
  multi_ = curl_multi_init();
  if (multi_ == nullptr) throw std::bad_alloc();
  const auto onInterest = +[](CURL*, curl_socket_t socket, int what, void* backend, void* place) noexcept {
    self(backend)->onInterest(socket, what, reinterpret_cast<PollSet::Slot>(place));
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
  try {
    queue_.emplace_back();
  } catch (...) {
    done(outOfMemory());
    return handle;
  }
  queue_.back() = {handle, WipedRequest(std::move(request)), std::move(done)};
  return handle;
}

void CurlBackend::cancel(RequestHandle handle) {
  if (handle == kNoRequest) return;
  const auto carries = [handle](const auto& each) { return each->handle == handle; };
  if (const auto found = std::find_if(transfers_.begin(), transfers_.end(), carries); found != transfers_.end()) {
    return abort(**found);
  }
  const auto waits = [handle](const Queued& each) { return each.handle == handle; };
  const auto queued = std::find_if(queue_.begin(), queue_.end(), waits);
  if (queued == queue_.end()) return;
  const auto done = std::move(queued->done);
  queue_.erase(queued);
  done(TransportFailure{.kind = ErrorKind::kCancelled, .phase = Phase::kResolve, .sent = RequestSent::kNo});
}

// libcurl would keep a queue of its own, at the price of a handle for each that waits, and of a pass over all of them
// whenever one ends.
bool CurlBackend::hasRoomFor(const HttpRequest& request) const {
  return underWay_ < options_.maxConnections && (lookups_ < kMostLookups || isLoopbackHost(hostOf(request.url)));
}

void CurlBackend::begin(RequestHandle handle, HttpRequest&& request, Done&& done) {
  Transfer* transfer = nullptr;
  std::optional<TransportFailure> failure;
  try {
    if (multi_ == nullptr) makeMulti();
    watch_.reserve(kSocketsARequest * (static_cast<std::size_t>(underWay_) + 1));
    transfer = &idleTransfer();
    failure = transfer->prepare(std::move(request));
  } catch (...) {
    failure = outOfMemory();
  }
  if (!failure && transfer->begin(multi_, lookups_) != CURLM_OK) failure = outOfMemory();
  if (failure) {
    if (transfer != nullptr) recycle(*transfer);
    return done(std::move(*failure));
  }
  ++underWay_;
  mayRaiseSigpipe_ = mayRaiseSigpipe_ || (opensslWrites_ && transfer->isEncrypted());
  transfer->handle = handle;
  transfer->done = std::move(done);
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
    watch_.forEachReady([&](int socket, short events) {
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

Transfer& CurlBackend::idleTransfer() {
  if (idle_.empty()) {
    idle_.reserve(transfers_.size() + 1);  // so that giving it back cannot fail
    finished_.reserve(transfers_.size() + 1);
    transfers_.push_back(std::make_unique<Transfer>(options_, sockets_));
    return *transfers_.back();
  }
  Transfer& transfer = *idle_.back();
  idle_.pop_back();
  return transfer;
}

// --- transfers that are over
// -----------------------------------------------------------------------------------------------------------------

void CurlBackend::deliver() {
  int left = 0;
  auto finished = std::exchange(finished_, {});  // for its room
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer* transfer = nullptr;
    const CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    curl_multi_remove_handle(multi_, transfer->easy());  // after this the message is gone
    if (transfer->retryOnFresh() && transfer->begin(multi_, lookups_) == CURLM_OK) continue;
    transfer->handle = kNoRequest;
    finished.emplace_back(transfer, code);
  }
  report(std::move(finished));
}

// libcurl had no memory to record which transfer waits for which socket. Rather than wait for one that is not polled,
// all end; and its incomplete records (7.88 divides by the length of a list that it never made) go with the multi
// handle.
void CurlBackend::failAll() {
  auto finished = std::exchange(finished_, {});
  for (const auto& transfer : transfers_) {
    if (!transfer->done) continue;
    curl_multi_remove_handle(multi_, transfer->easy());
    transfer->handle = kNoRequest;
    finished.emplace_back(transfer.get(), CURLE_OUT_OF_MEMORY);
  }
  curl_multi_cleanup(std::exchange(multi_, nullptr));
  watch_.clear();
  outOfMemory_ = false;
  report(std::move(finished));
}

// All are collected before the first is reported: its caller may start and stop other transfers.
void CurlBackend::report(Finished finished) {
  for (auto& [transfer, code] : finished) finish(*transfer, transfer->outcome(code));
  finished.clear();
  if (finished_.capacity() < finished.capacity()) finished_.swap(finished);
}

void CurlBackend::abort(Transfer& transfer) {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  TransportFailure failure = transfer.cancelled();
  curl_multi_remove_handle(multi_, transfer.easy());
  finish(transfer, std::move(failure));
}

void CurlBackend::finish(Transfer& transfer, TransportOutcome&& outcome) {
  auto done = std::move(transfer.done);
  --underWay_;
  recycle(transfer);
  done(std::move(outcome));
}

void CurlBackend::recycle(Transfer& transfer) {
  transfer.reset();
  if (idle_.size() < kMostIdle) {
    idle_.push_back(&transfer);
  } else {
    std::erase_if(transfers_, [&transfer](const auto& owned) { return owned.get() == &transfer; });
  }
}

}  // namespace dataworks::detail
