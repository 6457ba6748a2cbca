// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <ostream>
#include <string>

#include <gmock/gmock.h>

#include "davit/result.h"

namespace davit {

inline void PrintTo(Code code, std::ostream* out) { *out << CodeName(code); }

inline void PrintTo(const Error& error, std::ostream* out) {
  *out << CodeName(error.code) << ": " << error.message;
}

template <class T>
void PrintTo(const Result<T>& result, std::ostream* out) {
  if (!result.ok()) {
    PrintTo(result.error(), out);
  } else if constexpr (std::is_void_v<T>) {
    *out << "OK";
  } else {
    *out << "OK: " << ::testing::PrintToString(*result);
  }
}

}  // namespace davit

namespace davit::testing {

/// A Result without an error: `EXPECT_THAT(WriteFile(…), IsOk())`.
MATCHER(IsOk, negation ? "is an error" : "is OK") {
  static_cast<void>(result_listener);
  return arg.ok();
}

/// A Result whose value matches: `EXPECT_THAT(root.ReadText(…), IsOkAndHolds("0x15b3"))`.
MATCHER_P(IsOkAndHolds, value,
          "is OK and holds what " +
              ::testing::DescribeMatcher<typename std::decay_t<arg_type>::value_type>(value,
                                                                                      negation)) {
  return arg.ok() && ::testing::ExplainMatchResult(value, *arg, result_listener);
}

/// A Result with an error of this code.
MATCHER_P(HasCode, code, "has the code " + std::string(CodeName(code))) {
  static_cast<void>(result_listener);
  return !arg.ok() && arg.error().code == code;
}

/// A Result with an error of this code whose message holds `part`.
MATCHER_P2(HasError, code, part,
           "has the code " + std::string(CodeName(code)) + " and says \"" + std::string(part) +
               "\"") {
  static_cast<void>(result_listener);
  return !arg.ok() && arg.error().code == code &&
         arg.error().message.find(part) != std::string::npos;
}

}  // namespace davit::testing
