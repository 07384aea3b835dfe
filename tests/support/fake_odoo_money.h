// Arithmetic as Odoo does it, in binary floats with its own rounding, noise and all.
#pragma once

namespace ordersync::testing::odoo {

inline constexpr double kCent = 0.01;

// Half away from zero, to a multiple of `rounding`. Up to 17 the result is a multiplication, with its noise
// (24.990000000000002); from 18 on a division.
double float_round(double value, double rounding, int major);
bool float_is_zero(double value, double rounding);
// As a database column with two digits gives it back: without noise.
double stored_round(double value, double rounding);
// Up or down to a multiple of `rounding`, for cash roundings: "UP", "DOWN" or "HALF-UP".
double cash_round(double value, double rounding, const char* method, int major);

}  // namespace ordersync::testing::odoo
