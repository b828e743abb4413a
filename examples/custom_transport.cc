// A transport of one's own: this one lets an inner one do the work and counts bytes:   example_custom_transport PROJECT
// DAG_ID
//
// It answers from memory, so that the example needs no service; a real one would hand the request to whatever HTTP the
// program has.
#include <dataworks/dataworks.h>
#include <dataworks/testing/scripted_transport.h>

#include <atomic>
#include <iostream>

namespace dw = dataworks;

class CountingTransport final : public dw::Transport {
 public:
  explicit CountingTransport(std::shared_ptr<dw::Transport> inner) : inner_(std::move(inner)) {}

  void send(dw::HttpRequest request, std::stop_token stop, std::function<void(dw::TransportOutcome)> done) override {
    bytes_ += request.body.size();
    inner_->send(std::move(request), std::move(stop), std::move(done));
  }

  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::shared_ptr<dw::Transport> inner_;
  std::atomic<std::size_t> bytes_ = 0;
};

int main() {
  auto script = std::make_shared<dw::testing::ScriptedTransport>();
  script->reply("SearchManualDagNodeInstance", dw::testing::nodes({{"extract", dw::NodeStatus::kSuccess}}));
  auto transport = std::make_shared<CountingTransport>(script);

  auto client = dw::DataWorksClient::create(
      {.regionId = "cn-shanghai", .credentials = dw::staticCredentials("id", "secret"), .transport = transport});
  auto found = client->searchManualDagNodeInstance({.projectName = "sales", .dagId = 42});
  if (!found) {
    std::cerr << found.error() << '\n';
    return 5;
  }
  std::cout << found->data.size() << " node, " << transport->bytes() << " bytes sent\n";
}
