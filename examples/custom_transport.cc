// SPDX-License-Identifier: Apache-2.0
// A transport of one's own, here of cpp-httplib instead of libcurl:   example_custom_transport PROJECT DAG_ID
#include <dataworks/dataworks.h>
#include <httplib.h>

#include <cstdlib>
#include <iostream>

namespace dw = dataworks;

class HttplibTransport final : public dw::Transport {
 public:
  /// Blocks until it is done; `done` may as well be called later, from another thread.
  void send(dw::HttpRequest request, std::stop_token /*stop*/,
            std::function<void(dw::TransportOutcome)> done) override {
    const auto path = request.url.find('/', request.url.find("://") + 3);
    httplib::Client server(request.url.substr(0, path));  // a new connection each time: nothing is sent twice
    const auto timeLeft = request.deadline - std::chrono::steady_clock::now();
    server.set_connection_timeout(timeLeft);
    server.set_read_timeout(timeLeft);

    httplib::Request sent;
    sent.method = request.method;
    sent.path = path == std::string::npos ? "/" : request.url.substr(path);
    sent.body = std::move(request.body);
    for (const dw::HttpHeader& header : request.headers) sent.set_header(header.name, header.value);
    done(outcomeOf(server.send(sent)));
  }

 private:
  static dw::TransportOutcome outcomeOf(const httplib::Result& result) {
    if (!result) {
      const bool connected = result.error() != httplib::Error::Connection;
      return dw::TransportFailure{.sent = connected ? dw::RequestSent::kMaybe : dw::RequestSent::kNo,
                                  .detail = httplib::to_string(result.error())};
    }
    dw::HttpResponse response{.status = result->status, .body = result->body};
    for (const auto& [name, value] : result->headers) response.headers.push_back({name, value});
    return response;
  }
};

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: example_custom_transport PROJECT DAG_ID\n";
    return 2;
  }
  auto client = dw::DataWorksClient::create({.transport = std::make_shared<HttplibTransport>()});
  if (!client) {
    std::cerr << client.error() << '\n';
    return 2;
  }
  auto found =
      client->searchManualDagNodeInstance({.projectName = argv[1], .dagId = std::strtoll(argv[2], nullptr, 10)});
  if (!found) {
    std::cerr << found.error() << '\n';
    return 1;
  }
  std::cout << found->data.size() << " nodes\n";
}
