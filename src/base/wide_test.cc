// 256-bit products and quotients.
#include "base/wide.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>

namespace ordersync::base::wide {
namespace {

constexpr U128 kMax = ~U128{0};

rc::Gen<U128> any() {
  return rc::gen::map(
      rc::gen::pair(rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>()),
                    rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>())),
      [](std::pair<std::uint64_t, std::uint64_t> p) { return (U128{p.first} << 64) | p.second; });
}

TEST(Wide, LargestProductIsExact) {
  const U256 product = multiply(kMax, kMax);
  EXPECT_TRUE(product.low == 1);
  EXPECT_TRUE(product.high == kMax - 1);
}

TEST(Wide, HalfRoundsUpWithoutOverflow) {
  EXPECT_TRUE(multiply_divide_half_up(1, 1, 2) == U128{1});
  EXPECT_TRUE(multiply_divide_half_up(1, 1, 3) == U128{0});
  EXPECT_TRUE(multiply_divide_half_up(kMax, 1, kMax) == U128{1});
  EXPECT_TRUE(multiply_divide_half_up(kMax / 2, 1, kMax) == U128{0});
  EXPECT_TRUE(multiply_divide_half_up(kMax / 2 + 1, 1, kMax) == U128{1});
  EXPECT_FALSE(multiply_divide_half_up(kMax, 2, 1).has_value());
}

RC_GTEST_PROP(WideProperty, DivisionUndoesMultiplication, ()) {
  const U128 a = *any(), b = *any();
  RC_PRE(b != 0);
  const Quotient share = divide(multiply(a, b), b);
  RC_ASSERT(share.quotient.high == 0);
  RC_ASSERT(share.quotient.low == a);
  RC_ASSERT(share.remainder == 0);
}

RC_GTEST_PROP(WideProperty, QuotientTimesDivisorPlusRemainderIsTheDividend, ()) {
  const U256 dividend{*any(), *any()};
  const U128 divisor = *any();
  RC_PRE(divisor > dividend.high);  // the quotient fits in 128 bits
  const Quotient share = divide(dividend, divisor);
  U256 back = multiply(share.quotient.low, divisor);
  back.low += share.remainder;
  back.high += back.low < share.remainder ? 1 : 0;
  RC_ASSERT(share.remainder < divisor);
  RC_ASSERT(back.high == dividend.high);
  RC_ASSERT(back.low == dividend.low);
}

}  // namespace
}  // namespace ordersync::base::wide
