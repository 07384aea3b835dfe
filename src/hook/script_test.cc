// What scripts can do, what they cannot, and what is said when they fail.
#include "hook/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/json_tape.h"
#include "source/reader.h"

namespace ordersync::hook {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

source::Reshaped run(std::string script, std::string_view element = "{}", ScriptLimits limits = {}) {
  const auto hook = compile({"shop.lua", std::move(script)}, limits);
  EXPECT_TRUE(hook.ok()) << hook.error().message;
  if (!hook.ok()) return {};
  source::JsonTape tape;
  EXPECT_EQ(tape.parse(element, 64), source::JsonTape::Outcome::ok) << element;
  return (*hook)->reshape(tape);
}

// The one order that came of it, or why there is none.
std::string made(std::string script, std::string_view element = "{}") {
  const auto result = run(std::move(script), element);
  if (result.problem) return "failed: " + result.problem->message;
  if (result.skip) return "skipped: " + result.skip->message;
  if (result.orders.size() != 1) return std::to_string(result.orders.size()) + " orders";
  return result.orders.front().json;
}

// What an expression gives, as JSON.
std::string value(const std::string& expression, std::string_view element = "{}") {
  return made("function order(o) return {v = " + expression + "} end", element);
}

std::string why_not_valid(std::string script) {
  const auto hook = compile({"shop.lua", std::move(script)});
  return hook.ok() ? "valid" : hook.error().message;
}

// ---- numbers

TEST(HookNumbers, KeepTheirDigits) {
  EXPECT_EQ(value("o.x", R"({"x":12345678901234567890.0123456789})"),
            R"({"v":12345678901234567890.0123456789})");
  EXPECT_EQ(value("o.x", R"({"x":0.1})"), R"({"v":0.1})");
  EXPECT_EQ(value("o.x", R"({"x":92.0})"), R"({"v":92})");
  EXPECT_EQ(value("o.x", R"({"x":9.2e1})"), R"({"v":92})");
  EXPECT_EQ(value("o.x", R"({"x":-0})"), R"({"v":0})");
  EXPECT_EQ(value("o.x", R"({"x":9223372036854775808})"), R"({"v":9223372036854775808})");
}

TEST(HookNumbers, AreComputedExactly) {
  EXPECT_EQ(value("o.a + o.b", R"({"a":0.1,"b":0.2})"), R"({"v":0.3})");
  EXPECT_EQ(value("o.a * 3 - 1", R"({"a":1.1})"), R"({"v":2.3})");
  EXPECT_EQ(value("-o.a", R"({"a":1.5})"), R"({"v":-1.5})");
  EXPECT_EQ(value("decimal('0.15') * 80", "{}"), R"({"v":12})");
  EXPECT_EQ(value("round(o.a, 2)", R"({"a":2.345})"), R"({"v":2.35})");
  EXPECT_EQ(value("round(-o.a, 0)", R"({"a":2.5})"), R"({"v":-3})");
  EXPECT_EQ(value("div(10, 3, 4)"), R"({"v":3.3333})");
  EXPECT_EQ(value("abs(min(3, o.a, 2)) + max(1, 2)", R"({"a":-0.5})"), R"({"v":2.5})");
  EXPECT_EQ(value("7 // 2 + 7 % 2"), R"({"v":4})");
}

TEST(HookNumbers, EqualOnesAreEqualHoweverTheyAreWritten) {
  EXPECT_EQ(value("o.a == 80", R"({"a":80.00})"), R"({"v":true})");
  EXPECT_EQ(value("o.a == o.b", R"({"a":1.50,"b":15e-1})"), R"({"v":true})");
  EXPECT_EQ(value("o.a + o.a == 3", R"({"a":1.5})"), R"({"v":true})");
  EXPECT_EQ(value("o.a < 2 and 1 < o.a and o.a >= o.a and not (o.a > 2)", R"({"a":1.5})"), R"({"v":true})");
  EXPECT_EQ(value("type(o.a) .. type(1)", R"({"a":1.5})"), R"({"v":"numbernumber"})");
}

TEST(HookNumbers, TextsBecomeNumbersWhereThatIsSaid) {
  EXPECT_EQ(value("number('1,092.50')"), R"({"v":1092.5})");
  EXPECT_EQ(value("number('1.092,50', ',')"), R"({"v":1092.5})");
  EXPECT_EQ(value("number('abc') == nil"), R"({"v":true})");
  EXPECT_EQ(value("text(o.a, 2) .. '|' .. o.a .. '|' .. tostring(o.a)", R"({"a":2.5})"),
            R"({"v":"2.50|2.5|2.5"})");
  EXPECT_THAT(value("decimal('abc')"), HasSubstr("\"abc\" is no number"));
  EXPECT_THAT(value("'1' + 1"), HasSubstr("line 1 failed: attempt to perform arithmetic on a string value"));
  EXPECT_THAT(value("o.a + '1'", R"({"a":1.5})"), HasSubstr("make it a number with number(text)"));
}

TEST(HookNumbers, NoBinaryFractionGetsIn) {
  EXPECT_THAT(
      why_not_valid("function order(o)\n return {v = o.x * 0.15}\nend"),
      HasSubstr(
          "shop.lua at line 2 cannot be used: 0.15 would be a binary fraction: write decimal(\"0.15\")"));
  EXPECT_THAT(why_not_valid("function order(o) return {v = o.x / 2} end"),
              HasSubstr("write div(a, b, digits)"));
  EXPECT_THAT(value("o.a // 2", R"({"a":1.5})"), HasSubstr("div(a, b, digits)"));
  EXPECT_THAT(value("div(1, 0, 2)"), HasSubstr("division by zero"));
}

TEST(HookNumbers, TooManyDigitsAreAnError) {
  EXPECT_THAT(value("o.a * o.a * o.a", R"({"a":12345678901234567890.123456789})"),
              HasSubstr("more digits than can be computed with exactly"));
  EXPECT_THAT(value("1", R"({"a":1e400})"), HasSubstr("more digits than can be computed with exactly"));
}

// ---- what goes in and comes out

TEST(HookOrders, ComeOutAsTheyWereMade) {
  EXPECT_EQ(
      made("function order(o) return {OrderID = o.id, Items = {{Name = o.lines[1].name}}, Empty = {}} end",
           R"({"id":7,"lines":[{"name":"Caf\u00e9 \"x\""}],"none":null})"),
      R"({"Empty":[],"Items":[{"Name":"Café \"x\""}],"OrderID":7})");
  EXPECT_EQ(value("o.none == nil and o.list[1] == null and #o.list", R"({"none":null,"list":[null,1]})"),
            R"({"v":2})");
  EXPECT_EQ(made("function validate(o) return true end", R"({"OrderID":1})"), R"({"OrderID":1})");
}

