// SPDX-License-Identifier: Apache-2.0
#include "server.h"

#include <httplib.h>
#include <strings.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <ctime>
#include <mutex>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>

#include "acs3.h"
#include "connection.h"
#include "text/form.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;

constexpr auto kPausePerByte = 50ms;
constexpr const char* kHtmlPage =
    "<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n";

/// A thread per connection. httplib's own pool keeps a thread for each kept connection, so a few idle clients would
/// lock out all others.
class ThreadPerConnection : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    try {
      std::thread(task).detach();
    } catch (const std::system_error&) {
      task();  // no more threads: connections wait for each other
    }
  }
  void shutdown() override {}
};

/// httplib listens with a backlog of 5; in a burst, connections wait a second for the next SYN.
template <class HttpServer>
class BacklogServer : public HttpServer {
 public:
  using HttpServer::HttpServer;
  void widenBacklog() { listen(this->svr_sock_, SOMAXCONN); }
};

std::string httpDate() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

/// Without either header there is no body (RFC 9112, 6.3); httplib would wait for one until the connection ends.
bool hasBody(const httplib::Request& http) {
  return http.has_header("Content-Length") || http.has_header("Transfer-Encoding");
}

bool isForm(const std::string& contentType) {
  static constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  return contentType.empty() || strncasecmp(contentType.c_str(), kForm.data(), kForm.size()) == 0;
}

Headers headersOf(const httplib::Request& http) {
  Headers headers;
  for (const auto& [name, value] : http.headers) {
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return std::tolower(letter); });
    headers.emplace(std::move(lower), value);
  }
  return headers;
}

/// Of duplicate names the first counts.
void addForm(std::string_view form, std::map<std::string, std::string>& parameters) {
  for (auto& [name, value] : detail::readForm(form)) parameters.emplace(std::move(name), std::move(value));
}

ApiRequest readRequest(const httplib::Request& http, const std::string& body) {
  ApiRequest request;
  request.method = http.method;
  if (const auto question = http.target.find('?'); question != std::string::npos) {
    addForm(std::string_view(http.target).substr(question + 1), request.parameters);
  }
  readAcs3(headersOf(http), body, request);
  if (isForm(http.get_header_value("Content-Type"))) addForm(body, request.parameters);
  return request;
}

void writeHead(const RawResponse& raw, httplib::Response& http) {
  http.status = raw.status;
  for (const auto& [name, value] : raw.headers) http.set_header(name, value);
}

void write(const RawResponse& raw, httplib::Response& http) {
  writeHead(raw, http);
  http.set_content(raw.body, raw.contentType);
}

/// Promises the whole body, sends half of it, and closes the connection.
void writeCut(const RawResponse& raw, httplib::Response& http) {
  writeHead(raw, http);
  http.set_content_provider(raw.body.size(), raw.contentType,
                            [body = raw.body](std::size_t, std::size_t, httplib::DataSink& sink) {
                              sink.write(body.data(), body.size() / 2);
                              return false;
                            });
}

void writeSlowly(const RawResponse& raw, httplib::Response& http) {
  writeHead(raw, http);
  http.set_content_provider(raw.body.size(), raw.contentType,
                            [body = raw.body](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                              std::this_thread::sleep_for(kPausePerByte);
                              return sink.write(&body[offset], 1);
                            });
}

void waitUntilGone(const Connection& connection) {
  while (!connection.clientGone()) std::this_thread::sleep_for(50ms);
}

void inject(FaultKind fault, const RawResponse& raw, const httplib::Request& request, httplib::Response& http) {
  Connection connection(request.remote_addr, request.remote_port);
  switch (fault) {
    case FaultKind::kReset: return connection.reset();
    case FaultKind::kClose: return connection.close();
    case FaultKind::kHang: return waitUntilGone(connection);
    case FaultKind::kSlow: return writeSlowly(raw, http);
    case FaultKind::kCut: return writeCut(raw, http);
    case FaultKind::kHtml: return write({200, "text/html", {}, kHtmlPage}, http);
    case FaultKind::kHtml502: return write({502, "text/html", {}, kHtmlPage}, http);
    case FaultKind::kEmpty: return write({200, raw.contentType, {}, {}}, http);
    default: return write(raw, http);  // the service put it into the response
  }
}

}  // namespace

class Server::Impl {
 public:
  Impl(Service service, ServerOptions options) : service_(std::move(service)), options_(std::move(options)) {
    if (options_.certificates) {
      auto server = std::make_unique<BacklogServer<httplib::SSLServer>>(options_.certificates->server.get(),
                                                                        options_.certificates->serverKey.get());
      widenBacklog_ = [raw = server.get()] { raw->widenBacklog(); };
      http_ = std::move(server);
    } else {
      auto server = std::make_unique<BacklogServer<httplib::Server>>();
      widenBacklog_ = [raw = server.get()] { raw->widenBacklog(); };
      http_ = std::move(server);
    }
    configure();
    route();
  }

