// Compiling a script once, and running it on one element in a room of its own; see script.h.
#include "hook/script.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "hook/json.h"
#include "hook/room.h"
#include "hook/script_check.h"

namespace ordersync::hook {

namespace {

using base::Result;
using source::Reshaped;

constexpr const char* kChunk = "=hook";  // what Lua puts before a line: "hook:12: …"
constexpr std::string_view kBefore = "hook:";

struct Fault {
  int line = 0;  // 0: not known
  std::string text;
};

// "hook:12: attempt to …" taken apart.
Fault fault_of(std::string_view message) {
  Fault fault;
  if (message.starts_with(kBefore)) {
    const std::size_t colon = message.find(':', kBefore.size());
    if (colon != std::string_view::npos) {
      for (const char c : message.substr(kBefore.size(), colon - kBefore.size())) {
        if (base::is_digit(c) && fault.line < 10'000'000) fault.line = fault.line * 10 + (c - '0');
      }
      message.remove_prefix(std::min(colon + 2, message.size()));
    }
  }
  fault.text = base::printable(message, 400);
  return fault;
}

Fault fault_at_top(Room& room, int status) {
  if (status == LUA_ERRMEM) {
    return {0, "it needs more than " + std::to_string(room.limits().memory_bytes >> 20) + " MiB of memory"};
  }
  std::size_t size = 0;
  const char* const bytes = lua_tolstring(room.lua(), -1, &size);
  if (bytes == nullptr) return {0, "it ended with an error that is no text"};
  return fault_of({bytes, size});
}

std::string where(const std::string& name, int line) {
  return name + (line > 0 ? " at line " + std::to_string(line) : "");
}

// ---- compiling

int append_bytecode(lua_State*, const void* bytes, std::size_t size, void* onto) {
  static_cast<std::string*>(onto)->append(static_cast<const char*>(bytes), size);
  return 0;
}

const char* give_bytecode(lua_State*, void* from, std::size_t* size) {
  auto& left = *static_cast<std::string_view*>(from);
  *size = left.size();
  const char* const bytes = left.data();
  left = {};
  return bytes;
}

int dump(lua_State* lua) {
  void* const onto = lua_touserdata(lua, 2);
  lua_settop(lua, 1);
  lua_dump(lua, append_bytecode, onto, 0);
  return 0;
}

void set_up(lua_State* lua) {
  open_numbers(lua);
  open_functions(lua);
}

// ---- one element

// What the protected call works on. Lua sees none of it but the tape's values.
struct Run {
  std::string_view bytecode;
  const source::JsonTape* tape = nullptr;  // null: only look what the script defines
  bool defines_order = false;
  bool defines_validate = false;
  Reshaped result;
};

bool push_function(lua_State* lua, const char* name) {
  if (lua_getglobal(lua, name) == LUA_TFUNCTION) return true;
  lua_pop(lua, 1);
  return false;
}

std::string text_or(lua_State* lua, int index, const char* otherwise) {
  if (lua_type(lua, index) != LUA_TSTRING) return otherwise;
  std::size_t size = 0;
  const char* const bytes = lua_tolstring(lua, index, &size);
  return base::printable({bytes, size}, 400);
}

// true or nothing: fine. false and a reason, or a reason alone: not to be booked.
std::optional<order::Problem> validated(lua_State* lua, int order) {
  if (!push_function(lua, "validate")) return std::nullopt;
  lua_pushvalue(lua, order);
  lua_call(lua, 1, 2);
  std::optional<order::Problem> problem;
  const bool refused = lua_isboolean(lua, -2) && lua_toboolean(lua, -2) == 0;
  if (refused || lua_type(lua, -2) == LUA_TSTRING) {
    problem = order::Problem{
        "hook_refused",
        "The sync's hook refuses this order: " + text_or(lua, refused ? -1 : -2, "it does not say why"),
        "hook_refused", order::Remedy::fix};
    problem->cause += " " + problem->message;
  }
  lua_pop(lua, 2);
  return problem;
}

void take_order(lua_State* lua, int order, Reshaped& result) {
  const int table = lua_absindex(lua, order);
  if (lua_type(lua, table) != LUA_TTABLE) {
    luaL_error(lua, "order() returned a list that holds a %s, which is no order", luaL_typename(lua, table));
  }
  Reshaped::Order taken;
  taken.refused = validated(lua, table);
  append_json(lua, table, "", taken.json);
  if (taken.json.front() != '{') luaL_error(lua, "order() returned an order without members");
  result.orders.push_back(std::move(taken));
}

void take_result(lua_State* lua, Reshaped& result) {
  const Room& room = Room::of(lua);
  if (lua_isnil(lua, 1)) {
    result.skip = order::Notice{"hook_skipped",
                                "Left out by the sync's hook: " + text_or(lua, 2, "it does not say why")};
    return;
  }
  if (lua_type(lua, 1) != LUA_TTABLE) {
    luaL_error(lua, "order() returned a %s instead of a table, a list of tables or nil",
               luaL_typename(lua, 1));
  }
  const auto count = static_cast<lua_Integer>(lua_rawlen(lua, 1));
  if (count == 0) return take_order(lua, 1, result);
  if (count > room.limits().orders) {
    luaL_error(lua, "order() returned more than %d orders", room.limits().orders);
  }
  std::size_t bytes = 0;
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(lua, 1, i);
    take_order(lua, -1, result);
    lua_pop(lua, 1);
    bytes += result.orders.back().json.size();
    if (bytes > room.limits().output_bytes) {
      luaL_error(lua, "what order() returns is larger than %d MiB",
                 static_cast<int>(room.limits().output_bytes >> 20));
    }
  }
}

// Everything that may raise a Lua error.
int run_protected(lua_State* lua) {
  Run& run = *static_cast<Run*>(lua_touserdata(lua, 1));
  lua_settop(lua, 0);
  set_up(lua);
  std::string_view bytecode = run.bytecode;
  if (lua_load(lua, give_bytecode, &bytecode, kChunk, "b") != LUA_OK) return lua_error(lua);
  lua_call(lua, 0, 0);
  if (run.tape == nullptr) {
    run.defines_order = push_function(lua, "order");
    run.defines_validate = push_function(lua, "validate");
    return 0;
  }
  lua_settop(lua, 0);
  if (push_function(lua, "order")) {
    push_json(lua, *run.tape);
    lua_call(lua, 1, 2);
  } else {
    push_json(lua, *run.tape);
    lua_pushnil(lua);
  }
  take_result(lua, run.result);
  return 0;
}

// Nothing: it went well.
std::optional<Fault> run_in(Room& room, Run& run) {
  lua_State* const lua = room.lua();
  if (lua == nullptr) return Fault{0, "there is no memory to run it in"};
  if (lua_checkstack(lua, 8) == 0) return fault_at_top(room, LUA_ERRMEM);
  lua_pushcfunction(lua, run_protected);
  lua_pushlightuserdata(lua, &run);
  const int status = lua_pcall(lua, 1, 0, 0);
  if (status == LUA_OK) return std::nullopt;
  return fault_at_top(room, status);
}

class ScriptReshaper final : public source::Reshaper {
 public:
  ScriptReshaper(std::string name, std::string bytecode, const ScriptLimits& limits)
      : name_(std::move(name)), bytecode_(std::move(bytecode)), limits_(limits) {}