TEST(HookOrders, SeveralMayComeOfOne) {
  const auto result = run("function order(o) return {{OrderID = 1}, {OrderID = 2}} end");
  ASSERT_EQ(result.orders.size(), 2U);
  EXPECT_EQ(result.orders[1].json, R"({"OrderID":2})");
}

TEST(HookOrders, NilLeavesOutAndSaysWhy) {
  EXPECT_EQ(made("function order(o) return nil, 'a draft' end"),
            "skipped: Left out by the sync's hook: a draft");
  EXPECT_EQ(made("function order(o) end"), "skipped: Left out by the sync's hook: it does not say why");
}

TEST(HookOrders, AreRefusedByValidate) {
  const std::string script = "function validate(o) if o.total > 100 then return false, 'too much' end end";
  EXPECT_FALSE(run(script, R"({"total":100})").orders.front().refused);
  const auto refused = run(script, R"({"total":100.5})").orders.front().refused;
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "hook_refused");
  EXPECT_THAT(refused->message, HasSubstr("too much"));
  EXPECT_TRUE(run("function validate(o) return 'no' end", R"({"OrderID":1})").orders.front().refused);
}

TEST(HookOrders, WhatIsNoneIsAnErrorThatNamesThePlace) {
  EXPECT_THAT(made("function order(o) return 7 end"),
              HasSubstr("order() returned a number instead of a table"));
  EXPECT_THAT(made("function order(o) return {1} end"), HasSubstr("a list that holds a number"));
  EXPECT_THAT(made("function order(o) return {} end"), HasSubstr("an order without members"));
  EXPECT_THAT(value("{a = {print}}"), HasSubstr("v.a[0] is a function"));
  EXPECT_THAT(value("{1, 2, x = 3}"), HasSubstr("v is neither a list without holes nor an object"));
  EXPECT_THAT(value("{[1] = 1, [3] = 3}"), HasSubstr("v is neither a list without holes nor an object"));
  EXPECT_THAT(value("string.sub('é', 1, 1)"), HasSubstr("v is a text that was cut inside a character"));
  EXPECT_THAT(made("function order(o) o.o = o return o end"),
              HasSubstr("is nested too deeply, or holds itself"));
}

TEST(HookOrders, WhatIsPrintedIsKeptForWhoTests) {
  const auto result = run("function order(o) print('total', o.t, nil, {}, o.l) return {OrderID = 1} end",
                          R"({"t":1.50,"l":[1]})");
  EXPECT_THAT(result.printed, ElementsAre("total\t1.5\tnil\ttable\ttable"));
  EXPECT_EQ(run("function order(o) for i = 1, 1000 do print(i) end end").printed.size(), 101U);
  EXPECT_THAT(run("function order(o) print('before') error('x') end").printed, ElementsAre("before"));
}

