// Rounding with the small push that lets 2.675 be what a person means by it.
#include "tests/support/fake_odoo_money.h"

#include <cmath>
#include <cstring>

namespace ordersync::testing::odoo {
namespace {

double steps_of(double value, double rounding) {
  const double steps = value / rounding;
  if (steps == 0) return 0;
  const double push = std::pow(2.0, std::log2(std::abs(steps)) - 52);
  return std::round(steps + std::copysign(push, steps));
}

}  // namespace

double float_round(double value, double rounding, int major) {
  const double steps = steps_of(value, rounding);
  return major <= 17 ? steps * rounding : stored_round(value, rounding);
}

bool float_is_zero(double value, double rounding) {
  return steps_of(value, rounding) == 0;
}

double stored_round(double value, double rounding) {
  const double steps = steps_of(value, rounding);
  const double inverse = std::round(1 / rounding);
  return rounding < 1 && std::abs(inverse * rounding - 1) < 1e-9 ? steps / inverse : steps * rounding;
}

double cash_round(double value, double rounding, const char* method, int major) {
  if (std::strcmp(method, "HALF-UP") == 0) return float_round(value, rounding, major);
  const double steps = value / rounding;
  const double push = steps == 0 ? 0 : std::pow(2.0, std::log2(std::abs(steps)) - 52);
  const double away =
      std::strcmp(method, "UP") == 0 ? std::ceil(std::abs(steps) - push) : std::floor(std::abs(steps) + push);
  return float_round(std::copysign(away, steps) * rounding, rounding, major);
}

}  // namespace ordersync::testing::odoo
