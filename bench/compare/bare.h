// SPDX-License-Identifier: Apache-2.0
// The peer: libcurl as people use it, sending the same parameters. "Long URL" puts them into the query, as most callers
// do; "form body" puts them where this library does, and is the floor.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

namespace bench {

enum class Place { kLongUrl, kFormBody };

/// The parameters of a signed request, as long as this library's are.
extern const char* const kTriggerForm;
extern const char* const kPollForm;

/// One easy handle that repeats the same request.
class BareCall {
 public:
  BareCall(const std::string& endpoint, Place place, const std::string& caFile, const char* form = kTriggerForm);
  ~BareCall();
  BareCall(const BareCall&) = delete;
  BareCall& operator=(const BareCall&) = delete;

  void perform();  ///< Blocking; ends the program on a failure.
  void prepare();  ///< For a multi handle.
  [[nodiscard]] CURL* easy() const { return easy_; }
  [[nodiscard]] const std::string& response() const { return response_; }

 private:
  std::string endpoint_;
  std::string form_;
  Place place_;
  CURL* easy_;
  curl_slist* headers_;
  std::string response_;
};

/// So many easy handles on one multi handle, which keeps their connections from one round to the next.
class BareMulti {
 public:
  BareMulti(std::size_t width, const std::string& endpoint, Place place);
  ~BareMulti();
  BareMulti(const BareMulti&) = delete;
  BareMulti& operator=(const BareMulti&) = delete;

  void perform(std::size_t total);  ///< `total` calls, as many of them in flight as there are handles.

 private:
  CURLM* multi_;
  std::vector<std::unique_ptr<BareCall>> calls_;
};

}  // namespace bench
