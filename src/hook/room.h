// Room: one run of a script, in a Lua state of its own that nothing has been in before, with its memory and
// its steps counted. Internal to hook/. The Lua library here is the one whose errors are C++ exceptions, so
// that what stands on the stack is destroyed; none leaves this room.
#pragma once

#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "hook/script.h"

namespace ordersync::hook {

// Bytes that are made, read or written are steps as well.
inline constexpr std::int64_t kBytesAStep = 16;
inline constexpr std::size_t kLongestPrinted = 500;  // bytes of a line; the rest is cut

class Room {
 public:
  explicit Room(const ScriptLimits& limits);
  ~Room();
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  // Null: there was no memory for it.
  lua_State* lua() { return lua_; }
  static Room& of(lua_State* lua) { return **static_cast<Room**>(lua_getextraspace(lua)); }

  // Counts `steps` as taken; raises a Lua error past the limit.
  void spend(lua_State* lua, std::int64_t steps);
  void print(std::string line);

  const ScriptLimits& limits() const { return limits_; }
  std::vector<std::string> printed;

 private:
  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  static void count(lua_State* lua, lua_Debug* where);

  const ScriptLimits limits_;
  std::size_t used_ = 0;
  std::int64_t steps_ = 0;
  const std::chrono::nanoseconds began_;  // processor time of this thread
  lua_State* lua_ = nullptr;
};

// ---- values (numbers.cc)

// Whole numbers that fit are Lua's integers, all others decimals of ours, so that equal numbers are equal in
// Lua.
void push_number(lua_State* lua, const base::Decimal& number);
// The number at `index`; a Lua error, in words for who writes scripts, where there is none or a binary
// fraction.
base::Decimal check_number(lua_State* lua, int index);
bool is_decimal(lua_State* lua, int index);
// What null is inside a list; in an object it is nil.
void push_null(lua_State* lua);
bool is_null(lua_State* lua, int index);
// Makes the metatable of decimals and their functions: number, decimal, round, div, abs, min, max, text.
void open_numbers(lua_State* lua);

// ---- everything else a script may call (functions.cc)
void open_functions(lua_State* lua);

}  // namespace ordersync::hook
