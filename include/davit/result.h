// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

#include "davit/error.h"

namespace davit {

/// A T, or the Error that says why there is none. Dropping one is a compiler warning.
///
/// Result<> is for functions that only succeed or fail; success is written `return {};`.
template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;

  Result() requires std::is_void_v<T> || std::is_default_constructible_v<T>
  = default;

  /// Implicit on purpose: `return Error{…};` is how a function fails.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : Base(tl::unexpect, std::move(error)) {}

  bool ok() const { return this->has_value(); }
};

}  // namespace davit

#define DAVIT_RESULT_CONCAT_INNER(a, b) a##b
#define DAVIT_RESULT_CONCAT(a, b) DAVIT_RESULT_CONCAT_INNER(a, b)

/// Leaves the enclosing function with the error of `expression`, if it has one.
#define RETURN_IF_ERROR(expression)                                  \
  do {                                                               \
    if (auto davit_result = (expression); !davit_result.has_value()) \
      return std::move(davit_result).error();                        \
  } while (false)

// NOLINTBEGIN(bugprone-macro-parentheses)
#define DAVIT_ASSIGN_OR_RETURN(result, declaration, expression) \
  auto result = (expression);                                   \
  if (!result.has_value()) return std::move(result).error();    \
  declaration = std::move(result).value()
// NOLINTEND(bugprone-macro-parentheses)

/// `ASSIGN_OR_RETURN(auto text, ReadText(path));`: the value, or leaves with the error.
#define ASSIGN_OR_RETURN(declaration, expression) \
  DAVIT_ASSIGN_OR_RETURN(DAVIT_RESULT_CONCAT(davit_result_, __LINE__), declaration, expression)
