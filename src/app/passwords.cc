// Argon2id through libsodium, and what a password must not be; see passwords.h.
#include "app/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/contains.h"
#include "base/sodium.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

using base::Result;
using base::Secret;

// Of at least 12 characters, from the lists of stolen passwords and from this program's own words; lower
// case.
constexpr std::string_view kCommonest[] = {
    "password1234",      "password12345",  "password123456",   "passwordpassword",
    "password1password", "passw0rd1234",   "p@ssw0rd1234",     "p@ssword1234",
    "password123!",      "password1234!",  "mypassword123",    "qwertyuiop12",
    "qwertyuiop123",     "qwertyuiop[]",   "qwertyuiopas",     "qwertyuiopasdf",
    "qwerty123456",      "qwerty1234567",  "qwerty12345678",   "qwertyqwerty",
    "1q2w3e4r5t6y",      "1qaz2wsx3edc",   "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6",
    "qazwsxedcrfv",      "asdfghjkl123",   "asdfghjkl;'\\",    "asdfasdfasdf",
    "zaq12wsxcde3",      "123456789012",   "1234567890123",    "12345678901234",
    "123456789abc",      "1234567890qw",   "1234567890ab",     "123456qwerty",
    "012345678910",      "098765432100",   "987654321098",     "abcdefghijkl",
    "abcdefghijklm",     "abcdefgh1234",   "abc123456789",     "abcd12345678",
    "abc123abc123",      "abcd1234abcd",   "a1b2c3d4e5f6",     "iloveyou1234",
    "iloveyou12345",     "iloveyousomuch", "iloveyouforever",  "letmein12345",
    "letmein123456",     "welcome12345",   "welcome123456",    "welcome1234!",
    "admin1234567",      "admin12345678",  "administrator",    "administrator1",
    "adminadminadmin",   "changeme1234",   "changemeplease",   "correcthorsebatterystaple",
    "trustno1trustno1",  "football1234",   "baseball1234",     "sunshine1234",
    "princess1234",      "superman1234",   "dragon123456",     "monkey123456",
    "internet1234",      "computer1234",   "whatever1234",     "pointofsale1",
    "pointofsale123",    "restaurant12",   "restaurant123",    "ordersync123",
    "ordersync1234",     "ordersync2024",  "ordersync2025",    "ordersync2026",
    "odoo12345678",      "externalorders",
};
// Fewer different characters than this is one key held down, or two in turn.
constexpr std::size_t kLeastDifferent = 5;
// Of a password that comes to be compared; a longer one is nobody's.
constexpr std::size_t kMostBytes = 1024;

base::Error refused(std::string why) {
  return base::invalid_option("password_refused", "password", std::move(why));
}

}  // namespace

Result<void> check_password(const Secret& password, std::string_view login, const PasswordRules& rules) {
  const std::string& text = password.reveal();
  if (!base::is_utf8(text)) return refused("The password is not UTF-8 text");
  const std::size_t characters = base::characters_in(text);
  if (characters < rules.least_characters) {
    return refused("A password has at least " + std::to_string(rules.least_characters) +
                   " characters: a sentence that only you would write is a good one");
  }
  if (characters > rules.most_characters) {
    return refused("A password has at most " + std::to_string(rules.most_characters) + " characters");
  }
  const std::string folded = base::fold_case(text);
  if (!login.empty() && folded.find(base::fold_case(login)) != std::string::npos) {
    return refused("The password holds the login: choose another");
  }
  if (std::set<char>(folded.begin(), folded.end()).size() < kLeastDifferent ||
      base::contains(kCommonest, folded)) {
    return refused("This password is one of the first that anybody would guess: choose another");
  }
  return {};
}

Result<std::string> Passwords::hash(const Secret& password) {
  base::MutexLock lock(one_at_a_time_);
  return hash_locked(password);
}

Result<std::string> Passwords::hash_locked(const Secret& password) {
  base::use_sodium();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str(out.data(), password.reveal().data(), password.reveal().size(), rules_.passes,
                        rules_.memory_bytes) != 0) {
    return base::Error{base::ErrorKind::unavailable, "out_of_memory",
                       "There is not enough memory to work on a password: try again", "crypto_pwhash_str"};
  }
  return std::string(out.data());
}

Result<Passwords::Verdict> Passwords::verify(const Secret& password, const std::string& hash) {
  base::MutexLock lock(one_at_a_time_);
  if (nobodys_hash_.empty()) {
    TRY_ASSIGN(nobodys_hash_, hash_locked(Secret("nobody's")));
  }
  const bool can_be_right = !hash.empty() && password.reveal().size() <= kMostBytes;
  const std::string& compared = can_be_right ? hash : nobodys_hash_;
  const std::string& text = password.reveal();
  const bool same =
      crypto_pwhash_str_verify(compared.c_str(), text.data(), std::min(text.size(), kMostBytes)) == 0;
  if (!same || !can_be_right) return Verdict::wrong;
  const bool outdated =
      crypto_pwhash_str_needs_rehash(compared.c_str(), rules_.passes, rules_.memory_bytes) != 0;
  return outdated ? Verdict::right_and_outdated : Verdict::right;
}

}  // namespace ordersync::app
