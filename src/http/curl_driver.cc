#include "http/curl_driver.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include "http/libcurl_version.h"
#include "http/sigpipe.h"
#include "http/url.h"

namespace dataworks {

namespace {

constexpr std::size_t kMostIdle = 64;  // handles kept after a burst
// libcurl looks each name up on a thread of its own, so a thousand requests to a host that was never asked for would be
// a thousand threads.
constexpr int kMostLookups = 16;

// libcurl's own counter makes a second initialisation by the program harmless. Never undone: a static object of the
// program may still be calling while the process ends.
void initializeLibcurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

int wholeMilliseconds(std::chrono::nanoseconds time, std::chrono::nanoseconds longest) {
  return static_cast<int>(
      std::chrono::ceil<std::chrono::milliseconds>(std::min<std::chrono::nanoseconds>(time, longest)).count());
}

// From 7.88 on libcurl writes what OpenSSL has encrypted itself, too, and asks for no SIGPIPE. Before, OpenSSL writes.
bool neverRaisesSigpipe() {
  return DATAWORKS_LIBCURL_AT_LEAST(0x075800) && curl_version_info(CURLVERSION_NOW)->version_num >= 0x075800;
}

TransportFailure outOfMemory() {
  return {.kind = ErrorKind::kOutOfMemory, .phase = Phase::kPrepare, .sent = RequestSent::kNo};
}

}  // namespace

CurlDriver::CurlDriver(HttpOptions options) : options_(std::move(options)) {
  initializeLibcurl();
  if (neverRaisesSigpipe()) opensslWrites_ = false;
  multi_ = curl_multi_init();
  if (multi_ == nullptr) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options_.maxConnections));
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.maxConnections));
  // Made while no descriptor was left, it cannot be woken: then it has to look up by itself.
  if (curl_multi_wakeup(multi_) != CURLM_OK) longestSleep_ = std::chrono::milliseconds(10);
}

CurlDriver::~CurlDriver() {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  for (auto& transfer : transfers_) {
    transfer->onStop.reset();
    curl_multi_remove_handle(multi_, transfer->easy());
  }
  transfers_.clear();
  curl_multi_cleanup(multi_);
}

void CurlDriver::send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) {
  if (queue_.empty() && hasRoomFor(request)) return begin(std::move(request), std::move(stop), std::move(done));
  try {
    queue_.emplace_back();
  } catch (...) {
    return done(outOfMemory());
  }
  const auto queued = std::prev(queue_.end());
  queued->request = std::move(request);
  queued->stop = std::move(stop);
  queued->done = std::move(done);
  try {
    if (queued->stop.stop_possible()) queued->onStop.emplace(queued->stop, [this, queued] { leaveQueue(queued); });
  } catch (...) {
    auto doneOnce = std::move(queued->done);
    queue_.erase(queued);
    doneOnce(outOfMemory());
  }
}

// libcurl would keep a queue of its own, at the price of a handle for each that waits, and of a look at all of them
// whenever one ends.
bool CurlDriver::hasRoomFor(const HttpRequest& request) const {
  return underWay_ < options_.maxConnections && (lookups_ < kMostLookups || isLoopbackHost(hostOf(request.url)));
}

void CurlDriver::begin(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) {
  Transfer* transfer = nullptr;
  std::optional<TransportFailure> failure;
  try {
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
  started_ = true;
  ++underWay_;
  mayRaiseSigpipe_ = mayRaiseSigpipe_ || (opensslWrites_ && transfer->isEncrypted());
  transfer->done = std::move(done);
  if (stop.stop_possible()) transfer->onStop.emplace(std::move(stop), [this, transfer] { abort(*transfer); });
}

// First come, first served.
void CurlDriver::beginQueued() {
  while (!queue_.empty() && hasRoomFor(queue_.front().request)) {
    Queued& next = queue_.front();
    next.onStop.reset();
    HttpRequest request = std::move(next.request);
    std::stop_token stop = std::move(next.stop);
    auto done = std::move(next.done);
    queue_.pop_front();
    begin(std::move(request), std::move(stop), std::move(done));
  }
}

void CurlDriver::leaveQueue(std::list<Queued>::iterator queued) {
  auto done = std::move(queued->done);
  std::list<Queued> gone;  // it holds the callback that this is called by, which ends with it
  gone.splice(gone.begin(), queue_, queued);
  done(TransportFailure{.kind = ErrorKind::kCancelled, .phase = Phase::kResolve, .sent = RequestSent::kNo});
}

void CurlDriver::wait(const WakeTime& until) {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  if (!started_) {
    const int time = wholeMilliseconds(until.left(), longestSleep_);
    if (time > 0) curl_multi_poll(multi_, nullptr, 0, time, nullptr);
  }
  started_ = false;
  int running = 0;
  curl_multi_perform(multi_, &running);
  deliver();
  beginQueued();
}

void CurlDriver::wake() noexcept { curl_multi_wakeup(multi_); }

Transfer& CurlDriver::idleTransfer() {
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

// What libcurl has finished is collected before anybody hears of it: hearing of it, callers start and stop other
// transfers.
void CurlDriver::deliver() {
  std::vector<std::pair<Transfer*, CURLcode>> finished;
  finished.swap(finished_);  // for its room
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer* transfer = nullptr;
    const CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    curl_multi_remove_handle(multi_, transfer->easy());  // after this the message is gone
    if (transfer->startsOver() && transfer->begin(multi_, lookups_) == CURLM_OK) {
      started_ = true;
      continue;
    }
    transfer->onStop.reset();
    finished.emplace_back(transfer, code);
  }
  for (auto& [transfer, code] : finished) finish(*transfer, transfer->outcome(code));
  finished.clear();
  if (finished_.capacity() < finished.capacity()) finished_.swap(finished);
}

void CurlDriver::abort(Transfer& transfer) {
  const SigpipeBlock noSignal(mayRaiseSigpipe_);
  TransportFailure failure = transfer.cancelled();
  curl_multi_remove_handle(multi_, transfer.easy());
  finish(transfer, std::move(failure));
}

void CurlDriver::finish(Transfer& transfer, TransportOutcome outcome) {
  auto done = std::move(transfer.done);
  --underWay_;
  recycle(transfer);
  done(std::move(outcome));
}

void CurlDriver::recycle(Transfer& transfer) {
  transfer.reset();
  if (idle_.size() < kMostIdle) {
    idle_.push_back(&transfer);
  } else {
    std::erase_if(transfers_, [&transfer](const auto& owned) { return owned.get() == &transfer; });
  }
}

}  // namespace dataworks
