// SPDX-License-Identifier: Apache-2.0
// What went wrong, in a form that a program can act on and a person can understand.
//
// Two questions matter after a failure: *what can I do next* (`Error::kind`) and *did the service act*
// (`Error::execution`). The rest is there to be quoted: the service's code and message, the request id, the nonce.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/export.h"

namespace dataworks {

struct DagRun;

/// The language of texts meant for people. Machine-readable output is never translated.
enum class Language {
  kEnglish = 0,  ///< English.
  kChinese = 1,  ///< Simplified Chinese.
};

/// What the caller can do next. The numbers are never reused.
enum class ErrorKind {
  kNone = 0,             ///< No error. A failed `Result` never has it.
  kInvalidArgument = 1,  ///< Fix the request, the options or your program. The offending call sent nothing.
  kCredentials = 2,      ///< Fix the credentials: none were found, or they were refused as unknown, wrong or expired.
  kNetwork = 3,          ///< The service could not be reached, or the connection broke.
  kTimeout = 4,          ///< A time limit passed: of the connection, the attempt, the call or the wait.
  kCancelled = 5,        ///< A stop was requested, or the client was destroyed.
  kThrottled = 6,        ///< Too many requests, or the daily quota is used up; see `retryAfter`.
  kRejected = 7,         ///< The service understood and rejected it; repeating the same request will not help.
  kService = 8,          ///< The service failed while handling the request.
  kBadResponse = 9,      ///< What came back is not a valid response from this service.
  kInternal = 10,        ///< Out of memory, no thread, or a bug of this library; see `execution`.
};

/// Whether the service acted on the request.
enum class Execution {
  kNotExecuted = 0,    ///< Certainly not: the request never left, or the service rejected it.
  kMaybeExecuted = 1,  ///< Unknown: the request left, and no response settles it. Check before you trigger again.
  kExecuted = 2,       ///< Certainly: the service said so.
};

/// How far a call had got when it ended.
enum class Phase {
  kPrepare = 0,      ///< Local checks; nothing was contacted.
  kCredentials = 1,  ///< Finding or refreshing credentials.
  kResolve = 2,      ///< Looking up the host name.
  kConnect = 3,      ///< Connecting, including to and through a proxy.
  kTls = 4,          ///< The TLS handshake.
  kSend = 5,         ///< Sending the request.
  kReceive = 6,      ///< Waiting for the response or reading it.
  kResponse = 7,     ///< A complete response had arrived and was judged.
  kBackoff = 8,      ///< Pausing between two attempts.
  kPolling = 9,      ///< Watching a run, between two polls.
};

/// Returns a short, stable English name for logs: `"throttled"`, `"maybe executed"`, `"resolve"`.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(ErrorKind kind) noexcept;
/// The same for `Execution`.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(Execution execution) noexcept;
/// The same for `Phase`.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(Phase phase) noexcept;

/// What a stop or a re-run did to one instance.
enum class InstanceAction {
  kNotSent = 0,   ///< No request was sent for it.
  kDone = 1,      ///< The service accepted the request.
  kRejected = 2,  ///< The service rejected the request.
  kUnknown = 3,   ///< The request was sent, and no response settles what became of it.
};

/// One instance that a stop or a re-run was about.
struct InstanceOutcome {
  std::int64_t instanceId = 0;                       ///< The instance.
  std::string nodeName{};                            ///< The node in the flow.
  InstanceAction action = InstanceAction::kNotSent;  ///< What was done to it.

  friend bool operator==(const InstanceOutcome&, const InstanceOutcome&) = default;  ///< Equal in every field.
};

/// A failure. It holds no secret and no URL, so it may be logged.
struct Error {
  ErrorKind kind = ErrorKind::kNone;              ///< What the caller can do next.
  Execution execution = Execution::kNotExecuted;  ///< Whether the service acted on the request.
  Phase phase = Phase::kPrepare;                  ///< How far the call had got.
  std::string operation{};                        ///< `"CreateManualDag"`; empty if no operation was under way.
  /// The service's code, verbatim; empty if it gave none. `"DailyCallsUsedUp"` is the client's own.
  std::string code{};
  std::string message{};    ///< The service's message, verbatim, or what this library found.
  std::string hint{};       ///< One line: what it means and what to do; may be empty.
  std::string requestId{};  ///< The id to quote to support; empty if no response came.
  int httpStatus = 0;       ///< 0 if no response came.
  int attempts = 0;         ///< How many attempts were made.
  std::optional<std::chrono::milliseconds> retryAfter{};  ///< How long the service asked to wait.
  std::string signatureNonce{};  ///< The nonce of the last attempt, for finding it in the service's logs.
  std::optional<std::chrono::system_clock::time_point> timestamp{};  ///< When the last attempt was signed.
  std::optional<std::int64_t> dagId{};                               ///< The run, if the error comes from watching one.
  std::shared_ptr<const DagRun> lastRun{};   ///< The run as last seen, if a wait was under way and saw it.
  std::vector<InstanceOutcome> instances{};  ///< What a stop or a re-run did, instance by instance.

  /// True unless it is certain that the service did not act. If true for a trigger, check before repeating it.
  [[nodiscard]] bool mayHaveExecuted() const noexcept { return execution != Execution::kNotExecuted; }
};

/// Writes one readable paragraph: what happened, whether it ran, what to do, what to quote.
DATAWORKS_EXPORT std::ostream& operator<<(std::ostream& out, const Error& error);

/// Returns the same paragraph as a string.
[[nodiscard]] DATAWORKS_EXPORT std::string toString(const Error& error);

/// Explains a code of the service, such as `"Throttling.User"`, in one line; empty if the code is unknown.
[[nodiscard]] DATAWORKS_EXPORT std::string explainCode(std::string_view code, Language language = Language::kEnglish);

/// Returns the URL of the Alibaba Cloud page about a code; `requestId` may be empty.
[[nodiscard]] DATAWORKS_EXPORT std::string troubleshootingUrl(std::string_view code, std::string_view requestId = {});

/// Thrown by `Result<T>` when a missing value is taken. Nothing else in this library throws on purpose. Copies share
/// their immutable content, so copying neither throws nor locks.
class DATAWORKS_EXPORT DataWorksException : public std::exception {
 public:
  explicit DataWorksException(Error error);  ///< Wraps `error`.
  ~DataWorksException() override;
  DataWorksException(const DataWorksException&);             ///< Shares the error; does not throw.
  DataWorksException& operator=(const DataWorksException&);  ///< Shares the error; does not throw.
  [[nodiscard]] const char* what() const noexcept override;  ///< The text that `toString` returns.
  [[nodiscard]] const Error& error() const noexcept;         ///< The error that was there instead of a value.

 private:
  struct Content;
  std::shared_ptr<const Content> content_;  // shared: copying an exception must not throw
};

namespace detail {
/// Prints the error and aborts. Without exceptions, this is what taking a missing value does.
[[noreturn]] DATAWORKS_EXPORT void abortWith(const Error& error) noexcept;
/// Prints that a success was asked for its error, and aborts.
[[noreturn]] DATAWORKS_EXPORT void abortWithoutError() noexcept;
}  // namespace detail

}  // namespace dataworks
