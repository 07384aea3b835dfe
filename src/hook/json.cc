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

constexpr std::size_t kLongestName = 60;  // in a message

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
  Writer(lua_State* lua, const std::string& what, std::string& out)
      : lua_(lua), out_(out), begin_(out.size()), what_(what) {}

  void append(int index) {
    const ScriptLimits& limits = Room::of(lua_).limits();
    if (static_cast<int>(path_.size()) >= limits.depth) fail("is nested too deeply, or holds itself");
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
        return append_text(index);
      case LUA_TNUMBER:
        if (lua_isinteger(lua_, index) == 0) fail("is a binary fraction");
        out_ += std::to_string(lua_tointeger(lua_, index));
        return;
      case LUA_TTABLE:
        return append_table(lua_absindex(lua_, index));
      default:
        if (is_decimal(lua_, index)) {
          check_number(lua_, index).append_to(out_);
        } else if (is_null(lua_, index)) {
          out_ += "null";
        } else {
          fail("is a " + std::string(luaL_typename(lua_, index)) + ", which no order can hold");
        }
    }
  }

 private:
  struct Part {
    std::string_view name;  // of a member, held by its table; no data: of a list's element
    lua_Integer index = 0;
  };

  // Only now it is written where: a path for each value would take its length for each.
  void fail(const std::string& why) {
    std::string place = what_;
    for (const Part& part : path_) {
      if (part.name.data() == nullptr) {
        place += "[" + std::to_string(part.index) + "]";
      } else {
        if (!place.empty()) place += '.';
        place += base::printable(part.name, kLongestName);
      }
    }
    if (place.empty()) place = "the order";
    luaL_error(lua_, "%s %s", place.c_str(), why.c_str());
  }

  void append_text(int index) {
    std::size_t size = 0;
    const char* const bytes = lua_tolstring(lua_, index, &size);
    if (!base::is_utf8({bytes, size})) fail("is a text that was cut inside a character");
    base::append_json_string({bytes, size}, out_);
  }

  // A table without members is an empty list: the guide's form has no empty object.
  void append_table(int table) {
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
      fail("is neither a list without holes nor an object");
    }
    if (names.empty()) return append_list(table, length);
    std::sort(names.begin(), names.end());
    out_ += '{';
    for (const std::string_view name : names) {
      if (out_.back() != '{') out_ += ',';
      if (!base::is_utf8(name)) fail("has a name that was cut inside a character");
      base::append_json_string(name, out_);
      out_ += ':';
      lua_pushlstring(lua_, name.data(), name.size());
      lua_rawget(lua_, table);
      append_part({name, 0});
    }
    out_ += '}';
  }

  void append_list(int table, lua_Integer length) {
    out_ += '[';
    for (lua_Integer i = 1; i <= length; ++i) {
      if (i > 1) out_ += ',';
      lua_rawgeti(lua_, table, i);
      append_part({{}, i - 1});
    }
    out_ += ']';
  }

  // The value on the top of the stack, which is taken off.
  void append_part(const Part& part) {
    path_.push_back(part);
    append(-1);
    path_.pop_back();
    lua_pop(lua_, 1);
  }

  lua_State* lua_;
  std::string& out_;
  const std::size_t begin_;
  const std::string& what_;
  std::vector<Part> path_;
};

}  // namespace

void push_json(lua_State* lua, const JsonTape& tape) {
  Pusher(lua, tape).push(tape.root());
}

void append_json(lua_State* lua, int index, const std::string& what, std::string& out) {
  Writer(lua, what, out).append(index);
}

}  // namespace ordersync::hook
