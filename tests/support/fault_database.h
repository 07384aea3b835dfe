// A sql::Connection around a real one that fails where a test says: the Nth call before it is executed, or
// the Nth commit after it was done (the answer is lost). Tests loop over N until nothing fires any more.
#pragma once

#include <memory>

#include "sql/database.h"

namespace ordersync::support {

enum class Fault {
  none,
  refused,      // the Nth call (begin, statement, commit) fails and does nothing
  answer_lost,  // the Nth commit is done and durable, and fails with kind unknown
};

enum class Afterwards {
  recovers,    // one failure, then all is well
  stays_down,  // every later call fails too: the process might as well be dead
};

// Shared by a test and the connections it watches. REQUIRES: outlives them. One thread.
struct FaultScript {
  Fault fault = Fault::none;
  int at = 0;  // counts from 1, over calls (refused) or commits (answer_lost)
  Afterwards afterwards = Afterwards::recovers;

  int calls = 0;    // begins, statements and commits seen so far
  int commits = 0;  // of these, commits, and statements that commit alone because no transaction is open
  bool fired = false;

  // Starts to count again, with another failure ahead.
  void arm(Fault next_fault, int next_at, Afterwards next_afterwards = Afterwards::recovers) {
    *this = {next_fault, next_at, next_afterwards, 0, 0, false};
  }
  void disarm() { arm(Fault::none, 0); }
};

// Both must outlive the result.
std::unique_ptr<sql::Connection> faulty(std::unique_ptr<sql::Connection> real, FaultScript& script);

}  // namespace ordersync::support
