// Passwords: which are taken, how they are kept (Argon2id through libsodium), and how one is compared without
// telling by the time it takes whether there is such a user.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/result.h"
#include "base/secret.h"

namespace ordersync::app {

// The costs are OWASP's for Argon2id (19 MiB, 2 passes). A hash made with others is made anew at the next
// sign-in.
struct PasswordRules {
  std::size_t least_characters = 12;
  std::size_t most_characters = 128;
  unsigned long long passes = 2;
  std::size_t memory_bytes = 19 * 1024 * 1024;
};

// Whether a person may choose it: long enough, not the login in disguise, none of the commonest; any
// characters. Fails with "password_refused", saying why.
base::Result<void> check_password(const base::Secret& password, std::string_view login,
                                  const PasswordRules& rules);

// Thread-safe; one password is worked at a time in the whole process, for each takes `memory_bytes`.
class Passwords {
 public:
  explicit Passwords(PasswordRules rules = {}) : rules_(rules) {}

  const PasswordRules& rules() const { return rules_; }

  // Text in libsodium's form, with its own salt and costs. Fails with "out_of_memory".
  base::Result<std::string> hash(const base::Secret& password);

  enum class Verdict { wrong, right, right_and_outdated };
  // `hash` empty (nobody of that login, or no password): wrong, after the same work.
  base::Result<Verdict> verify(const base::Secret& password, const std::string& hash);

 private:
  base::Result<std::string> hash_locked(const base::Secret& password) REQUIRES_LOCK(one_at_a_time_);

  const PasswordRules rules_;
  base::Mutex one_at_a_time_;
  std::string nobodys_hash_ GUARDED_BY(one_at_a_time_);
};

}  // namespace ordersync::app
