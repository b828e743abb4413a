// What went wrong, said so that a program can act on it and a person can understand it.
//
// Two questions matter after a failure: *what can I do next* (`Error::kind`) and *did it run* (`Error::execution`).
// Everything else is there to be quoted: the service's own code and message, the request id, the nonce of the try.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/export.h"

namespace dataworks {

struct DagRun;

/// The language of texts made for people. Machine-readable output is never translated.
enum class Language {
  kEnglish,  ///< English.
  kChinese,  ///< Simplified Chinese.
};

/// What the caller can do next.
enum class ErrorKind {
  kInvalidArgument,  ///< Fix the request or the options. Nothing was sent.
  kCredentials,      ///< Fix the credentials: none found, or refused as unknown, wrong or expired.
  kNetwork,          ///< The service could not be reached, or the connection broke.
  kTimeout,          ///< The deadline of the call or of the wait passed.
  kCancelled,        ///< A stop was requested, or the client was destroyed.
  kThrottled,        ///< Too many requests, or the quota of the day is used up; see `retryAfter`.
  kRejected,         ///< The service understood and refused; repeating the same request will not help.
  kService,          ///< The service failed while handling the request.
  kBadResponse,      ///< What came back is no valid answer of this service.
  kOutOfMemory,      ///< Memory ran out after the request had left.
};

/// Whether the service acted on the request.
enum class Execution {
  kNotExecuted,    ///< Surely not: it never left, or the service said that it refused.
  kMaybeExecuted,  ///< Unknown: it left, and no valid answer came back. Look before you trigger again.
  kExecuted,       ///< Surely: the service said so.
};

/// How far a call had come when it ended.
enum class Phase {
  kPrepare,      ///< Local checks; nothing was contacted.
  kCredentials,  ///< Finding or refreshing credentials.
  kResolve,      ///< Looking up the host name.
  kConnect,      ///< Connecting, also to and through a proxy.
  kTls,          ///< The TLS handshake.
  kSend,         ///< Sending the request.
  kReceive,      ///< Waiting for the answer or reading it.
  kAnswer,       ///< A complete answer was there and was judged.
  kPause,        ///< Pausing between two tries.
  kWatch,        ///< Watching a run, between two looks.
};

/// `"throttled"`, `"maybe executed"`, `"resolve"`: short English names, stable, for logs.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(ErrorKind kind) noexcept;
/// The same for what became of a request.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(Execution execution) noexcept;
/// The same for a phase.
[[nodiscard]] DATAWORKS_EXPORT std::string_view name(Phase phase) noexcept;

/// A failure. Holds no secret and no URL, so it can be logged as it is.
struct Error {
  ErrorKind kind = ErrorKind::kInvalidArgument;   ///< What can be done next.
  Execution execution = Execution::kNotExecuted;  ///< Whether the service acted.
  Phase phase = Phase::kPrepare;                  ///< How far it had come.
  std::string operation{};                        ///< `"CreateManualDag"`; empty where no operation was under way.
  std::string code{};                             ///< The service's code, verbatim; empty if it gave none.
  std::string message{};                          ///< The service's message, verbatim, or what this library found.
  std::string hint{};                             ///< One line: what it means and what to do; may be empty.
  std::string requestId{};                        ///< What to quote to support; empty if no answer came.
  int httpStatus = 0;                             ///< 0 if no answer came.
  int attempts = 0;                               ///< How many times the request was tried.
  std::optional<std::chrono::milliseconds> retryAfter{};  ///< The service's own advice on when to come back.
  std::string signatureNonce{};  ///< The nonce of the last try, to find it in the service's logs.
  std::optional<std::chrono::system_clock::time_point> timestamp{};  ///< When the last try was signed.
  std::optional<std::int64_t> dagId{};                               ///< The run, where it is known to have started.
  std::shared_ptr<const DagRun> lastRun{};  ///< What was last seen of the run, where a wait was under way.

  /// True unless it is certain that the service did not act. A trigger for which this holds must not be repeated
  /// unseen.
  [[nodiscard]] bool mayHaveExecuted() const noexcept { return execution != Execution::kNotExecuted; }
};

/// One readable paragraph: what happened, whether it ran, what to do, what to quote.
DATAWORKS_EXPORT std::ostream& operator<<(std::ostream& out, const Error& error);

/// The same paragraph as a string.
[[nodiscard]] DATAWORKS_EXPORT std::string toString(const Error& error);

/// One line of explanation for a code of the service (`"Throttling.User"`), or empty if it is not known.
[[nodiscard]] DATAWORKS_EXPORT std::string explainCode(std::string_view code, Language language = Language::kEnglish);

/// The page of Alibaba Cloud that discusses a code; `requestId` may be empty.
[[nodiscard]] DATAWORKS_EXPORT std::string troubleshootingUrl(std::string_view code, std::string_view requestId = {});

/// Thrown by `Result<T>` where a value is taken that is not there. Nothing else in this library throws on purpose.
/// Copies share one content that never changes, so that copying neither throws nor needs a lock.
class DATAWORKS_EXPORT DataWorksException : public std::exception {
 public:
  explicit DataWorksException(Error error);  ///< Of this error.
  ~DataWorksException() override;
  DataWorksException(const DataWorksException&);             ///< Shares the error; does not throw.
  DataWorksException& operator=(const DataWorksException&);  ///< Shares the error; does not throw.
  [[nodiscard]] const char* what() const noexcept override;  ///< The error as `toString` says it.
  [[nodiscard]] const Error& error() const noexcept;         ///< The error that there is instead of a value.

 private:
  struct Content;
  std::shared_ptr<const Content> content_;  // shared: copying an exception must not throw
};

namespace detail {
/// Prints the error and aborts: what taking a missing value means in a program built without exceptions.
[[noreturn]] DATAWORKS_EXPORT void abortWith(const Error& error) noexcept;
/// What `Result::error()` answers where there is none.
[[nodiscard]] DATAWORKS_EXPORT const Error& noError() noexcept;
}  // namespace detail

}  // namespace dataworks
