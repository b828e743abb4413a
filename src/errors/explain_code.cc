// SPDX-License-Identifier: Apache-2.0
// The explanations of codes, for people. Apart from the table, which the command line has, too.
#include <string>
#include <string_view>

#include "dataworks/error.h"
#include "errors/codes.h"
#include "rpc/percent_encoding.h"

namespace dataworks {

std::string explainCode(std::string_view code, Language language) {
  const detail::KnownCode* known = detail::findCode(code);
  if (known == nullptr) return {};
  return std::string(language == Language::kChinese ? known->chinese : known->english);
}

std::string troubleshootingUrl(std::string_view code, std::string_view requestId) {
  std::string url = "https://api.aliyun.com/troubleshoot?q=";
  detail::appendPercentEncoded(url, code);
  url += "&product=dataworks-public";
  if (!requestId.empty()) {
    url += "&requestId=";
    detail::appendPercentEncoded(url, requestId);
  }
  return url;
}

}  // namespace dataworks
