// What a script may call beside numbers: an allow-list of our own. There is no load, no pcall (a script must
// not outlive its limits by catching them), no metatable, no pattern, nothing that tells an address or the
// order of a hash.
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "hook/room.h"

namespace ordersync::hook {

namespace {

constexpr std::size_t kLongestNeedle = 256;  // finding is a needle's length times the text's at worst

std::string_view text_at(lua_State* lua, int index) {
  std::size_t size = 0;
  const char* const bytes = luaL_checklstring(lua, index, &size);
  return {bytes, size};
}

void push_text(lua_State* lua, std::string_view text) {
  lua_pushlstring(lua, text.data(), text.size());
}

void charge(lua_State* lua, std::size_t bytes) {
  Room::of(lua).spend(lua, static_cast<std::int64_t>(bytes) / kBytesAStep + 1);
}

std::string_view needle_at(lua_State* lua, int index) {
  const std::string_view needle = text_at(lua, index);
  luaL_argcheck(lua, !needle.empty() && needle.size() <= kLongestNeedle, index,
                "takes a text of 1 to 256 bytes");
  return needle;
}

// ---- the language's own

int raise(lua_State* lua) {
  if (lua_type(lua, 1) == LUA_TSTRING) return luaL_error(lua, "%s", lua_tostring(lua, 1));
  return luaL_error(lua, "error() was called without a text");
}

int assert_that(lua_State* lua) {
  if (lua_toboolean(lua, 1) != 0) return lua_gettop(lua);
  if (lua_type(lua, 2) == LUA_TSTRING) return luaL_error(lua, "%s", lua_tostring(lua, 2));
  return luaL_error(lua, "what was asserted does not hold");
}

int type_of(lua_State* lua) {
  luaL_checkany(lua, 1);
  if (is_decimal(lua, 1)) {
    lua_pushliteral(lua, "number");
  } else if (is_null(lua, 1)) {
    lua_pushliteral(lua, "null");
  } else {
    lua_pushstring(lua, luaL_typename(lua, 1));
  }
  return 1;
}

// A table is "table": an address would make two runs differ.
std::string shown(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TNIL:
    case LUA_TNONE:
      return "nil";
    case LUA_TBOOLEAN:
      return lua_toboolean(lua, index) != 0 ? "true" : "false";
    case LUA_TSTRING:
      return std::string(text_at(lua, index));
    case LUA_TNUMBER:
      break;
    default:
      if (is_null(lua, index)) return "null";
      if (!is_decimal(lua, index)) return luaL_typename(lua, index);
  }
  return check_number(lua, index).to_string();
}

int to_string(lua_State* lua) {
  luaL_checkany(lua, 1);
  push_text(lua, shown(lua, 1));
  return 1;
}

int print(lua_State* lua) {
  std::string line;
  for (int i = 1; i <= lua_gettop(lua) && line.size() <= kLongestPrinted; ++i)
    line += (i > 1 ? "\t" : "") + shown(lua, i);
  charge(lua, line.size());
  Room::of(lua).print(std::move(line));
  return 0;
}

int select_from(lua_State* lua) {
  const int given = lua_gettop(lua);
  if (lua_type(lua, 1) == LUA_TSTRING && text_at(lua, 1) == "#") {
    lua_pushinteger(lua, given - 1);
    return 1;
  }
  const lua_Integer first = luaL_checkinteger(lua, 1);
  luaL_argcheck(lua, first >= 1, 1, "takes \"#\" or a number from 1");
  return first >= given ? 0 : given - static_cast<int>(first);
}

int next_element(lua_State* lua) {
  const lua_Integer index = luaL_checkinteger(lua, 2) + 1;
  lua_pushinteger(lua, index);
  return lua_rawgeti(lua, 1, index) == LUA_TNIL ? 1 : 2;
}

int elements(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushcfunction(lua, next_element);
  lua_pushvalue(lua, 1);
  lua_pushinteger(lua, 0);
  return 3;
}

// The next key of the sorted list; upvalues: the list, how far we are.
int next_pair(lua_State* lua) {
  lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2));
  for (;;) {
    lua_settop(lua, 1);
    ++at;
    if (lua_rawgeti(lua, lua_upvalueindex(1), at) == LUA_TNIL) return 1;
    lua_pushinteger(lua, at);
    lua_replace(lua, lua_upvalueindex(2));
    lua_pushvalue(lua, 2);
    if (lua_rawget(lua, 1) != LUA_TNIL) return 2;  // else it was removed meanwhile
  }
}

