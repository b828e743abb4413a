// SPDX-License-Identifier: Apache-2.0
#include "support/fault_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>

namespace dataworks::testing {

namespace {

constexpr std::chrono::seconds kPatience(30);

std::string percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

void decodeForm(std::string_view form, std::map<std::string, std::string>& parameters) {
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(form.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    parameters[percentDecoded(pair.substr(0, equals))] = percentDecoded(pair.substr(equals + 1));
  }
}

std::size_t contentLength(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = head.find(kName);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + kName.size()));
}

// Threads of a server never die of a client that left.
void blockSigpipe() {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

}  // namespace

std::string SeenRequest::parameter(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

namespace {

/// The value of a header that this library writes in small letters; empty if there is none.
std::string headerIn(const std::string& head, const std::string& name) {
  const std::string opening = "\r\n" + name + ": ";
  const std::size_t at = head.find(opening);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + opening.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

std::string SeenRequest::action() const {
  std::string inParameters = parameter("Action");
  return inParameters.empty() ? headerIn(head, "x-acs-action") : inParameters;
}

std::string SeenRequest::nonce() const {
  std::string inParameters = parameter("SignatureNonce");
  return inParameters.empty() ? headerIn(head, "x-acs-signature-nonce") : inParameters;
}

// --- one connection
// ------------------------------------------------------------------------------------------------------------------

Conversation::Conversation(FaultServer& server, int descriptor, int number)
    : server_(server), descriptor_(descriptor), number_(number) {}

Conversation::~Conversation() {
  if (open()) close(false);
}

bool Conversation::send(std::string_view bytes) {
  while (open() && !bytes.empty()) {
    const auto most = std::min<std::size_t>(bytes.size(), 1U << 20U);
    const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(most))
                           : static_cast<int>(::send(descriptor_, bytes.data(), most, MSG_NOSIGNAL));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return open();
}

std::string Conversation::read(std::size_t most) {
  std::string bytes(std::min<std::size_t>(most, 1U << 16U), '\0');
  if (!open()) return {};
  const auto size = tls_ ? SSL_read(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                         : static_cast<int>(::recv(descriptor_, bytes.data(), bytes.size(), 0));
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

bool Conversation::waitForByte() {
  char byte = 0;
  if (!open()) return false;
  return tls_ ? SSL_peek(tls_.get(), &byte, 1) == 1 : ::recv(descriptor_, &byte, 1, MSG_PEEK) == 1;
}

void Conversation::close(bool closeNotify) {
  if (!open()) return;
  if (tls_ && closeNotify) SSL_shutdown(tls_.get());
  tls_.reset();
  server_.forget(number_);
  ::close(descriptor_);
  descriptor_ = -1;
}

void Conversation::reset() {
  if (!open()) return;
  const linger atOnce{.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
  close(false);
}

void Conversation::noteHeld() { server_.noteHeld(); }

void Conversation::hold() {
  noteHeld();
  while (!read(1U << 16U).empty()) {
  }
  close(false);
}

bool Conversation::peerLeaves(int milliseconds) {
  pollfd waiting{.fd = descriptor_, .events = POLLIN | POLLRDHUP, .revents = 0};
  return !open() || ::poll(&waiting, 1, milliseconds) > 0;
}

bool Conversation::startTls(SSL_CTX& context) {
  tls_.reset(SSL_new(&context), SSL_free);
  SSL_set_fd(tls_.get(), descriptor_);
  return SSL_accept(tls_.get()) == 1;
}

std::optional<SeenRequest> Conversation::readRequest() {
  std::string& text = unread_;
  std::size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    const std::string more = read(1U << 16U);
    if (more.empty()) return std::nullopt;
    text += more;
  }
  SeenRequest request;
  request.connection = number_;
  request.head = text.substr(0, end + 4);
  const std::size_t length = contentLength(request.head);
  while (text.size() < request.head.size() + length) {
    const std::string more = read(1U << 16U);
    if (more.empty()) return std::nullopt;
    text += more;
  }
  request.body = text.substr(request.head.size(), length);
  text.erase(0, request.head.size() + length);
  const std::string target = request.head.substr(0, request.head.find(" HTTP/"));
  if (const auto query = target.find('?'); query != std::string::npos) {
    decodeForm(std::string_view(target).substr(query + 1), request.parameters);
  }
  decodeForm(request.body, request.parameters);
  return request;
}

// --- the server
// ----------------------------------------------------------------------------------------------------------------------

FaultServer::FaultServer(FaultServerOptions options) : options_(std::move(options)) {
  if (options_.tls) tls_ = serverContext(options_.certificate, options_.newestTlsVersion);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 1024) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("fault server: cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { acceptAll(); });
}

FaultServer::~FaultServer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  stopListening();
  hangUp();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return serving_ == 0; });
}

std::string FaultServer::url() const {
  return std::string(options_.tls ? "https" : "http") + "://127.0.0.1:" + std::to_string(port_);
}

void FaultServer::play(Fault fault, int times) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
  timesLeft_ = times;
  choose_ = nullptr;
}

void FaultServer::playEach(std::function<Fault()> choose) {
  const std::lock_guard lock(mutex_);
  choose_ = std::move(choose);
}

void FaultServer::hangUp() {
  const std::lock_guard lock(mutex_);
  for (const auto& [connection, descriptor] : open_) ::shutdown(descriptor, SHUT_RDWR);
}

bool FaultServer::sendOn(int connection, std::string_view bytes) {
  const std::lock_guard lock(mutex_);  // its own thread closes it only after `forget`
  const auto found = open_.find(connection);
  return found != open_.end() &&
         ::send(found->second, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

void FaultServer::stopListening() {
  if (!acceptor_.joinable()) return;
  ::shutdown(listener_, SHUT_RDWR);  // wakes `accept`
  acceptor_.join();
  ::close(listener_);
}

int FaultServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::vector<SeenRequest> FaultServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int FaultServer::copies(std::string_view action) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(requests_.begin(), requests_.end(), [action](const SeenRequest& request) {
    return action.empty() || request.parameter("Action") == action;
  }));
}

void FaultServer::forgetRequests() {
  const std::lock_guard lock(mutex_);
  requests_.clear();
}

bool FaultServer::waitForRequests(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return static_cast<int>(requests_.size()) >= count; });
}