  bool start() {
    if (options_.port != 0) {
      if (!http_->bind_to_port(options_.bind, options_.port)) return false;
    } else {
      const int port = http_->bind_to_any_port(options_.bind);
      if (port <= 0) return false;
      options_.port = port;
    }
    widenBacklog_();
    std::thread([this] { http_->listen_after_bind(); }).detach();
    return true;
  }

  [[nodiscard]] std::string url() const {
    std::string host = options_.bind;
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.find(':') != std::string::npos) host = '[' + host + ']';
    return (options_.certificates ? "https://" : "http://") + host + ':' + std::to_string(options_.port);
  }

 private:
  void configure() {
    http_->new_task_queue = [] { return new ThreadPerConnection; };
    http_->set_socket_options([](int socket) {  // httplib's default lets two emulators share a port
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    http_->set_tcp_nodelay(true);
    http_->set_keep_alive_max_count(1'000'000'000);
    http_->set_keep_alive_timeout(60);
    http_->set_read_timeout(60);
    http_->set_payload_max_length(std::size_t{16} * 1024 * 1024);
  }

  void route() {
    http_->Get(
        "/", [this](const httplib::Request& request, httplib::Response& response) { respond(request, {}, response); });
    // Not left to httplib, which accepts no form body beyond 8 KiB.
    http_->Post("/", [this](const httplib::Request& request, httplib::Response& response,
                            const httplib::ContentReader& readBody) {
      std::string body;
      const auto append = [&](const char* data, std::size_t length) {
        body.append(data, length);
        return true;
      };
      if (!hasBody(request) || readBody(append)) respond(request, body, response);
    });
    http_->Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("ok\n", "text/plain");
    });
    http_->Get("/emulator/stats", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(statistics(), "application/json");
    });
    http_->set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
      response.set_header("Date", httpDate());  // clients correct their clock with it
    });
    http_->set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
      switch (response.status) {
        case 404: return respondNotFound(request, response);
        case 413:
        case 414: return rejectTooLong(response);
        default: return;
      }
    });
  }

  static void respondNotFound(const httplib::Request& request, httplib::Response& response) {
    if (!response.body.empty()) return;  // the service filled it
    const bool isOurs = request.path == "/" || request.path == "/healthz" || request.path == "/emulator/stats";
    if (isOurs) {
      response.status = 405;
      response.set_header("Allow", request.path == "/" ? "GET, POST" : "GET");
    }
    response.set_content(isOurs ? "method not allowed\n" : "the API is at /, its statistics at /emulator/stats\n",
                         "text/plain");
  }

  /// httplib did not read the request. The envelope shows the client that nothing was executed.
  void rejectTooLong(httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    const Outcome outcome =
        service_.reject({response.status, "InvalidParameter", "A URL is limited to 8 KiB, a form body to 16 MiB."});
    write(render(outcome.content, outcome.requestId, {}, Format::kXml, options_.dialect), response);
  }

  void respond(const httplib::Request& http, const std::string& body, httplib::Response& response) {
    const ApiRequest request = readRequest(http, body);
    Outcome outcome;
    {
      const std::lock_guard lock(mutex_);
      outcome = service_.handle(request, std::chrono::system_clock::now());
    }
    const RawResponse raw =
        render(outcome.content, outcome.requestId, request["Action"], formatOf(request), options_.dialect);
    if (outcome.fault) {
      inject(*outcome.fault, raw, http, response);
    } else {
      write(raw, response);
    }
  }

  std::string statistics() {
    const std::lock_guard lock(mutex_);
    const Counters& counters = service_.counters();
    const auto throttled = counters.rejections.find("Throttling.User");
    nlohmann::ordered_json json;
    json["runsStarted"] = counters.runsStarted;
    json["instancesRestarted"] = counters.instancesRestarted;
    json["requestsRead"] = counters.requestsRead;
    json["throttled"] = throttled == counters.rejections.end() ? 0 : throttled->second;
    json["requests"] = nlohmann::json(counters.byAction);
    json["refusals"] = nlohmann::json(counters.rejections);
    json["faults"] = nlohmann::json(counters.faults);
    return json.dump(2) + '\n';
  }

  std::mutex mutex_;  // of service_
  Service service_;
  ServerOptions options_;
  std::unique_ptr<httplib::Server> http_;
  std::function<void()> widenBacklog_;
};

Server::Server(Service service, ServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(service), std::move(options))) {}
Server::~Server() = default;
bool Server::start() { return impl_->start(); }
std::string Server::url() const { return impl_->url(); }

}  // namespace dataworks::emulator
