// SPDX-License-Identifier: Apache-2.0
// `Result<T>`: a value, or the `Error` that says why there is none.
//
// Its members have the names of `std::expected<T, Error>`. It differs in three ways: taking a missing value throws
// `DataWorksException`, `error()` of a success aborts, and `and_then`, `or_else` and `transform` want an rvalue.
#pragma once

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

#include "dataworks/error.h"

namespace dataworks {

/// A value or an error, as thread-safe as `T`. Taking the value of an error throws `DataWorksException`; in a build
/// without exceptions it prints the error and aborts.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;      ///< As in `std::expected`.
  using error_type = Error;  ///< As in `std::expected`.

  /// A success.
  Result(T value) : content_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  /// A failure. `error.kind` must not be `kNone`.
  Result(Error error) : content_(std::move(error)) {  // NOLINT(google-explicit-constructor)
    assert(std::get_if<1>(&content_)->kind != ErrorKind::kNone);
  }

  [[nodiscard]] bool has_value() const noexcept { return content_.index() == 0; }  ///< True for a success.
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }    ///< True for a success.

  /// Returns the value; throws if there is none.
  [[nodiscard]] T& value() & { return require(), *std::get_if<0>(&content_); }
  [[nodiscard]] const T& value() const& { return require(), *std::get_if<0>(&content_); }  ///< The same.
  [[nodiscard]] T value() && { return require(), std::move(*std::get_if<0>(&content_)); }  ///< The same, moved out.

  [[nodiscard]] T& operator*() & { return value(); }                   ///< Same as `value()`.
  [[nodiscard]] const T& operator*() const& { return value(); }        ///< Same as `value()`.
  [[nodiscard]] T operator*() && { return std::move(*this).value(); }  ///< Same as `value()`.
  [[nodiscard]] T* operator->() { return &value(); }                   ///< Same as `value()`.
  [[nodiscard]] const T* operator->() const { return &value(); }       ///< Same as `value()`.

  /// Returns the error. Aborts with a message if there is a value.
  [[nodiscard]] const Error& error() const& noexcept {
    if (has_value()) detail::abortWithoutError();
    return *std::get_if<1>(&content_);
  }
  /// The same, moved out.
  [[nodiscard]] Error error() && noexcept {
    if (has_value()) detail::abortWithoutError();
    return std::move(*std::get_if<1>(&content_));
  }

  /// Returns the value, or `fallback` if there is none.
  template <class U>
  [[nodiscard]] T value_or(U&& fallback) const& {
    return has_value() ? **this : static_cast<T>(std::forward<U>(fallback));
  }
  /// The same, moving the value out.
  template <class U>
  [[nodiscard]] T value_or(U&& fallback) && {
    return has_value() ? std::move(*this).value() : static_cast<T>(std::forward<U>(fallback));
  }

  /// Passes the value to `next`, which returns another `Result`. Passes an error through.
  template <class F>
  [[nodiscard]] auto and_then(F&& next) && -> std::invoke_result_t<F, T&&> {
    if (!has_value()) return std::move(*this).error();
    return std::forward<F>(next)(std::move(*this).value());
  }

  /// Passes the value to `map` and wraps what it returns. Passes an error through.
  template <class F>
  [[nodiscard]] auto transform(F&& map) && -> Result<std::invoke_result_t<F, T&&>> {
    if (!has_value()) return std::move(*this).error();
    return std::forward<F>(map)(std::move(*this).value());
  }

  /// Passes an error to `recover`, which returns a `Result<T>`. Passes a value through.
  template <class F>
  [[nodiscard]] Result or_else(F&& recover) && {
    if (has_value()) return std::move(*this);
    return std::forward<F>(recover)(std::move(*this).error());
  }

  /// Passes an error to `map`, which returns an `Error`. Passes a value through.
  template <class F>
  [[nodiscard]] Result transform_error(F&& map) && {
    if (has_value()) return std::move(*this);
    return std::forward<F>(map)(std::move(*this).error());
  }

 private:
  void require() const {
    if (has_value()) return;
#if defined(__cpp_exceptions)
    throw DataWorksException(error());
#else
    detail::abortWith(error());
#endif
  }

  std::variant<T, Error> content_;
};

}  // namespace dataworks
