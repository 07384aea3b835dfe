// Counting failures, and the delays they earn; see sign_in_throttle.h.
#include "app/sign_in_throttle.h"

#include <algorithm>

#include "base/text.h"
#include "http/address_guard.h"

namespace ordersync::app {

namespace {

using std::chrono::seconds;

// What one subscriber cannot change at will: the IPv4 address, the /64 of an IPv6 one.
std::string network_of(std::string_view remote) {
  auto address = http::parse_ip(remote);
  if (!address || !address->v6) return std::string(remote);
  std::fill(address->bytes.begin() + 8, address->bytes.end(), std::uint8_t{0});
  return http::to_string(*address);
}

// The blank is in no address. Logins are cut: a stranger may send a long one.
std::string key_of(std::string_view login, std::string_view remote) {
  return network_of(remote) + ' ' + base::fold_case(login.substr(0, 64));
}

}  // namespace

seconds SignInThrottle::attempt(std::string_view login, std::string_view remote) {
  base::MutexLock lock(mutex_);
  const std::string of_login = key_of(login, remote);
  const std::string of_remote = network_of(remote);
  const seconds delay = std::max(wait_locked(of_login, rules_.free_of_a_login),
                                 wait_locked(of_remote, rules_.free_of_a_remote));
  if (delay > seconds(0)) return delay;
  count_locked(of_login);
  count_locked(of_remote);
  return seconds(0);
}

seconds SignInThrottle::wait(std::string_view login, std::string_view remote) const {
  base::MutexLock lock(mutex_);
  if (entries_.empty()) return seconds(0);
  return std::max(wait_locked(key_of(login, remote), rules_.free_of_a_login),
                  wait_locked(network_of(remote), rules_.free_of_a_remote));
}

void SignInThrottle::failed(std::string_view login, std::string_view remote) {
  base::MutexLock lock(mutex_);
  count_locked(key_of(login, remote));
  count_locked(network_of(remote));
}

void SignInThrottle::succeeded(std::string_view login, std::string_view remote) {
  base::MutexLock lock(mutex_);
  entries_.erase(key_of(login, remote));
  // Only this attempt's: whoever has a password of their own must not wipe out their guesses at others.
  const auto of_remote = entries_.find(network_of(remote));
  if (of_remote != entries_.end() && --of_remote->second.failures <= 0) entries_.erase(of_remote);
}

seconds SignInThrottle::wait_locked(const std::string& key, int free) const {
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.failures < free) return seconds(0);
  const base::Milliseconds passed = clock_.now() - found->second.last;
  // Negative: the clock was set back, and nobody shall wait for it to catch up.
  if (passed >= rules_.forgotten_after || passed < base::Milliseconds(0)) return seconds(0);
  seconds delay = rules_.first_delay;
  for (int i = found->second.failures; i > free && delay < rules_.longest_delay; --i) delay *= 2;
  delay = std::min(delay, rules_.longest_delay);
  return passed >= delay ? seconds(0) : std::chrono::ceil<seconds>(delay - passed);
}

void SignInThrottle::count_locked(const std::string& key) {
  const base::Instant now = clock_.now();
  if (entries_.size() >= rules_.most_entries && entries_.count(key) == 0) {
    std::erase_if(entries_,
                  [&](const auto& entry) { return now - entry.second.last >= rules_.forgotten_after; });
    while (entries_.size() >= rules_.most_entries) {
      entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
        return a.second.last < b.second.last;
      }));
    }
  }
  Entry& entry = entries_[key];
  if (now - entry.last >= rules_.forgotten_after) entry.failures = 0;
  ++entry.failures;
  entry.last = now;
}

}  // namespace ordersync::app
