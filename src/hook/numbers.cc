// Exact numbers in Lua: integers where they are whole and fit, else decimals as userdata with arithmetic of
// their own.
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "hook/room.h"

namespace ordersync::hook {

namespace {

using base::Decimal;

constexpr const char* kDecimal = "decimal";
constexpr lua_Integer kMostDigits = 12;

Decimal load(const void* bytes) {
  Decimal number;
  std::memcpy(&number, bytes, sizeof number);  // Lua aligns for less than an __int128
  return number;
}

// Runs a function on exact numbers; one that has too many digits is a Lua error.
template <class Body>
int exactly(lua_State* lua, const Body& body) {
  try {
    push_number(lua, body());
    return 1;
  } catch (const base::Overflow&) {
    // Raised below, outside of the handler.
  }
  return luaL_error(lua, "a number gets more digits than can be computed with exactly");
}

int add(lua_State* lua) {
  return exactly(lua, [&] { return check_number(lua, 1) + check_number(lua, 2); });
}
int subtract(lua_State* lua) {
  return exactly(lua, [&] { return check_number(lua, 1) - check_number(lua, 2); });
}
int multiply(lua_State* lua) {
  return exactly(lua, [&] { return check_number(lua, 1) * check_number(lua, 2); });
}
int negate(lua_State* lua) {
  return exactly(lua, [&] { return -check_number(lua, 1); });
}
int no_division(lua_State* lua) {
  return luaL_error(lua, "a number with a fraction is divided with div(a, b, digits)");
}

int equal(lua_State* lua) {
  lua_pushboolean(lua,
                  is_decimal(lua, 1) && is_decimal(lua, 2) && check_number(lua, 1) == check_number(lua, 2));
  return 1;
}
int less(lua_State* lua) {
  lua_pushboolean(lua, check_number(lua, 1) < check_number(lua, 2));
  return 1;
}
int less_or_equal(lua_State* lua) {
  lua_pushboolean(lua, check_number(lua, 1) <= check_number(lua, 2));
  return 1;
}

void push_text_of(lua_State* lua, int index) {
  if (is_decimal(lua, index)) {
    const std::string text = check_number(lua, index).to_string();
    lua_pushlstring(lua, text.data(), text.size());
  } else if (lua_type(lua, index) == LUA_TSTRING || lua_isinteger(lua, index) != 0) {
    lua_pushvalue(lua, index);
  } else {
    luaL_error(lua, "a %s cannot be joined to a text", luaL_typename(lua, index));
  }
}

int concatenate(lua_State* lua) {
  push_text_of(lua, 1);
  push_text_of(lua, 2);
  lua_concat(lua, 2);
  return 1;
}

int to_text(lua_State* lua) {
  push_text_of(lua, 1);
  return 1;
}

int digits_at(lua_State* lua, int index) {
  const lua_Integer digits = luaL_checkinteger(lua, index);
  luaL_argcheck(lua, digits >= 0 && digits <= kMostDigits, index, "takes a number of digits from 0 to 12");
  return static_cast<int>(digits);
}

// number("1,092.00") → 1092; nothing where it is no number. number("1.092,00", ",") for the decimal comma.
int number(lua_State* lua) {
  if (lua_isinteger(lua, 1) != 0 || is_decimal(lua, 1)) {
    lua_pushvalue(lua, 1);
    return 1;
  }
  if (lua_type(lua, 1) != LUA_TSTRING) {
    lua_pushnil(lua);
    return 1;
  }
  std::size_t size = 0;
  const char* const bytes = lua_tolstring(lua, 1, &size);
  const std::string_view mark = luaL_optstring(lua, 2, ".");
  const auto parsed =
      Decimal::parse({bytes, size}, mark == "," ? base::DecimalMark::comma : base::DecimalMark::point);
  if (parsed.ok()) {
    push_number(lua, *parsed);
  } else {
    lua_pushnil(lua);
  }
  return 1;
}

// The same, where a text that is no number is an error.
int decimal(lua_State* lua) {
  if (number(lua) == 1 && lua_isnil(lua, -1)) {
    if (lua_type(lua, 1) == LUA_TSTRING) return luaL_error(lua, "\"%s\" is no number", lua_tostring(lua, 1));
    return luaL_error(lua, "a %s is no number", luaL_typename(lua, 1));
  }
  return 1;
}

int round_half_away(lua_State* lua) {
  const int digits = digits_at(lua, 2);
  return exactly(lua, [&] { return check_number(lua, 1).round_half_away(digits); });
}

int divide(lua_State* lua) {
  const int digits = digits_at(lua, 3);
  if (check_number(lua, 2).is_zero()) return luaL_error(lua, "division by zero");
  return exactly(lua,
                 [&] { return base::divide_half_away(check_number(lua, 1), check_number(lua, 2), digits); });
}

int absolute(lua_State* lua) {
  return exactly(lua, [&] { return check_number(lua, 1).abs(); });
}

template <class Better>
int best(lua_State* lua, const Better& better) {
  Decimal found = check_number(lua, 1);
  for (int i = 2; i <= lua_gettop(lua); ++i) {
    const Decimal other = check_number(lua, i);
    if (better(other, found)) found = other;
  }
  push_number(lua, found);
  return 1;
}
int smallest(lua_State* lua) {
  return best(lua, [](const Decimal& a, const Decimal& b) { return a < b; });
}
int greatest(lua_State* lua) {
  return best(lua, [](const Decimal& a, const Decimal& b) { return a > b; });
}

// text(2.5, 2) → "2.50"
int text(lua_State* lua) {
  const std::string digits = check_number(lua, 1).to_string(digits_at(lua, 2));
  lua_pushlstring(lua, digits.data(), digits.size());
  return 1;
}

}  // namespace

void push_number(lua_State* lua, const Decimal& number) {
  constexpr __int128 kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr __int128 kMost = std::numeric_limits<std::int64_t>::max();
  if (number.scale() == 0 && number.mantissa() >= kLeast && number.mantissa() <= kMost) {
    lua_pushinteger(lua, static_cast<lua_Integer>(number.mantissa()));
    return;
  }
  static_assert(std::is_trivially_copyable_v<Decimal>);
  std::memcpy(lua_newuserdatauv(lua, sizeof number, 0), &number, sizeof number);
  luaL_setmetatable(lua, kDecimal);
}

bool is_decimal(lua_State* lua, int index) {
  return luaL_testudata(lua, index, kDecimal) != nullptr;
}

Decimal check_number(lua_State* lua, int index) {
  if (const void* bytes = luaL_testudata(lua, index, kDecimal)) return load(bytes);
  if (lua_isinteger(lua, index) != 0) return Decimal(static_cast<std::int64_t>(lua_tointeger(lua, index)));
  if (lua_type(lua, index) == LUA_TSTRING) {
    luaL_error(lua, "the text \"%s\" takes no part in computing: make it a number with number(text)",
               lua_tostring(lua, index));
  }
  luaL_error(lua, "a %s takes no part in computing", luaL_typename(lua, index));
  return {};
}

void push_null(lua_State* lua) {
  lua_pushlightuserdata(lua, nullptr);
}

bool is_null(lua_State* lua, int index) {
  return lua_islightuserdata(lua, index) != 0;
}

void open_numbers(lua_State* lua) {
  static constexpr luaL_Reg kMeta[] = {
      {"__add", add},          {"__sub", subtract},     {"__mul", multiply},     {"__unm", negate},
      {"__div", no_division},  {"__idiv", no_division}, {"__mod", no_division},  {"__pow", no_division},
      {"__eq", equal},         {"__lt", less},          {"__le", less_or_equal}, {"__concat", concatenate},
      {"__tostring", to_text}, {nullptr, nullptr}};
  static constexpr luaL_Reg kFunctions[] = {
      {"number", number}, {"decimal", decimal}, {"round", round_half_away},
      {"div", divide},    {"abs", absolute},    {"min", smallest},
      {"max", greatest},  {"text", text},       {nullptr, nullptr}};
  luaL_newmetatable(lua, kDecimal);
  luaL_setfuncs(lua, kMeta, 0);
  lua_pop(lua, 1);
  lua_pushglobaltable(lua);
  luaL_setfuncs(lua, kFunctions, 0);
  lua_pop(lua, 1);
}

}  // namespace ordersync::hook
