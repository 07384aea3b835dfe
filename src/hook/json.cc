// Values on their way in and out; see json.h.
#include "hook/json.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/whole_number.h"
#include "source/json_text.h"

namespace ordersync::hook {

namespace {

using source::JsonNode;
using source::JsonTape;
using source::JsonType;

class Pusher {
 public:
  Pusher(lua_State* lua, const JsonTape& tape) : lua_(lua), tape_(tape) {}

  void push(const JsonNode& node) {
    luaL_checkstack(lua_, 4, "the order is nested too deeply");
    switch (node.type) {
      case JsonType::null:
        return push_null(lua_);
      case JsonType::boolean:
        return lua_pushboolean(lua_, node.text == "true" ? 1 : 0);
      case JsonType::number:
        return push_token(node.text);
      case JsonType::string:
        lua_pushlstring(lua_, node.text.data(), node.text.size());
        return;
      case JsonType::array:
        return push_list(node);
      case JsonType::object:
        return push_object(node);
    }
  }

 private:
  void push_token(std::string_view text) {
    if (const auto whole = base::whole_number<std::int64_t>(text)) return lua_pushinteger(lua_, *whole);
    const auto number = base::Decimal::parse(text);
    if (!number.ok()) {
      luaL_error(lua_, "the order holds a number with more digits than can be computed with exactly");
    }
    push_number(lua_, *number);
  }

  void push_list(const JsonNode& list) {
    lua_createtable(lua_, static_cast<int>(list.children), 0);
    lua_Integer at = 0;
    for (const JsonNode& element : tape_.children(list)) {
      push(element);
      lua_rawseti(lua_, -2, ++at);
    }
  }

  void push_object(const JsonNode& object) {
    lua_createtable(lua_, 0, static_cast<int>(object.children));
    for (const JsonNode& member : tape_.children(object)) {
      if (member.type == JsonType::null) continue;
      lua_pushlstring(lua_, member.key.data(), member.key.size());
      push(member);
      lua_rawset(lua_, -3);
    }
  }

  lua_State* lua_;
  const JsonTape& tape_;
};

class Writer {
 public:
  Writer(lua_State* lua, std::string& out) : lua_(lua), out_(out), begin_(out.size()) {}

  void append(int index, const std::string& path, int depth) {
    const ScriptLimits& limits = Room::of(lua_).limits();
    if (depth > limits.depth) luaL_error(lua_, "%s is nested too deeply, or holds itself", path.c_str());
    if (out_.size() - begin_ > limits.output_bytes) {
      luaL_error(lua_, "what order() returns is larger than %d MiB",
                 static_cast<int>(limits.output_bytes >> 20));
    }
    luaL_checkstack(lua_, 4, "what order() returns is nested too deeply");
    switch (lua_type(lua_, index)) {
      case LUA_TBOOLEAN:
        out_ += lua_toboolean(lua_, index) != 0 ? "true" : "false";
        return;
      case LUA_TSTRING:
        return append_text(index, path);
      case LUA_TNUMBER:
        if (lua_isinteger(lua_, index) == 0) luaL_error(lua_, "%s is a binary fraction", path.c_str());
        out_ += std::to_string(lua_tointeger(lua_, index));
        return;
      case LUA_TTABLE:
        return append_table(lua_absindex(lua_, index), path, depth);
      default:
        if (is_decimal(lua_, index)) {
          check_number(lua_, index).append_to(out_);
        } else if (is_null(lua_, index)) {
          out_ += "null";
        } else {
          luaL_error(lua_, "%s is a %s, which no order can hold", path.c_str(), luaL_typename(lua_, index));
        }
    }
  }

 private:
  void append_text(int index, const std::string& path) {
    std::size_t size = 0;
    const char* const bytes = lua_tolstring(lua_, index, &size);
    if (!base::is_utf8({bytes, size}))
      luaL_error(lua_, "%s is a text that was cut inside a character", path.c_str());
    base::append_json_string({bytes, size}, out_);
  }

  // A table without members is an empty list: the guide's form has no empty object.
  void append_table(int table, const std::string& path, int depth) {
    std::vector<std::string_view> names;
    lua_Integer numbers = 0;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      lua_pop(lua_, 1);
      if (lua_type(lua_, -1) == LUA_TSTRING) {
        std::size_t size = 0;
        const char* const bytes = lua_tolstring(lua_, -1, &size);
        names.emplace_back(bytes, size);
      } else {
        ++numbers;
      }
    }
    const auto length = static_cast<lua_Integer>(lua_rawlen(lua_, table));
    if (numbers > 0 && (!names.empty() || numbers != length)) {
      luaL_error(lua_, "%s is neither a list without holes nor an object", path.c_str());
    }
    if (names.empty()) return append_list(table, length, path, depth);
    std::sort(names.begin(), names.end());
    out_ += '{';
    for (const std::string_view name : names) {
      if (out_.back() != '{') out_ += ',';
      if (!base::is_utf8(name)) luaL_error(lua_, "a name in %s was cut inside a character", path.c_str());
      base::append_json_string(name, out_);
      out_ += ':';
      lua_pushlstring(lua_, name.data(), name.size());
      lua_rawget(lua_, table);
      append(-1, path.empty() ? std::string(name) : path + "." + std::string(name), depth + 1);
      lua_pop(lua_, 1);
    }
    out_ += '}';
  }

  void append_list(int table, lua_Integer length, const std::string& path, int depth) {
    out_ += '[';
    for (lua_Integer i = 1; i <= length; ++i) {
      if (i > 1) out_ += ',';
      lua_rawgeti(lua_, table, i);
      append(-1, path + "[" + std::to_string(i - 1) + "]", depth + 1);
      lua_pop(lua_, 1);
    }
    out_ += ']';
  }

  lua_State* lua_;
  std::string& out_;
  const std::size_t begin_;
};

}  // namespace

void push_json(lua_State* lua, const JsonTape& tape) {
  Pusher(lua, tape).push(tape.root());
}

void append_json(lua_State* lua, int index, const std::string& what, std::string& out) {
  Writer(lua, out).append(index, what, 1);
}

}  // namespace ordersync::hook
