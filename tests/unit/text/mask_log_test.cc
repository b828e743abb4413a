// SPDX-License-Identifier: Apache-2.0
#include "text/mask_log.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>

namespace dataworks::detail {
namespace {

TEST(MaskLog, MasksSecretsThatItRecognizes) {
  const std::tuple<std::string, std::string, std::size_t> rows[] = {
      {"", "", 0},
      {"OK, 212 rows", "OK, 212 rows", 0},
      {"Log view: http://logview.odps/?h=x&p=sales&token=dGVzdA==&i=1",
       "Log view: http://logview.odps/?h=x&p=sales&token=****&i=1", 1},
      {"https://b.oss/x?Expires=1&OSSAccessKeyId=LTAI5tABCDEFGHIJ&Signature=a%2Bb%3D",
       "https://b.oss/x?Expires=1&OSSAccessKeyId=LTAI****&Signature=****", 2},
      {"?SecurityToken=CAIS&x=1 ?SECURITYTOKEN=CAIS", "?SecurityToken=****&x=1 ?SECURITYTOKEN=****", 2},
      {"\"accessKeySecret\": \"a b,c\", \"n\": 1", "\"accessKeySecret\": \"****\", \"n\": 1", 1},
      {"password = 'it, is' x", "password = '****' x", 1},
      {"db.passwd:hunter2;next", "db.passwd:****;next", 1},
      {"password: hunter2\nnext line", "password: ****\nnext line", 1},
      {"url=a%3Ftoken%3Dabc%26x%3D1", "url=a%3Ftoken%3D****%26x%3D1", 1},
      {"key LTAI5tABCDEFGHIJKLMN, xLTAI5tABCDEFGHIJ", "key LTAI****, xLTAI5tABCDEFGHIJ", 1},
      {"LTAIshort", "LTAIshort", 0},
      {"tokens: 5, secretary: Ann, the token expired", "tokens: 5, secretary: Ann, the token expired", 0},
      {"token=\npassword:", "token=\npassword:", 0},
      {"token=****&x", "token=****&x", 0},
      {"password=\"cut at the end", "password=\"****", 1},
      {"令牌 token=订单&x", "令牌 token=****&x", 1},
      {"\x1b[1mpass\x1b[0mword=hidden", "password=****", 1},
  };
  for (const auto& [log, text, masked] : rows) {
    const MaskedLog result = maskLog(log);
    EXPECT_EQ(result.text, text);
    EXPECT_EQ(result.masked, masked) << log;
    EXPECT_EQ(maskLog(result.text).text, result.text) << "masked twice";
  }
}

// A log as MaxCompute writes one, made up. What a reader needs to find the job stays: project, instance, rows.
TEST(MaskLog, OfMaxComputeKeepsWhatIsNoSecret) {
  const std::string log =
      "2026-11-23 03:00:05 INFO  Current task status:RUNNING\n"
      "ID = 20261122190005123gk8lqkx2\n"
      "Log view:\n"
      "http://logview.odps.aliyun.com/logview/?h=http://service.cn.maxcompute.aliyun.com/api&p=sales"
      "&i=20261122190005123gk8lqkx2&token=UWNPSzY2bGlKOVg1WG1UdU9ZdGVKY2xVR1BzPSxPRFBTX09CTzoxMzk2&tz=8\n"
      "Job Queueing...\n"
      "Using access id LTAI5tMadeUpMadeUpMade, security_token: CAISmadeUp+Token/==\n"
      "set odps.token.lifetime=86400; tokenizer: jieba\n"
      "FAILED: ODPS-0130131:[1,15] Table not found - table sales.ods_orders cannot be resolved\n"
      "x-acs-signature: bWFkZSB1cA== Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\n"
      "Shell run failed! exit code 1\n";
  const MaskedLog result = maskLog(log);
  EXPECT_EQ(result.text,
            "2026-11-23 03:00:05 INFO  Current task status:RUNNING\n"
            "ID = 20261122190005123gk8lqkx2\n"
            "Log view:\n"
            "http://logview.odps.aliyun.com/logview/?h=http://service.cn.maxcompute.aliyun.com/api&p=sales"
            "&i=20261122190005123gk8lqkx2&token=****&tz=8\n"
            "Job Queueing...\n"
            "Using access id LTAI****, security_token: ****\n"
            "set odps.token.lifetime=86400; tokenizer: jieba\n"
            "FAILED: ODPS-0130131:[1,15] Table not found - table sales.ods_orders cannot be resolved\n"
            "x-acs-signature: **** Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\n"
            "Shell run failed! exit code 1\n")
      << "a bearer token is not recognized: best effort";
  EXPECT_EQ(result.masked, 4u);
}

TEST(MaskLog, LeavesNothingThatATerminalObeys) {
  const std::pair<std::string, std::string> rows[] = {
      {"a\tb\nc\r\nd\re", "a\tb\nc\nd\ne"},
      {"\x1b[31;1mred\x1b[0m", "red"},
      {"\x1b]0;title\atext", "text"},
      {"\x1b]8;;http://x\x1b\\link", "link"},
      {"\x1b]0;never ends\nnext", "\nnext"},
      {"\x1b"
       "cX\x1bPq\x1b\\Y",
       "XY"},
      {"end\x1b", "end"},
      {"end\x1b[12", "end"},
      {std::string("n\0\b\x7f", 4), "n"},
      {"\xC2\x9B"
       "31mC1",
       "31mC1"},
      {"a\u202Egpj\u2066", "agpj"},
      {"\xFF\xE8\xAE", "\uFFFD\uFFFD\uFFFD"},
      {"订单 🚀", "订单 🚀"},
  };
  for (const auto& [text, shown] : rows) EXPECT_EQ(withoutControls(text), shown);
}

}  // namespace
}  // namespace dataworks::detail