// ---- texts and lists

TEST(HookTexts, AreTakenApartWithoutPatterns) {
  EXPECT_EQ(value("('a-b--c'):replace('--', '+'):upper():lower()"), R"({"v":"a-b+c"})");
  EXPECT_EQ(value("('a,b,,c'):split(',')"), R"({"v":["a","b","","c"]})");
  EXPECT_EQ(value("('  x y '):trim() .. #'abc' .. ('abc'):len()"), R"({"v":"x y33"})");
  EXPECT_EQ(value("{string.find('a.b.c', '.', 3)}"), R"({"v":[4,4]})");
  EXPECT_EQ(value("string.find('abc', '%a') == nil"), R"({"v":true})");
  EXPECT_EQ(value("('hello'):sub(2, -2) .. ('hello'):sub(-3) .. ('x'):sub(5)"), R"({"v":"ellllo"})");
  EXPECT_EQ(value("('shop/1'):starts_with('shop/') and ('a.lua'):ends_with('.lua')"), R"({"v":true})");
}

TEST(HookLists, GrowAndShrink) {
  EXPECT_EQ(made("function order(o) local t = {1, 3} table.insert(t, 2, 2) table.insert(t, 4) local x = "
                 "table.remove(t, 1)\n"
                 "return {t = t, x = x, c = table.concat(t, '-'), n = select('#', 1, 2), s = select(2, 'a', "
                 "'b')} end"),
            R"({"c":"2-3-4","n":2,"s":"b","t":[2,3,4],"x":1})");
  EXPECT_EQ(
      made("function order(o) local s = 0 for i, v in ipairs(o.l) do s = s + i * v end return {s = s} end",
           R"({"l":[1,2.5]})"),
      R"({"s":6})");
}

TEST(HookLists, PairsComeInTheSameOrderEveryTime) {
  const std::string script =
      "function order(o) local k = {} for name, v in pairs(o.x) do table.insert(k, name .. '=' .. v) end "
      "return {k = k} end";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(made(script, R"({"x":{"zeta":1,"alpha":2,"mid":3,"b":4}})"),
              R"({"k":["alpha=2","b=4","mid=3","zeta=1"]})");
  }
}

// ---- the room has no doors

TEST(HookRoom, HoldsNothingButTheOrder) {
  for (const char* name :
       {"io",           "os",           "package",     "require",    "debug",          "load",
        "loadstring",   "dofile",       "loadfile",    "pcall",      "xpcall",         "setmetatable",
        "getmetatable", "rawget",       "rawset",      "rawequal",   "collectgarbage", "coroutine",
        "math",         "utf8",         "next",        "warn",       "string.rep",     "string.format",
        "string.gsub",  "string.match", "string.dump", "table.sort", "table.unpack"}) {
    EXPECT_EQ(value(std::string(name) + " == nil"), R"({"v":true})") << name;
  }
}

TEST(HookRoom, RemembersNothingOfTheOrderBefore) {
  const auto hook =
      compile({"shop.lua", "n = 0 seen = {} function order(o) n = n + 1 seen.x = n return {n = n} end"});
  ASSERT_TRUE(hook.ok());
  source::JsonTape tape;
  tape.parse("{}", 64);
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*hook)->reshape(tape).orders.front().json, R"({"n":1})");
}

TEST(HookRoom, EndlessLoopsEnd) {
  const std::string said = "needs more than 5000000 steps";
  EXPECT_THAT(made("function order(o) while true do end end"), HasSubstr(said));
  EXPECT_THAT(made("function order(o)\n local s = 'x'\n while true do s:find('y') end end"), HasSubstr(said));
  EXPECT_THAT(made("function order(o) return order(o) end"), HasSubstr(said));
  EXPECT_THAT(made("function order(o) local t = {} while true do table.insert(t, 1, 1) end end"),
              HasSubstr(said));
  EXPECT_THAT(why_not_valid("while true do end function order() end"), HasSubstr(said));
  EXPECT_THAT(
      made("function order(o) local s = ('x'):replace('x', o.s) for i = 1, 100000 do s = s .. 'x' end end",
           R"({"s":")" + std::string(100'000, 'x') + R"("})"),
      HasSubstr(said))
      << "ten billion bytes are copied";
}

// A step each, and each of them long.
TEST(HookRoom, ComparingLongTextsInALoopEnds) {
  ScriptLimits limits;
  limits.processor_time = std::chrono::milliseconds(50);
  const auto result = run(
      "function order(o) local a, b = o.s .. 'x', o.s .. 'x' while true do if a ~= b then return end end end",
      R"({"s":")" + std::string(1 << 20, 'x') + R"("})", limits);
  ASSERT_TRUE(result.problem);
  EXPECT_THAT(result.problem->message, HasSubstr("keeps the processor for too long"));
}

