// Likeness of names; see suggest.h.
#include "app/suggest.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ordersync::app {

namespace {

constexpr int kLeastScore = 25;

// Triples of bytes of the folded name with a blank at each end of each word, sorted. Bytes serve Arabic as
// well as Latin letters: what is shared is what counts.
std::vector<std::uint32_t> triples_of(std::string_view name) {
  const std::string folded = base::fold_case(base::trim(name));
  std::string padded = " ";
  for (const char c : folded) padded += c == '-' || c == '_' || c == '/' || c == ',' ? ' ' : c;
  padded += ' ';
  std::vector<std::uint32_t> triples;
  for (std::size_t i = 0; i + 3 <= padded.size(); ++i) {
    const auto byte = [&](std::size_t at) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(padded[at]));
    };
    triples.push_back(byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2));
  }
  std::sort(triples.begin(), triples.end());
  triples.erase(std::unique(triples.begin(), triples.end()), triples.end());
  return triples;
}

// Dice: twice what both have over what each has.
int likeness(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  if (a.empty() || b.empty()) return 0;
  std::size_t both = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) {
      ++both, ++x, ++y;
    } else if (*x < *y) {
      ++x;
    } else {
      ++y;
    }
  }
  return static_cast<int>(200 * both / (a.size() + b.size()));
}

}  // namespace

std::vector<Suggestion> suggest(std::string_view wanted, std::span<const Candidate> candidates) {
  const auto sought = triples_of(wanted);
  const std::string folded = base::fold_case(base::trim(wanted));
  std::vector<std::pair<int, const Candidate*>> scored;
  for (const Candidate& candidate : candidates) {
    int score = std::min(likeness(sought, triples_of(candidate.name)), 99);
    const bool same =
        !folded.empty() && (base::fold_case(base::trim(candidate.name)) == folded ||
                            base::fold_case(candidate.code) == folded || candidate.barcode == wanted);
    if (same) score = 100;
    if (score >= kLeastScore) scored.emplace_back(score, &candidate);
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (scored.size() > kMostSuggestions) scored.resize(kMostSuggestions);
  std::vector<Suggestion> suggestions;
  for (const auto& [score, candidate] : scored)
    suggestions.push_back({candidate->id, std::string(candidate->name), score});
  return suggestions;
}

}  // namespace ordersync::app
