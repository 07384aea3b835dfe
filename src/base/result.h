// Result<T>: an operating failure as a value. "I do not know whether it happened" has a kind of its own and
// is never folded into failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace ordersync::base {

// What a caller may branch on. Everything finer is in Error::code.
enum class ErrorKind {
  invalid,      // the input is wrong; the same input fails again
  not_found,    // the record that was asked for is not there
  conflict,     // somebody else holds it or changed it first
  temporary,    // trying again later may succeed
  unknown,      // sent, but nobody knows whether it took effect
  busy,         // the store is locked by another process
  unavailable,  // the store, the disk or the folder cannot be used
};

struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string code;     // stable, snake_case, explained in docs/operations.md
  std::string message;  // for the owner: what happened and what to do
  std::string detail;   // for the log only: library texts, errno; never secrets
  // What the code leaves open, for the caller: the option or member that is wrong, the run that is in the
  // way, the seconds to wait.
  std::string about = {};
};

inline Error invalid(std::string code, std::string message) {
  return {ErrorKind::invalid, std::move(code), std::move(message), {}};
}
// `option`: of a form or a command line, or the member of a body.
inline Error invalid_option(std::string code, std::string_view option, std::string message) {
  return {ErrorKind::invalid, std::move(code), std::move(message), {}, std::string(option)};
}
inline Error not_found(std::string code, std::string message) {
  return {ErrorKind::not_found, std::move(code), std::move(message), {}};
}

// A value, or why there is none.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok()
  T& value() & { return CHECK(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return CHECK(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return CHECK(ok()), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok()
  E& error() & { return CHECK(!ok()), *std::get_if<1>(&state_); }
  const E& error() const& { return CHECK(!ok()), *std::get_if<1>(&state_); }
  E&& error() && { return CHECK(!ok()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  // REQUIRES: !ok()
  E& error() & { return CHECK(!ok()), *error_; }
  const E& error() const& { return CHECK(!ok()), *error_; }
  E&& error() && { return CHECK(!ok()), std::move(*error_); }

 private:
  std::optional<E> error_;
};

}  // namespace ordersync::base

#define ORDERSYNC_CONCAT_INNER(a, b) a##b
#define ORDERSYNC_CONCAT(a, b) ORDERSYNC_CONCAT_INNER(a, b)

// TRY(f());                returns f's error from the enclosing function, if it failed.
// TRY_ASSIGN(auto x, f()); the same, otherwise moves the value into x.
#define TRY(expression) TRY_INNER(ORDERSYNC_CONCAT(try_result_, __COUNTER__), expression)
#define TRY_INNER(result, expression)               \
  do {                                              \
    if (auto result = (expression); !result.ok()) { \
      return std::move(result).error();             \
    }                                               \
  } while (false)
#define TRY_ASSIGN(declaration, expression) \
  TRY_ASSIGN_INNER(ORDERSYNC_CONCAT(try_result_, __COUNTER__), declaration, expression)
#define TRY_ASSIGN_INNER(result, declaration, expression) \
  auto result = (expression);                             \
  if (!result.ok()) return std::move(result).error();     \
  declaration = std::move(result).value()
