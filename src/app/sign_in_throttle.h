// SignInThrottle: slows down who guesses passwords, and nobody else. Counts by login and address, and by
// address; never by login alone, so that nobody is locked out by a stranger's guesses.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/time.h"

namespace ordersync::app {

struct ThrottleRules {
  int free_of_a_login = 5;              // failures of one login from one address before the first delay
  int free_of_a_remote = 20;            // of all logins from one address
  std::chrono::seconds first_delay{1};  // doubles with each further failure
  std::chrono::seconds longest_delay{900};
  std::chrono::seconds forgotten_after{3600};  // without a failure
  std::size_t most_entries = 4096;             // beyond it the oldest are forgotten
};

// Thread-safe. In memory: a restart forgets. An IPv6 address counts by its /64, which one subscriber has.
class SignInThrottle {
 public:
  explicit SignInThrottle(const base::Clock& clock, ThrottleRules rules = {})
      : clock_(clock), rules_(rules) {}

  // Zero: go on, and the attempt counts as a failure until succeeded() takes it back, so that attempts made
  // at the same time all count. Otherwise how long to wait; such an attempt does not count.
  std::chrono::seconds attempt(std::string_view login, std::string_view remote);
  // Forgets the failures of that login from that address, and this attempt of the address's.
  void succeeded(std::string_view login, std::string_view remote);

  // For proofs that are quickly checked and may come by many at once: how long to wait, which counts nothing,
  // and a failure.
  std::chrono::seconds wait(std::string_view login, std::string_view remote) const;
  void failed(std::string_view login, std::string_view remote);

 private:
  struct Entry {
    int failures = 0;
    base::Instant last;
  };

  std::chrono::seconds wait_locked(const std::string& key, int free) const REQUIRES_LOCK(mutex_);
  void count_locked(const std::string& key) REQUIRES_LOCK(mutex_);

  const base::Clock& clock_;
  const ThrottleRules rules_;
  mutable base::Mutex mutex_;
  std::map<std::string, Entry> entries_ GUARDED_BY(mutex_);
};

}  // namespace ordersync::app