bool FaultServer::waitUntilIdle() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return serving_ == 0; });
}

bool FaultServer::waitUntilHeld(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] { return held_ >= count; });
}

void FaultServer::acceptAll() {
  blockSigpipe();
  if (options_.onThread) options_.onThread();
  while (true) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) {
      if (errno == EINVAL) return;  // listens no more
      std::this_thread::yield();    // a client that left at once, or no descriptor at the moment
      continue;
    }
    const int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::lock_guard lock(mutex_);
    if (ending_) {
      ::close(descriptor);
      continue;
    }
    open_[++connections_] = descriptor;
    ++serving_;
    std::thread([this, descriptor, number = connections_] {
      if (options_.onThread) options_.onThread();
      {
        Conversation conversation(*this, descriptor, number);
        serve(conversation);
      }
      const std::lock_guard serverLock(mutex_);
      --serving_;
      changed_.notify_all();
    }).detach();
  }
}

void FaultServer::serve(Conversation& conversation) {
  if (const Fault fault = faultNow(Moment::kAccept); fault.onAccept) fault.onAccept(conversation);
  if (conversation.open() && tls_ && !conversation.startTls(*tls_)) return;
  while (conversation.open()) {
    // Not before the request is coming is it known which fault is on: the client may have kept the connection for long.
    if (conversation.unread_.empty() && !conversation.waitForByte()) return;
    const Fault fault = faultNow(Moment::kRequest);
    if (fault.beforeRequest) fault.beforeRequest(conversation);
    const auto request = conversation.open() ? conversation.readRequest() : std::nullopt;
    if (!request) return;
    noteRequest(*request);
    if (fault.onRequest) {
      fault.onRequest(conversation, *request);
    } else {
      conversation.send(response(goodBody(*request)));
    }
  }
}

Fault FaultServer::faultNow(Moment moment) {
  const std::lock_guard lock(mutex_);
  if (choose_) return choose_();
  if (timesLeft_ == 0) return {};
  const Moment acts = fault_.onAccept ? Moment::kAccept : Moment::kRequest;
  if (timesLeft_ > 0 && moment == acts) --timesLeft_;
  return fault_;
}

void FaultServer::noteRequest(const SeenRequest& request) {
  if (options_.onSeen) return options_.onSeen(request);
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  changed_.notify_all();
}

void FaultServer::noteHeld() {
  const std::lock_guard lock(mutex_);
  ++held_;
  changed_.notify_all();
}

void FaultServer::forget(int connection) {
  const std::lock_guard lock(mutex_);
  open_.erase(connection);
}

// --- what it responds
// ------------------------------------------------------------------------------------------------------------------

std::string response(std::string_view body, std::string_view status, std::string_view moreHeaders) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(moreHeaders) + "\r\n" + std::string(body);
}

std::string goodBody(const SeenRequest& request) {
  if (request.action() == "RunManualDagNodes") return R"({"RequestId":"R-6","DagId":332455685})";
  if (request.isTrigger()) {
    return R"({"RequestId":"R-1","ReturnCode":"0","ReturnMessage":"","ReturnErrorSolution":"","ReturnValue":332455685})";
  }
  if (request.action() == "GetInstanceLog") return R"({"RequestId":"R-3","Success":true,"Data":"a line\n"})";
  if (request.action() == "ListInstances") {
    return R"({"RequestId":"R-5","Success":true,"Data":{"PageNumber":1,"PageSize":100,"TotalCount":1,"Instances":[)"
           R"({"NodeName":"extract","InstanceId":2427622331,"DagId":332455685,"DagType":"5","Status":"SUCCESS"}]}})";
  }
  const bool isAction = request.action() == "RestartInstance" || request.action() == "StopInstance";
  if (isAction) return R"({"RequestId":"R-4","Success":true,"Data":true})";
  return R"({"RequestId":"R-2","Success":true,"ErrCode":"0","ErrMsg":"","Data":{"NodeInsInfo":[)"
         R"({"NodeName":"extract","InstanceId":2427622331,"DagId":332455685,"DagType":5,"Status":6}]}})";
}

}  // namespace dataworks::testing
