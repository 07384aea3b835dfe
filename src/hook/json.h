// From an element to Lua and from Lua to JSON: numbers keep their digits both ways. Internal to hook/.
#pragma once

#include <string>

#include "hook/room.h"
#include "source/json_tape.h"

namespace ordersync::hook {

// Pushes the tape's root. Members that are null are left out; a null in a list is `null`.
void push_json(lua_State* lua, const source::JsonTape& tape);

// Appends the value at `index` as JSON; members of objects sorted by name. A Lua error, naming the place in
// `what`, for what JSON cannot hold, for binary fractions, and past the room's limits.
void append_json(lua_State* lua, int index, const std::string& what, std::string& out);

}  // namespace ordersync::hook
