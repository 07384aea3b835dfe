// Asking and matching in turn; see match_asking.h.
#include "sync/match_asking.h"

#include <functional>
#include <utility>
#include <vector>

#include "match/take_back.h"

namespace ordersync::sync {

namespace {

// Every reading of the totals is computed, and what is settled afterwards changes no line that was asked for:
// two rounds are enough. The third is the end where that should not hold.
constexpr int kRounds = 3;

base::Result<match::MatchResult> asking(pos::Target& pos, order::PosAmounts& amounts, base::Currency currency,
                                        const std::function<match::MatchResult()>& match) {
  for (int round = 0;; ++round) {
    match::MatchResult result = match();
    std::vector<order::PosAmounts::Question> wanted = amounts.take_wanted();
    if (wanted.empty() || round == kRounds) return result;
    for (order::PosAmounts::Question& question : wanted) {
      TRY_ASSIGN(const auto answer, pos.compute_all(question, currency));
      amounts.keep(std::move(question), answer);
    }
  }
}

}  // namespace

base::Result<match::MatchResult> match_asking(pos::Target& pos, order::PosAmounts& amounts,
                                              const order::Order& order, const order::Catalogue& catalogue,
                                              const match::MatchRules& rules,
                                              match::Surroundings surroundings) {
  surroundings.pos_amounts = &amounts;
  return asking(pos, amounts, catalogue.currency(),
                [&] { return match::match(order, catalogue, rules, surroundings); });
}

base::Result<match::MatchResult> take_back_asking(pos::Target& pos, order::PosAmounts& amounts,
                                                  const order::PosDocument& sale,
                                                  const order::Catalogue& catalogue,
                                                  match::Surroundings surroundings) {
  surroundings.pos_amounts = &amounts;
  return asking(pos, amounts, catalogue.currency(),
                [&] { return match::take_back(sale, catalogue, surroundings); });
}

}  // namespace ordersync::sync
