// The retry rules.
#include "source/backoff.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace ordersync::source {

using base::Milliseconds;

bool is_worth_retrying(int status) {
  switch (status) {
    case 408:
    case 425:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true;
    default:
      return false;
  }
}

bool is_worth_retrying(const base::Error& error) {
  if (error.code == "interrupted") return false;
  // Unknown is fine too: a fetch changes nothing in the source.
  return error.kind == base::ErrorKind::temporary || error.kind == base::ErrorKind::unknown;
}

std::optional<Milliseconds> parse_retry_after(std::string_view text, base::Instant now) {
  constexpr std::int64_t kYear = 365LL * 24 * 3600;
  text = base::trim(text);
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    std::int64_t seconds = 0;
    for (const char c : text) seconds = std::min(kYear, seconds * 10 + (c - '0'));
    return Milliseconds(seconds * 1000);
  }
  const auto date = base::parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, Milliseconds(0), Milliseconds(kYear * 1000));
}

Milliseconds backoff(int failed_tries, base::Random& random) {
  CHECK(failed_tries >= 1);
  constexpr std::int64_t kFirst = 500;
  constexpr std::int64_t kLongest = 30'000;
  const std::int64_t whole = std::min(kLongest, kFirst << std::min(failed_tries - 1, 16));
  return Milliseconds(whole -
                      static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(whole / 2) + 1)));
}

}  // namespace ordersync::source