// Numbers first, then texts, each in their order: a hash's own differs from run to run.
int pairs_of(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  std::vector<lua_Integer> numbers;
  std::vector<std::string_view> names;  // the table holds the texts
  lua_pushnil(lua);
  while (lua_next(lua, 1) != 0) {
    lua_pop(lua, 1);
    if (lua_isinteger(lua, -1) != 0) {
      numbers.push_back(lua_tointeger(lua, -1));
    } else if (lua_type(lua, -1) == LUA_TSTRING) {
      names.push_back(text_at(lua, -1));
    } else {
      luaL_error(lua, "pairs() takes tables whose keys are whole numbers and texts");
    }
  }
  std::sort(numbers.begin(), numbers.end());
  std::sort(names.begin(), names.end());
  charge(lua, (numbers.size() + names.size()) * 16 * kBytesAStep);
  lua_createtable(lua, static_cast<int>(numbers.size() + names.size()), 0);
  lua_Integer at = 0;
  for (const lua_Integer number : numbers) {
    lua_pushinteger(lua, number);
    lua_rawseti(lua, -2, ++at);
  }
  for (const std::string_view name : names) {
    push_text(lua, name);
    lua_rawseti(lua, -2, ++at);
  }
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, next_pair, 2);
  lua_pushvalue(lua, 1);
  return 2;
}

// ---- texts

int length(lua_State* lua) {
  lua_pushinteger(lua, static_cast<lua_Integer>(text_at(lua, 1).size()));
  return 1;
}

// As Lua counts: from 1, and from the end below 0.
int sub(lua_State* lua) {
  const std::string_view text = text_at(lua, 1);
  const auto size = static_cast<lua_Integer>(text.size());
  lua_Integer first = luaL_checkinteger(lua, 2);
  lua_Integer last = luaL_optinteger(lua, 3, -1);
  if (first < 0) first = std::max<lua_Integer>(size + first + 1, 1);
  if (first == 0) first = 1;
  if (last < 0) last = size + last + 1;
  last = std::min(last, size);
  if (first > last) {
    push_text(lua, "");
  } else {
    push_text(lua,
              text.substr(static_cast<std::size_t>(first - 1), static_cast<std::size_t>(last - first + 1)));
  }
  return 1;
}

template <class Change>
int changed(lua_State* lua, const Change& change) {
  std::string text(text_at(lua, 1));
  charge(lua, text.size());
  for (char& c : text) c = change(c);
  push_text(lua, text);
  return 1;
}
int upper(lua_State* lua) {
  return changed(lua, base::ascii_upper);
}
int lower(lua_State* lua) {
  return changed(lua, [](char c) { return base::ascii_lower(c); });
}

int trim(lua_State* lua) {
  std::string_view text = text_at(lua, 1);
  charge(lua, text.size());
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  text = first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
  push_text(lua, text);
  return 1;
}

// Where it begins and ends, from 1; nothing when it is not there. The very bytes: there are no patterns.
int find(lua_State* lua) {
  const std::string_view text = text_at(lua, 1);
  const std::string_view needle = needle_at(lua, 2);
  const lua_Integer from = luaL_optinteger(lua, 3, 1);
  charge(lua, text.size());
  const std::size_t found = from < 1 || from > static_cast<lua_Integer>(text.size())
                                ? std::string_view::npos
                                : text.find(needle, static_cast<std::size_t>(from - 1));
  if (found == std::string_view::npos) {
    lua_pushnil(lua);
    return 1;
  }
  lua_pushinteger(lua, static_cast<lua_Integer>(found) + 1);
  lua_pushinteger(lua, static_cast<lua_Integer>(found + needle.size()));
  return 2;
}

int starts_with(lua_State* lua) {
  charge(lua, text_at(lua, 2).size());
  lua_pushboolean(lua, text_at(lua, 1).starts_with(text_at(lua, 2)));
  return 1;
}
int ends_with(lua_State* lua) {
  charge(lua, text_at(lua, 2).size());
  lua_pushboolean(lua, text_at(lua, 1).ends_with(text_at(lua, 2)));
  return 1;
}

int replace(lua_State* lua) {
  std::string_view text = text_at(lua, 1);
  const std::string_view needle = needle_at(lua, 2);
  const std::string_view by = text_at(lua, 3);
  const std::size_t most = Room::of(lua).limits().output_bytes;
  std::string out;
  for (;;) {
    const std::size_t found = text.find(needle);
    out.append(text.substr(0, found));
    if (found == std::string_view::npos) break;
    out.append(by);
    text.remove_prefix(found + needle.size());
    if (out.size() > most)
      return luaL_error(lua, "replace() makes a text of more than %d MiB", static_cast<int>(most >> 20));
  }
  charge(lua, text.size() + out.size());
  push_text(lua, out);
  return 1;
}

