// SPDX-License-Identifier: Apache-2.0
#include "fault_rows.h"

#include "support/faults.h"

namespace dataworks::testing {

namespace {

using namespace faults;
using enum ErrorKind;
using Over = FaultRow::Over;

constexpr Expected kBroken{kNetwork, Execution::kMaybeExecuted};
constexpr Expected kNotReached{kNetwork, Execution::kNotExecuted};
constexpr Expected kNoResponse{kBadResponse, Execution::kMaybeExecuted};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string untilClose(const SeenRequest& request) { return kHead + "Connection: close\r\n\r\n" + goodBody(request); }

}  // namespace

std::vector<FaultRow> connectionRows() {
  const Fault plainText = onAccept([](Conversation& client) {
    client.send("HTTP/1.0 400 Bad Request\r\n\r\n");
    client.close();
  });
  constexpr int kTls11 = TLS1_1_VERSION;
  return {
      {.name = "Refused", .trigger = kNotReached, .poll = kNotReached, .copies = 0, .recovers = false, .refuses = true},
      {.name = "ResetOnAccept",
       .fault = resetOnAccept(),
       .trigger = kBroken,
       .poll = kBroken,
       .copies = 0,
       .over = Over::kHttp,
       .mayBeUnsent = true},
      {.name = "ResetOnAcceptTls",
       .fault = resetOnAccept(),
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .over = Over::kHttps},
      {.name = "ClosedOnAccept",
       .fault = closeOnAccept(),
       .trigger = kBroken,
       .poll = kBroken,
       .copies = 0,
       .over = Over::kHttp,
       .mayBeUnsent = true},
      {.name = "ClosedOnAcceptTls",
       .fault = closeOnAccept(),
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .over = Over::kHttps},
      {.name = "PlainTextInsteadOfTls",
       .fault = plainText,
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .over = Over::kHttps},
      {.name = "ResetAfterOneByte",
       .fault = resetAfterReading(1),
       .trigger = kBroken,
       .poll = kBroken,
       .copies = 0,
       .diesSilently = true},
      {.name = "ResetAfterHalfTheRequest",
       .fault = resetAfterReading(200),
       .trigger = kBroken,
       .poll = kBroken,
       .copies = 0,
       .diesSilently = true},
      {.name = "ResetAfterTheRequest",
       .fault = resetAfterRequest(),
       .trigger = kBroken,
       .poll = kBroken,
       .diesSilently = true},
      {.name = "ClosedAfterTheRequest",
       .fault = closeAfterRequest(),
       .trigger = kBroken,
       .poll = kBroken,
       .diesSilently = true},
      {.name = "SelfSignedCertificate",
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .recovers = false,
       .over = Over::kHttps,
       .certificate = CertificateKind::kSelfSigned},
      {.name = "WrongHostCertificate",
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .recovers = false,
       .over = Over::kHttps,
       .certificate = CertificateKind::kWrongHost},
      {.name = "ExpiredCertificate",
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .recovers = false,
       .over = Over::kHttps,
       .certificate = CertificateKind::kExpired},
      {.name = "OldTls",
       .trigger = kNotReached,
       .poll = kNotReached,
       .copies = 0,
       .recovers = false,
       .over = Over::kHttps,
       .newestTlsVersion = kTls11},
  };
}

std::vector<FaultRow> messageRows() {
  const BytesFor cutByLength = firstPart(properResponse, 0.8);
  const BytesFor cutChunk = firstPart(chunked(goodBody), 0.8);
  const BytesFor noLastChunk = chunked(goodBody);
  const BytesFor cutByClose = firstPart(untilClose, 0.8);
  const auto row = [](std::string name, Fault fault, Expected expected) {
    return FaultRow{.name = std::move(name), .fault = std::move(fault), .trigger = expected, .poll = expected};
  };
  const auto fixed = [](std::string bytes) { return BytesFor([=](const SeenRequest&) { return bytes; }); };
  const std::string megabyte(1U << 20U, 'x');
  auto cutWithoutGoodbye = row("BodyByCloseCutWithoutGoodbye", replyAndClose(cutByClose, false), kNoResponse);
  cutWithoutGoodbye.over = Over::kHttps;
  // libcurl counts only complete lines as bytes of a response.
  auto statusLineCut = row("StatusLineCut", replyAndClose(fixed("HTTP/1.1 2")), kBroken);
  auto firstWordCut = row("StatusLineCutInItsFirstWord", replyAndClose(fixed("HT")), kBroken);
  statusLineCut.diesSilently = firstWordCut.diesSilently = true;

  return {
      row("ResetInTheResponse", replyAndReset(cutByLength), kBroken),
      statusLineCut,
      firstWordCut,
      row("HeadersCut", replyAndClose(fixed("HTTP/1.1 200 OK\r\nContent-Ty")), kNoResponse),
      row("HeadersCutAfterALine", replyAndClose(fixed(kHead)), kNoResponse),
      row("BodyByLengthCut", replyAndClose(cutByLength), kBroken),
      row("ChunkCut", replyAndClose(cutChunk), kBroken),
      row("LastChunkMissing", replyAndClose(noLastChunk), kBroken),
      row("BodyByCloseCut", replyAndClose(cutByClose), kNoResponse),
      cutWithoutGoodbye,
      row("BodyByCloseWhole", replyAndClose(untilClose), {}),
      row("GarbageChunk", replyAndClose(fixed(kHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")),
          kBroken),
      row("NoHttpAtAll", replyAndClose(fixed("{\"ReturnCode\":\"0\",\"ReturnValue\":1}")), kNoResponse),
      row("OtherProtocol", replyAndClose(fixed("SSH-2.0-OpenSSH_9.2\r\n")), kNoResponse),
      row("StatusOfFourDigits", replyAndClose(fixed("HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}")), kNoResponse),
      row("StatusZero", replyAndClose(fixed("HTTP/1.1 000 No\r\nContent-Length: 2\r\n\r\n{}")), kNoResponse),
      row("EndlessBodyByLength", endless(kHead + "Content-Length: 10737418240\r\n\r\n", megabyte), kNoResponse),
      row("EndlessBodyInChunks",
          endless(kHead + "Transfer-Encoding: chunked\r\n\r\n", "100000\r\n" + megabyte + "\r\n"), kNoResponse),
      row("EndlessBodyUntilClose", endless(kHead + "\r\n", megabyte), kNoResponse),
      row("GzipBomb", endless(kHead + "Content-Encoding: gzip\r\n\r\n", std::string(1U << 16U, '\0')), kNoResponse),
      row("EncodedTwice", endless(kHead + "Content-Encoding: identity, br\r\n\r\n", "x"), kNoResponse),
      row("HeaderFlood", endless(kHead, "X-Flood: " + std::string(4000, 'x') + "\r\n"), kNoResponse),
      row("HeaderFloodOfShortLines", endless(kHead, repeated("A: b\r\n", 1000)), kNoResponse),
      row("EndlessHeaderLine", endless(kHead + "X-Flood: ", megabyte), kNoResponse),
      row("EarlyHintsFlood", endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), kNoResponse),
      row("ContinueFlood", endless("", "HTTP/1.1 100 Continue\r\n\r\n"), kNoResponse),
      row("ContinueThenResponse", reply(BytesFor([](const SeenRequest& request) {
            return "HTTP/1.1 100 Continue\r\n\r\n" + properResponse(request);
          })),
          {}),
      row("EarlyHintThenResponse", reply(BytesFor([](const SeenRequest& request) {
            return "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + properResponse(request);
          })),
          {}),
      row("LengthTwice", replyAndClose(fixed(kHead + "Content-Length: 2\r\nContent-Length: 100\r\n\r\n{}")),
          kNoResponse),
      row("LengthTwiceTheSame", reply(BytesFor([](const SeenRequest& request) {
            const std::string body = goodBody(request);
            return response(body, "200 OK", "Content-Length: " + std::to_string(body.size()) + "\r\n");
          })),
          {}),
      row("LengthNegative", replyAndClose(fixed(kHead + "Content-Length: -5\r\n\r\n{}")), kNoResponse),
      row("LengthBeyond64Bits", replyAndClose(fixed(kHead + "Content-Length: 99999999999999999999\r\n\r\n{}")),
          kNoResponse),
      row("Http10", replyAndClose(BytesFor([](const SeenRequest& request) {
            return "HTTP/1.0 200 OK\r\n\r\n" + goodBody(request);
          })),
          {}),
      row("UpgradeToAnotherProtocol",
          replyAndClose(fixed("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")),
          kBroken),
  };
}

}  // namespace dataworks::testing