  Reshaped reshape(const source::JsonTape& element) const override {
    Run run;
    run.bytecode = bytecode_;
    run.tape = &element;
    Room room(limits_);
    const auto fault = run_in(room, run);
    Reshaped result;
    if (fault) {
      result.problem =
          order::Problem{"hook_failed",
                         "The hook " + where(name_, fault->line) + " failed: " + fault->text +
                             ". Correct it in the sync's hook, and the order is tried again",
                         "hook_failed " + where(name_, fault->line) + ": " + fault->text, order::Remedy::fix};
    } else {
      result = std::move(run.result);
    }
    result.printed = std::move(room.printed);
    return result;
  }

 private:
  const std::string name_;
  const std::string bytecode_;
  const ScriptLimits limits_;
};

base::Error not_valid(const std::string& name, int line, const std::string& why) {
  return base::invalid("hook_not_valid", "The hook " + where(name, line) + " cannot be used: " + why);
}

Result<std::string> bytecode_of(const Script& script, const ScriptLimits& limits) {
  Room room(limits);
  lua_State* const lua = room.lua();
  if (lua == nullptr) return not_valid(script.name, 0, "there is no memory to read it in");
  int status = luaL_loadbufferx(lua, script.text.data(), script.text.size(), kChunk, "t");
  std::string bytecode;
  if (status == LUA_OK) {
    lua_pushcfunction(lua, dump);
    lua_insert(lua, 1);
    lua_pushlightuserdata(lua, &bytecode);
    status = lua_pcall(lua, 2, 0, 0);
  }
  if (status != LUA_OK) {
    const Fault fault = fault_at_top(room, status);
    return not_valid(script.name, fault.line, fault.text);
  }
  return bytecode;
}

}  // namespace

Result<std::shared_ptr<const source::Reshaper>> compile(Script script, ScriptLimits limits) {
  script.name = script.name.empty() ? "hook.lua" : base::printable(script.name, 100);
  if (script.text.size() > kLargestScript) {
    return not_valid(script.name, 0, "it is larger than " + std::to_string(kLargestScript / 1024) + " KiB");
  }
  if (!base::is_utf8(script.text)) return not_valid(script.name, 0, "it is no UTF-8 text");
  TRY_ASSIGN(std::string bytecode, bytecode_of(script, limits));
  if (const auto fault = find_binary_float(script.text)) {
    return not_valid(script.name, fault->line, fault->text);
  }
  Run look;
  look.bytecode = bytecode;
  Room room(limits);
  if (const auto fault = run_in(room, look)) return not_valid(script.name, fault->line, fault->text);
  if (!look.defines_order && !look.defines_validate) {
    return not_valid(script.name, 0, "it defines neither order(o) nor validate(o)");
  }
  return std::shared_ptr<const source::Reshaper>(
      std::make_shared<ScriptReshaper>(std::move(script.name), std::move(bytecode), limits));
}

}  // namespace ordersync::hook