TEST(HookRoom, WhatIsPrintedCostsNoMoreThanIsShown) {
  const auto result =
      run("function order(o) for i = 1, 20 do print(o.s, o.s, o.s, o.s, o.s, o.s, o.s, o.s) end return {a = "
          "1} end",
          R"({"s":")" + std::string(1 << 20, 'x') + R"("})");
  EXPECT_FALSE(result.problem) << result.problem->message;
  EXPECT_EQ(result.printed.size(), 20u);
}

// Each order is kept with all of the element.
TEST(HookReader, AnElementOfWhichTooMuchWouldBeKeptIsRefused) {
  source::DecodeRules rules;
  rules.source = "shop";
  rules.hook =
      compile({"shop.lua", "function order(o) local l = {} for i = 1, 40 do l[i] = {n = i} end return l end"})
          .value();
  source::Reader reader(rules);
  const std::string large = R"({"s":")" + std::string(1 << 20, 'x') + R"("})";
  const source::Reading refused = reader.read(large);
  ASSERT_EQ(refused.orders.size(), 1u);
  ASSERT_TRUE(refused.orders.front().problem);
  EXPECT_THAT(refused.orders.front().problem->message, HasSubstr("40 orders of one element of 1024 KiB"));
  EXPECT_EQ(reader.read("{}").orders.size(), 40u);
}

TEST(HookRoom, MemoryIsBounded) {
  const std::string said = "needs more than 16 MiB of memory";
  EXPECT_THAT(made("function order(o) local s = 'xxxxxxxx' while true do s = s .. s end end"),
              HasSubstr(said));
  EXPECT_THAT(made("function order(o) local t = {} for i = 1, 10000000 do t[i] = {} end end"),
              HasSubstr(said));
  EXPECT_THAT(made("function order(o) local s = ('x'):replace('x', o.s) for i = 1, 30 do s = s:replace('x', "
                   "'xx') end end",
                   R"({"s":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})"),
              HasSubstr("failed"));
  EXPECT_THAT(made("function order(o) local function f() return 1 + f() end return f() end"),
              HasSubstr("failed"));
}

TEST(HookRoom, MuchOutputIsBounded) {
  EXPECT_THAT(made("function order(o) local l = {} for i = 1, 2000 do l[i] = {OrderID = i} end return l end"),
              HasSubstr("more than 1000 orders"));
  ScriptLimits small;
  small.output_bytes = 1000;
  const auto large = run(
      "function order(o) local l = {} for i = 1, 900 do l[i] = {OrderID = i} end return l end", "{}", small);
  ASSERT_TRUE(large.problem);
  EXPECT_THAT(large.problem->message, HasSubstr("larger than"));
}

TEST(HookRoom, AFailureSaysWhereAndWhy) {
  const auto result = run("-- of the shop\nfunction order(o)\n  return {OrderID = o.customer.id}\nend", "{}");
  ASSERT_TRUE(result.problem);
  EXPECT_EQ(result.problem->code, "hook_failed");
  EXPECT_EQ(result.problem->message,
            "The hook shop.lua at line 3 failed: attempt to index a nil value (field 'customer'). Correct it "
            "in the sync's "
            "hook, and the order is tried again");
  EXPECT_THAT(made("function order(o)\n\n error('no billing address') end"),
              HasSubstr("at line 3 failed: no billing address"));
  EXPECT_THAT(made("function order(o) assert(o.id, 'no id') end"), HasSubstr("at line 1 failed: no id"));
}

TEST(HookScripts, ThatCannotBeUsedAreRefusedAtOnce) {
  EXPECT_THAT(why_not_valid("function order(o)\n return {\nend"),
              HasSubstr("shop.lua at line 3 cannot be used:"));
  EXPECT_THAT(why_not_valid("x = 1"), HasSubstr("defines neither order(o) nor validate(o)"));
  EXPECT_THAT(why_not_valid("error('at once') function order() end"), HasSubstr("at once"));
  EXPECT_THAT(why_not_valid(std::string("\x1bLua", 4)), HasSubstr("cannot be used"));
  EXPECT_THAT(why_not_valid("-- \xff\nfunction order() end"), HasSubstr("no UTF-8"));
  EXPECT_THAT(why_not_valid(std::string(300'000, ' ')), HasSubstr("larger than 256 KiB"));
  EXPECT_THAT(why_not_valid(""), HasSubstr("defines neither"));
}

}  // namespace
}  // namespace ordersync::hook
