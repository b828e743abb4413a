// SPDX-License-Identifier: Apache-2.0
#include "http/curl_failure.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <ostream>
#include <string>
#include <utility>

namespace dataworks::detail {
namespace {

using enum ErrorKind;
using Phase::kConnect, Phase::kReceive, Phase::kResolve, Phase::kSend, Phase::kTls;

constexpr auto kNotSent = RequestSent::kNo;
constexpr auto kMaybeSent = RequestSent::kMaybe;

// How far a transfer had come.
constexpr Evidence kLookingUp{};
constexpr Evidence kConnecting{.nameWasFound = true};
constexpr Evidence kHandshaking{.nameWasFound = true, .handshakeBegan = true};
constexpr Evidence kSending{.mayHaveBeenSent = true, .nameWasFound = true, .handshakeBegan = true};
constexpr Evidence kAwaiting{
    .mayHaveBeenSent = true, .wasSentWhole = true, .nameWasFound = true, .handshakeBegan = true};
constexpr Evidence kResponding{
    .mayHaveBeenSent = true, .wasSentWhole = true, .nameWasFound = true, .handshakeBegan = true, .responseBegan = true};

Evidence proxyResponded(long status) {
  Evidence evidence = kConnecting;
  evidence.proxyStatus = status;
  return evidence;
}

Evidence refusedFor(Refusal why, Evidence evidence = kResponding) {
  evidence.refusal = why;
  evidence.maxResponseBytes = 1000;
  return evidence;
}

enum class Again { kWorthIt, kInVain };

struct FailureRow {
  std::string name;
  CURLcode code;
  Evidence seen;
  ErrorKind kind;
  Phase phase;
  RequestSent sent;
  Again again = Again::kWorthIt;
};

void PrintTo(const FailureRow& row, std::ostream* out) { *out << row.name; }

class FailureOf : public ::testing::TestWithParam<FailureRow> {};

TEST_P(FailureOf, IsWhatWasSeenNotWhatTheCodeSays) {
  const FailureRow& row = GetParam();
  const TransportFailure failure = failureOf(row.code, row.seen);
  EXPECT_EQ(name(failure.kind), name(row.kind));
  EXPECT_EQ(name(failure.phase), name(row.phase));
  EXPECT_EQ(failure.sent, row.sent);
  EXPECT_EQ(failure.retryable, row.again == Again::kWorthIt);
}

std::string nameOf(const ::testing::TestParamInfo<FailureRow>& row) { return row.param.name; }

// Not one byte left: name lookup, connecting, TLS, a proxy's CONNECT.
INSTANTIATE_TEST_SUITE_P(
    BeforeAnythingLeft, FailureOf,
    ::testing::Values(
        FailureRow{"NoSuchName", CURLE_COULDNT_RESOLVE_HOST, kLookingUp, kNetwork, kResolve, kNotSent},
        FailureRow{"NoSuchProxy", CURLE_COULDNT_RESOLVE_PROXY, kLookingUp, kNetwork, kResolve, kNotSent},
        FailureRow{"NoSuchProxyOfANameThatWasFound", CURLE_COULDNT_RESOLVE_PROXY, kConnecting, kNetwork, kResolve,
                   kNotSent},
        FailureRow{"LookupHangs", CURLE_OPERATION_TIMEDOUT, kLookingUp, kTimeout, kResolve, kNotSent},
        FailureRow{"Refused", CURLE_COULDNT_CONNECT, kConnecting, kNetwork, kConnect, kNotSent},
        FailureRow{"ConnectHangs", CURLE_OPERATION_TIMEDOUT, kConnecting, kTimeout, kConnect, kNotSent},
        FailureRow{"HandshakeHangs", CURLE_OPERATION_TIMEDOUT, kHandshaking, kTimeout, kTls, kNotSent},
        FailureRow{"HandshakeBreaks", CURLE_SSL_CONNECT_ERROR, kHandshaking, kNetwork, kTls, kNotSent},
        FailureRow{"ResetInTheHandshake", CURLE_RECV_ERROR, kHandshaking, kNetwork, kTls, kNotSent},
        FailureRow{"NotTrusted", CURLE_PEER_FAILED_VERIFICATION, kHandshaking, kNetwork, kTls, kNotSent,
                   Again::kInVain},
        FailureRow{"NoAuthorities", CURLE_SSL_CACERT_BADFILE, kHandshaking, kNetwork, kTls, kNotSent, Again::kInVain},
        FailureRow{"WrongIssuer", CURLE_SSL_ISSUER_ERROR, kHandshaking, kNetwork, kTls, kNotSent, Again::kInVain},
        FailureRow{"NoCommonCipher", CURLE_SSL_CIPHER, kHandshaking, kNetwork, kTls, kNotSent, Again::kInVain},
        FailureRow{"ProxyWantsAPassword", CURLE_RECV_ERROR, proxyResponded(407), kNetwork, kConnect, kNotSent,
                   Again::kInVain},
        FailureRow{"ProxyFindsNoHost", CURLE_RECV_ERROR, proxyResponded(502), kNetwork, kConnect, kNotSent},
        FailureRow{"ProxyHangsUp", CURLE_RECV_ERROR, proxyResponded(0), kNetwork, kConnect, kNotSent},
        FailureRow{"MalformedProxy", CURLE_URL_MALFORMAT, kLookingUp, kInvalidArgument, kResolve, kNotSent,
                   Again::kInVain},
        FailureRow{"UnknownKindOfProxy", CURLE_UNSUPPORTED_PROTOCOL, kLookingUp, kInvalidArgument, kResolve, kNotSent,
                   Again::kInVain},
        FailureRow{"NoMemory", CURLE_OUT_OF_MEMORY, kConnecting, kInternal, kConnect, kNotSent},
        FailureRow{"PlainHttp", CURLE_COULDNT_CONNECT, refusedFor(Refusal::kPlainHttp, kConnecting), kInvalidArgument,
                   kConnect, kNotSent, Again::kInVain},
        FailureRow{"RespondedTwice", CURLE_ABORTED_BY_CALLBACK, refusedFor(Refusal::kDuplicateResponse, kConnecting),
                   kBadResponse, kConnect, kMaybeSent, Again::kInVain},
        FailureRow{"EarlyResponse", CURLE_ABORTED_BY_CALLBACK, refusedFor(Refusal::kEarlyResponse, kConnecting),
                   kBadResponse, kConnect, kNotSent},
        FailureRow{"UnsolicitedResponseAndNoFreshConnection", CURLE_ABORTED_BY_CALLBACK,
                   refusedFor(Refusal::kUnsolicited, kHandshaking), kBadResponse, kTls, kNotSent}),
    nameOf);

// It left, and no complete, valid response came. The same codes as above prove something else now.
INSTANTIATE_TEST_SUITE_P(
    AfterSomethingLeft, FailureOf,
    ::testing::Values(
        FailureRow{"ResetWhileSending", CURLE_SEND_ERROR, kSending, kNetwork, kSend, kMaybeSent},
        FailureRow{"HangsWhileSending", CURLE_OPERATION_TIMEDOUT, kSending, kTimeout, kSend, kMaybeSent},
        FailureRow{"ResetInsteadOfAResponse", CURLE_RECV_ERROR, kAwaiting, kNetwork, kReceive, kMaybeSent},
        FailureRow{"EndInsteadOfAResponse", CURLE_GOT_NOTHING, kAwaiting, kNetwork, kReceive, kMaybeSent},
        FailureRow{"NoResponseInTime", CURLE_OPERATION_TIMEDOUT, kAwaiting, kTimeout, kReceive, kMaybeSent},
        FailureRow{"BodyCutOff", CURLE_PARTIAL_FILE, kResponding, kNetwork, kReceive, kMaybeSent},
        FailureRow{"SecondCopyRefused", CURLE_ABORTED_BY_CALLBACK, refusedFor(Refusal::kDuplicateSend, kSending),
                   kNetwork, kReceive, kMaybeSent},
        FailureRow{"NoHttp", CURLE_WEIRD_SERVER_REPLY, kAwaiting, kBadResponse, kReceive, kMaybeSent},
        FailureRow{"NoStatusLine", CURLE_UNSUPPORTED_PROTOCOL, kAwaiting, kBadResponse, kReceive, kMaybeSent},
        FailureRow{"FramesOfHttp2", CURLE_HTTP2, kAwaiting, kBadResponse, kReceive, kMaybeSent},
        FailureRow{"CodingThatIsNone", CURLE_BAD_CONTENT_ENCODING, kResponding, kBadResponse, kReceive, kMaybeSent},
        FailureRow{"NoMemoryForTheResponse", CURLE_OUT_OF_MEMORY, kAwaiting, kInternal, kReceive, kMaybeSent},
        FailureRow{"HeaderLineTooLong", CURLE_OUT_OF_MEMORY, kResponding, kBadResponse, kReceive, kMaybeSent},
        FailureRow{"HeadersTooLong", CURLE_WRITE_ERROR, refusedFor(Refusal::kHeadersTooLong), kBadResponse, kReceive,
                   kMaybeSent},
        FailureRow{"BodyTooLong", CURLE_WRITE_ERROR, refusedFor(Refusal::kBodyTooLong), kBadResponse, kReceive,
                   kMaybeSent},
        FailureRow{"Compressed", CURLE_WRITE_ERROR, refusedFor(Refusal::kEncoded), kBadResponse, kReceive, kMaybeSent},
        FailureRow{"TwoLengths", CURLE_WRITE_ERROR, refusedFor(Refusal::kLengthTwice), kBadResponse, kReceive,
                   kMaybeSent},
        FailureRow{"NoMemoryForTheBody", CURLE_WRITE_ERROR, refusedFor(Refusal::kInternal), kInternal, kReceive,
                   kMaybeSent}),
    nameOf);

TEST(DetailOfAFailure, IsLibcurlsUnlessItMayQuoteAUrl) {
  const auto detail = [](std::string_view libcurlMessage) {
    Evidence evidence = kConnecting;
    evidence.libcurlMessage = libcurlMessage;
    return failureOf(CURLE_COULDNT_CONNECT, evidence).detail;
  };
  const std::string ofTheCode = curl_easy_strerror(CURLE_COULDNT_CONNECT);
  EXPECT_EQ(detail("Connection refused"), "Connection refused");
  EXPECT_EQ(detail(""), ofTheCode);
  EXPECT_EQ(detail("Unsupported proxy 'gopher://hunter2'"), ofTheCode);
  EXPECT_EQ(detail("Could not resolve proxy: user:hunter2@proxy"), ofTheCode);
}

TEST(DetailOfAFailure, OfARefusalIsOurOwn) {
  EXPECT_EQ(failureOf(CURLE_WRITE_ERROR, refusedFor(Refusal::kBodyTooLong)).detail,
            "the response is longer than 1000 bytes");
  EXPECT_EQ(failureOf(CURLE_ABORTED_BY_CALLBACK, refusedFor(Refusal::kDuplicateSend)).detail,
            "the connection broke after the request was sent, and it was not sent again");
  EXPECT_EQ(failureOf(CURLE_OUT_OF_MEMORY, kResponding).detail,
            "a header line of the response is too long, or memory ran out");
}

TEST(EndedBy, SaysHowFarItHadComeAndWhetherAnythingLeft) {
  const struct {
    Evidence seen;
    Phase phase;
    RequestSent sent;
  } rows[] = {{kLookingUp, kResolve, kNotSent}, {kConnecting, kConnect, kNotSent}, {kHandshaking, kTls, kNotSent},
              {kSending, kSend, kMaybeSent},    {kAwaiting, kReceive, kMaybeSent}, {kResponding, kReceive, kMaybeSent}};
  for (const auto& [seen, phase, sent] : rows) {
    const TransportFailure failure = endedBy(kCancelled, seen);
    EXPECT_EQ(failure.kind, kCancelled);
    EXPECT_EQ(name(failure.phase), name(phase));
    EXPECT_EQ(failure.sent, sent) << name(phase);
    EXPECT_TRUE(failure.detail.empty()) << "why, only the caller knows";
  }
}

TEST(FailureOf, NamesTheProxySettingThatLibcurlCouldMakeNothingOf) {
  Evidence evidence = kLookingUp;
  evidence.proxyProblem = "HTTPS_PROXY is unusable: its port";
  const auto expectNamed = [&evidence](CURLcode code, std::string_view message, bool named) {
    evidence.libcurlMessage = message;
    const TransportFailure failure = failureOf(code, evidence);
    EXPECT_EQ(failure.kind, named ? ErrorKind::kInvalidArgument : ErrorKind::kNetwork) << message;
    EXPECT_EQ(failure.retryable, !named) << message;
    EXPECT_EQ(failure.detail == evidence.proxyProblem, named) << failure.detail;
    EXPECT_EQ(failure.sent, RequestSent::kNo);
  };
  expectNamed(CURLE_COULDNT_RESOLVE_PROXY, "Unsupported proxy syntax in 'x'", true);
  expectNamed(CURLE_COULDNT_RESOLVE_PROXY, "Could not resolve proxy: user", true);
  expectNamed(CURLE_COULDNT_CONNECT, "Unsupported proxy scheme for 'ftp://x'", true);
  expectNamed(CURLE_COULDNT_RESOLVE_HOST, "Could not resolve host: h", false);  // no proxy was used
  evidence.proxyProblem = {};
  expectNamed(CURLE_COULDNT_RESOLVE_PROXY, "Could not resolve proxy: p", false);
}

TEST(FailureOf, NamesDescriptorsThatRanOut) {
  for (const auto& [number, name] : {std::pair{EMFILE, "EMFILE"}, {ENFILE, "ENFILE"}}) {
    Evidence evidence = kConnecting;
    evidence.noDescriptors = number;
    const TransportFailure failure = failureOf(CURLE_COULDNT_CONNECT, evidence);
    EXPECT_NE(failure.detail.find(name), std::string::npos) << failure.detail;
    EXPECT_EQ(failure.kind, ErrorKind::kNetwork);
    EXPECT_EQ(failure.sent, RequestSent::kNo);
    evidence.mayHaveBeenSent = true;  // then it is not what went wrong
    EXPECT_EQ(failureOf(CURLE_RECV_ERROR, evidence).detail.find(name), std::string::npos);
  }
}

TEST(CurlFailure, OfAHostThatDoesNotExistIsNotThatOfAProxy) {
  EXPECT_TRUE(failureOf(CURLE_COULDNT_RESOLVE_HOST, {.libcurlMessage = "Could not resolve host: h"}).hostNotFound);
  EXPECT_FALSE(failureOf(CURLE_COULDNT_RESOLVE_PROXY, {.libcurlMessage = "Could not resolve proxy: h"}).hostNotFound);
}

}  // namespace
}  // namespace dataworks::detail
