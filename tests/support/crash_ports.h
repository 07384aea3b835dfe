// Ports that die: the journal, its runs and the POS around real ones, counting every call. At the Nth call
// the program ends as if it were killed, before the call or right after it, by throwing Crash through the
// engine; or it hangs there, and the world goes on without it for a while.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/pos_target.h"

namespace ordersync::testing {

struct Crash {};

enum class CrashPoint { before_call, after_call };

// Shared by a test and the ports it watches. REQUIRES: outlives them. One thread.
struct CrashScript {
  int at = 0;  // 0: never
  CrashPoint point = CrashPoint::before_call;
  int calls = 0;
  bool fired = false;

  std::function<void()> meanwhile;  // what happens while the program hangs; empty: it dies

  void arm(int next_at, CrashPoint next_point) { *this = {next_at, next_point, 0, false, {}}; }
  void arm_hang(int next_at, CrashPoint next_point, std::function<void()> next_meanwhile) {
    *this = {next_at, next_point, 0, false, std::move(next_meanwhile)};
  }
  void disarm() { arm(0, CrashPoint::before_call); }

  // Makes the call, or throws instead, or throws its answer away; or hangs before or after it.
  template <class Call>
  auto through(const Call& call) {
    ++calls;
    const bool now = calls == at;
    if (now) fired = true;
    if (now && point == CrashPoint::before_call) stop();
    auto answer = call();
    if (now && point == CrashPoint::after_call) stop();
    return answer;
  }

 private:
  void stop() const {
    if (!meanwhile) throw Crash{};
    meanwhile();
  }
};

// All outlive what is made. What is only asked of the journal is passed on uncounted.
std::unique_ptr<journal::Journal> crashing(journal::Journal& real, CrashScript& script);
std::unique_ptr<journal::Runs> crashing(journal::Runs& real, CrashScript& script);
std::unique_ptr<pos::Target> crashing(pos::Target& real, CrashScript& script);

}  // namespace ordersync::testing
