// Gives credentials to calls on the background event loop without ever blocking it. Credentials at hand are returned
// inline. Otherwise one helper thread asks the provider, and everybody who asked meanwhile gets the same response.
#pragma once

#include <functional>
#include <memory>

#include "dataworks/credentials.h"

namespace dataworks::detail {

/// Calls `provider.get(request)`. What that throws, against its contract, becomes an error.
[[nodiscard]] Result<Credentials> askQuietly(CredentialsProvider& provider, const CredentialsRequest& request);

/// Call `fetch` on the event loop's thread; `post` brings a response back to it.
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

}  // namespace dataworks::detail
