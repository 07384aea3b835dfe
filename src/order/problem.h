// Problem: why something could not be done, or what a person should know, in the owner's words (behaviour
// 10).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ordersync::order {

// A stable code and a text for the owner. Warnings and attentions are Notices as well.
struct Notice {
  std::string code;     // "product_not_found"; docs/operations.md explains each
  std::string message;  // what happened, to which order and amount, what to press
  friend bool operator==(const Notice&, const Notice&) = default;
};

enum class Remedy {
  wait,  // temporary: source, POS or network; tried again with growing pauses, for ever
  fix,   // waits for a person: product, payment, totals, tax, session
};

struct Problem {
  std::string code;
  std::string message;
  std::string cause;  // groups orders that one fix frees: code plus the thing missing, no order number
  Remedy remedy = Remedy::fix;
};

inline Notice notice_of(const Problem& problem) {
  return {problem.code, problem.message};
}
inline Notice notice_of(const base::Error& error) {
  return {error.code, error.message};
}

using Warnings = std::vector<Notice>;

}  // namespace ordersync::order
