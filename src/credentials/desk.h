// Gives credentials to calls on the background engine without ever blocking it. Credentials at hand are returned
// inline. Otherwise one helper thread asks the provider, and everybody who asked meanwhile gets the same answer.
#pragma once

#include <functional>
#include <memory>

#include "dataworks/credentials.h"

namespace dataworks {

/// Calls `provider.get(request)`. What that throws, against its contract, becomes an error.
[[nodiscard]] Result<Credentials> askQuietly(CredentialsProvider& provider, const CredentialsRequest& request);

/// Call `fetch` on the engine's thread; `post` brings an answer back to it.
class CredentialsDesk {
 public:
  using Done = std::function<void(Result<Credentials>&&)>;

  CredentialsDesk(std::shared_ptr<CredentialsProvider> provider, std::function<void(std::function<void()>)> post);
  ~CredentialsDesk();
  CredentialsDesk(const CredentialsDesk&) = delete;
  CredentialsDesk& operator=(const CredentialsDesk&) = delete;

  void fetch(CredentialsRequest request, Done done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dataworks
