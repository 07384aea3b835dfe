// PURE: which names of the POS are like a name at the source, for a person to choose from. Never decides
// anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ordersync::app {

struct Candidate {
  std::int64_t id = 0;
  std::string_view name;
  std::string_view code;     // empty: none
  std::string_view barcode;  // empty: none
};

struct Suggestion {
  std::int64_t id = 0;
  std::string name;
  int score = 0;  // per cent; 100: equal, or its code or barcode
};

inline constexpr std::size_t kMostSuggestions = 5;

// The best of them, best first, none under 25 per cent. Case, accents' composition and word order count
// little; names are compared by the letter triples they share.
std::vector<Suggestion> suggest(std::string_view wanted, std::span<const Candidate> candidates);

}  // namespace ordersync::app
