// The peer: libcurl as people use it, sending the same parameters. "Long URL" puts them into the query, as most callers
// do; "form body" puts them where this library does, and is the floor.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <string>
#include <vector>

namespace bench {

enum class Place { kLongUrl, kFormBody };

/// A signed request's parameters, as long as real ones are.
const std::string& sampleForm();

/// One easy handle that repeats the same request.
class BareCall {
 public:
  BareCall(const std::string& endpoint, Place place, const std::string& caFile);
  ~BareCall();
  BareCall(const BareCall&) = delete;
  BareCall& operator=(const BareCall&) = delete;

  void perform();  ///< Blocking; ends the program on a failure.
  void prepare();  ///< For a multi handle.
  [[nodiscard]] CURL* easy() const { return easy_; }
  [[nodiscard]] const std::string& answer() const { return answer_; }

 private:
  std::string endpoint_;
  Place place_;
  CURL* easy_;
  curl_slist* headers_;
  std::string answer_;
};

/// `total` calls on one multi handle, `width` of them in flight.
void performMany(std::vector<BareCall*> calls, std::size_t total);

}  // namespace bench
