// SPDX-License-Identifier: Apache-2.0
#include "compare/bare.h"

#include <cstdio>
#include <cstdlib>

namespace bench {

namespace {

void require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "bare libcurl: %s\n", what);
  std::exit(1);
}

}  // namespace

const char* const kTriggerForm =
    "AccessKeyId=testid&Action=CreateManualDag&Bizdate=2026-11-22%2000%3A00%3A00&DagPara=city%3Dshanghai%20level%3D3"
    "&FlowName=nightly&Format=JSON&NodePara=%7B%22103180025%22%3A%22test%3D%24%7Byyyy-mm-dd%7D%22%7D&ProjectName=sales"
    "&RegionId=cn-shanghai&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b883d344afa94f4e0ad82fd6cf"
    "&SignatureVersion=1.0&Timestamp=2026-11-23T12%3A46%3A24Z&Version=2018-06-01"
    "&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D";

const char* const kPollForm =
    "AccessKeyId=testid&Action=SearchManualDagNodeInstance&DagId=332455685&Format=JSON&ProjectName=sales"
    "&RegionId=cn-shanghai&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b883d344afa94f4e0ad82fd6cf"
    "&SignatureVersion=1.0&Timestamp=2026-11-23T12%3A46%3A24Z&Version=2018-06-01"
    "&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D";

BareCall::BareCall(const std::string& endpoint, Place place, const std::string& caFile, const char* form)
    : endpoint_(endpoint), form_(form), place_(place), easy_(curl_easy_init()), headers_(nullptr) {
  for (const char* header :
       {"Content-Type: application/x-www-form-urlencoded", "User-Agent: dataworks-cpp/0.2.0 (C++)"}) {
    headers_ = curl_slist_append(headers_, header);
  }
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  if (!caFile.empty()) curl_easy_setopt(easy_, CURLOPT_CAINFO, caFile.c_str());
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &response_);
  curl_easy_setopt(
      easy_, CURLOPT_WRITEFUNCTION, +[](char* data, size_t, size_t size, void* to) {
        static_cast<std::string*>(to)->append(data, size);
        return size;
      });
}

BareCall::~BareCall() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(headers_);
}

void BareCall::prepare() {
  response_.clear();
  if (place_ == Place::kLongUrl) {
    curl_easy_setopt(easy_, CURLOPT_URL, (endpoint_ + "?" + form_).c_str());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, "");
  } else {
    curl_easy_setopt(easy_, CURLOPT_URL, endpoint_.c_str());
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, form_.c_str());
  }
}

void BareCall::perform() {
  prepare();
  require(curl_easy_perform(easy_) == CURLE_OK, "a call failed");
}

BareMulti::BareMulti(std::size_t width, const std::string& endpoint, Place place) : multi_(curl_multi_init()) {
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(width));
  for (std::size_t i = 0; i < width; ++i) {
    calls_.push_back(std::make_unique<BareCall>(endpoint, place, ""));
    curl_easy_setopt(calls_.back()->easy(), CURLOPT_PRIVATE, calls_.back().get());
  }
}

BareMulti::~BareMulti() {
  calls_.clear();
  curl_multi_cleanup(multi_);
}

void BareMulti::perform(std::size_t total) {
  std::size_t started = 0;
  std::size_t ended = 0;
  const auto start = [&](BareCall& call) {
    call.prepare();
    curl_multi_add_handle(multi_, call.easy());
    ++started;
  };
  for (const auto& call : calls_) start(*call);
  while (ended < total) {
    int running = 0;
    curl_multi_perform(multi_, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      require(message->data.result == CURLE_OK, "a call in flight failed");
      BareCall* call = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
      curl_multi_remove_handle(multi_, call->easy());
      ++ended;
      if (started < total) start(*call);
    }
    if (ended < total) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
  }
}

}  // namespace bench