int split(lua_State* lua) {
  std::string_view text = text_at(lua, 1);
  const std::string_view separator = needle_at(lua, 2);
  charge(lua, text.size() * 4);
  lua_settop(lua, 2);
  lua_newtable(lua);
  for (lua_Integer at = 1;; ++at) {
    const std::size_t found = text.find(separator);
    push_text(lua, text.substr(0, found));
    lua_rawseti(lua, 3, at);
    if (found == std::string_view::npos) return 1;
    text.remove_prefix(found + separator.size());
  }
}

// ---- lists

lua_Integer list_length(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  return static_cast<lua_Integer>(lua_rawlen(lua, 1));
}

// insert(list, value) or insert(list, position, value)
int insert(lua_State* lua) {
  const lua_Integer count = list_length(lua);
  lua_Integer at = count + 1;
  if (lua_gettop(lua) == 3) {
    at = luaL_checkinteger(lua, 2);
    luaL_argcheck(lua, at >= 1 && at <= count + 1, 2, "is no place of this list");
  } else if (lua_gettop(lua) != 2) {
    return luaL_error(lua, "insert() takes a list, perhaps a place, and a value");
  }
  charge(lua, static_cast<std::size_t>(count + 1 - at) * kBytesAStep);
  for (lua_Integer i = count; i >= at; --i) {
    lua_rawgeti(lua, 1, i);
    lua_rawseti(lua, 1, i + 1);
  }
  lua_rawseti(lua, 1, at);
  return 0;
}

int remove(lua_State* lua) {
  const lua_Integer count = list_length(lua);
  const lua_Integer at = luaL_optinteger(lua, 2, count);
  if (at < 1 || at > count) {
    lua_pushnil(lua);
    return 1;
  }
  charge(lua, static_cast<std::size_t>(count - at) * kBytesAStep);
  lua_rawgeti(lua, 1, at);
  for (lua_Integer i = at; i < count; ++i) {
    lua_rawgeti(lua, 1, i + 1);
    lua_rawseti(lua, 1, i);
  }
  lua_pushnil(lua);
  lua_rawseti(lua, 1, count);
  return 1;
}

int concat(lua_State* lua) {
  const lua_Integer count = list_length(lua);
  const std::string_view separator(luaL_optstring(lua, 2, ""));
  const std::size_t most = Room::of(lua).limits().output_bytes;
  std::string out;
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(lua, 1, i);
    if (i > 1) out += separator;
    out += shown(lua, -1);
    lua_pop(lua, 1);
    if (out.size() > most)
      return luaL_error(lua, "concat() makes a text of more than %d MiB", static_cast<int>(most >> 20));
  }
  charge(lua, out.size() + static_cast<std::size_t>(count) * kBytesAStep);
  push_text(lua, out);
  return 1;
}

}  // namespace

void open_functions(lua_State* lua) {
  static constexpr luaL_Reg kLanguage[] = {
      {"error", raise},        {"assert", assert_that}, {"type", type_of},
      {"tostring", to_string}, {"print", print},        {"select", select_from},
      {"ipairs", elements},    {"pairs", pairs_of},     {nullptr, nullptr}};
  static constexpr luaL_Reg kTexts[] = {
      {"len", length},          {"sub", sub},      {"upper", upper},
      {"lower", lower},         {"trim", trim},    {"find", find},
      {"replace", replace},     {"split", split},  {"starts_with", starts_with},
      {"ends_with", ends_with}, {nullptr, nullptr}};
  static constexpr luaL_Reg kLists[] = {
      {"insert", insert}, {"remove", remove}, {"concat", concat}, {nullptr, nullptr}};
  lua_pushglobaltable(lua);
  luaL_setfuncs(lua, kLanguage, 0);
  push_null(lua);
  lua_setfield(lua, -2, "null");
  luaL_newlib(lua, kLists);
  lua_setfield(lua, -2, "table");
  luaL_newlib(lua, kTexts);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -3, "string");
  // So that name:upper() is a way to write it.
  lua_pushliteral(lua, "");
  lua_createtable(lua, 0, 1);
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, "__index");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 3);
}

}  // namespace ordersync::hook
