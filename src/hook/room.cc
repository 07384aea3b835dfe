// Memory and steps of one run; see room.h.
#include "hook/room.h"

#include <cstdlib>
#include <ctime>
#include <utility>

namespace ordersync::hook {

namespace {

constexpr int kCountEvery = 1000;
constexpr std::size_t kMostPrinted = 100;

// Of this thread, so that what else the machine does makes no script fail.
std::chrono::nanoseconds processor_time() {
  timespec spent{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

}  // namespace

Room::Room(const ScriptLimits& limits)
    : limits_(limits), began_(processor_time()), lua_(lua_newstate(allocate, this)) {
  if (lua_ == nullptr) return;
  *static_cast<Room**>(lua_getextraspace(lua_)) = this;
  lua_sethook(lua_, count, LUA_MASKCOUNT, kCountEvery);
}

Room::~Room() {
  if (lua_ != nullptr) lua_close(lua_);
}

// Lua tells the sizes, so that no bookkeeping of ours is needed. A block that shrinks is always given.
void* Room::allocate(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  Room& room = *static_cast<Room*>(self);
  if (block == nullptr) old_size = 0;  // it is a kind of object then
  if (new_size == 0) {
    std::free(block);
    room.used_ -= old_size;
    return nullptr;
  }
  if (new_size > old_size && room.used_ + (new_size - old_size) > room.limits_.memory_bytes) return nullptr;
  void* const given = std::realloc(block, new_size);
  if (given == nullptr) return nullptr;
  room.used_ += new_size - old_size;
  // Counted here, told by the next count(): a text that grows by a byte is made anew each time.
  if (new_size > old_size) room.steps_ += static_cast<std::int64_t>(new_size - old_size) / kBytesAStep;
  return given;
}

void Room::count(lua_State* lua, lua_Debug*) {
  Room& room = of(lua);
  room.steps_ += kCountEvery;
  const bool takes_long = processor_time() - room.began_ > room.limits_.processor_time;
  if (room.steps_ <= room.limits_.steps && !takes_long) return;
  luaL_where(lua, 0);
  if (takes_long) {
    lua_pushfstring(lua, "%sit keeps the processor for too long: does it compare long texts in a loop?",
                    lua_tostring(lua, -1));
  } else {
    lua_pushfstring(lua, "%sit needs more than %I steps: is there a loop without an end?",
                    lua_tostring(lua, -1), static_cast<LUAI_UACINT>(room.limits_.steps));
  }
  lua_error(lua);
}

void Room::spend(lua_State* lua, std::int64_t steps) {
  steps_ += steps;
  if (steps_ > limits_.steps) {
    luaL_error(lua, "it needs more than %I steps: is there a loop without an end?",
               static_cast<LUAI_UACINT>(limits_.steps));
  }
}

void Room::print(std::string line) {
  if (printed.size() > kMostPrinted) return;
  if (printed.size() == kMostPrinted) line = "… and more";
  if (line.size() > kLongestPrinted) line.resize(kLongestPrinted);
  printed.push_back(std::move(line));
}

}  // namespace ordersync::hook
