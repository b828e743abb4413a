// Looks into every block of memory at the moment it is freed: none may hold a secret. For this the allocation functions
// of the whole test program are replaced; they look only while a `SecretWatch` lives.
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

#include "credentials/providers.h"
#include "unit/credentials/support.h"

namespace {

std::atomic<const char*> watchedFor{nullptr};
std::atomic<int> leaks{0};

void* allocate(std::size_t size) {
  void* block = std::malloc(size != 0 ? size : 1);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  const char* secret = watchedFor.load();
  if (secret != nullptr && memmem(block, malloc_usable_size(block), secret, std::strlen(secret)) != nullptr) ++leaks;
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }

namespace dataworks {
namespace {

using namespace testing_credentials;

constexpr const char* kHidden = "hidden-0123456789-hidden-0123456789";

class SecretWatch {
 public:
  SecretWatch() {
    leaks = 0;
    watchedFor = kHidden;
  }
  ~SecretWatch() { watchedFor = nullptr; }
  SecretWatch(const SecretWatch&) = delete;
  SecretWatch& operator=(const SecretWatch&) = delete;
};

std::string with(std::string text) {
  for (auto at = text.find("HIDDEN"); at != std::string::npos; at = text.find("HIDDEN")) text.replace(at, 6, kHidden);
  return text;
}

TEST(Wiping, IsWatchedForByATestThatCanFail) {
  {
    const SecretWatch watch;
    const std::string careless = with("HIDDEN");
  }
  EXPECT_GT(leaks, 0);
}

TEST(Wiping, CoversASecretInAllItsLives) {
  {
    const SecretWatch watch;
    Secret secret = kHidden;
    Secret copy = secret;
    Secret moved = std::move(copy);
    moved = Secret("another");
    Credentials credentials{.accessKeyId = "id", .accessKeySecret = secret, .securityToken = secret};
    const Credentials again = credentials;
    credentials = {};
  }
  EXPECT_EQ(leaks, 0);
}

TEST(Wiping, CoversFilesAndCommands) {
  TemporaryDirectory home;
  home.write(".aliyun/config.json",
             with(R"({"current":"key","profiles":[
    {"name":"key","mode":"StsToken","access_key_id":"i","access_key_secret":"HIDDEN","sts_token":"\u0041HIDDEN"},
    {"name":"command","mode":"External","process_command":"cat )" +
                  home.write("output", with(R"({"mode":"AK","access_key_id":"i","access_key_secret":"HIDDEN"})")) +
                  R"("}]})"));
  home.write(".alibabacloud/credentials",
             with("[default]\ntype=access_key\naccess_key_id=i\naccess_key_secret=HIDDEN # a comment\n"));
  const auto environment = environmentOf({{"HOME", home.path()}});
  Asking asking;
  for (const Source& source : {cliProfileSource(environment, {}), cliProfileSource(environment, "command"),
                               iniProfileSource(environment, {})}) {
    bool right = false;
    {
      const SecretWatch watch;
      auto located = source.locate(asking.request);
      const auto credentials = std::get<0>(located)->get(asking.request);
      right = credentials && credentials->accessKeySecret.reveal() == kHidden;
    }
    EXPECT_TRUE(right);
    EXPECT_EQ(leaks, 0);
  }
}

TEST(Wiping, CoversAnswersOfServers) {
  struct MovingTransport final : Transport {  // keeps no copy, unlike the one of the other tests
    TransportOutcome outcome;
    void send(HttpRequest, std::stop_token, std::function<void(TransportOutcome)> done) override {
      done(std::move(outcome));
    }
  };
  const auto transport = std::make_shared<MovingTransport>();
  const std::string fields = R"({"AccessKeyId":"i","AccessKeySecret":"HIDDEN","SecurityToken":"HIDDEN"})";
  Asking asking;
  asking.request.transport = transport;
  const auto provider = uriProvider("http://127.0.0.1:1/");
  transport->outcome = answer(200, with(fields));
  bool right = false;
  {
    const SecretWatch watch;
    const auto credentials = provider->get(asking.request);
    right = credentials && credentials->securityToken.reveal() == kHidden;
  }
  EXPECT_TRUE(right);
  EXPECT_EQ(leaks, 0);
}

}  // namespace
}  // namespace dataworks
