// Counting and wording of a run's result; see run_report.h.
#include "sync/run_report.h"

#include <algorithm>
#include <vector>

namespace ordersync::sync {

using journal::RunStatus;
using journal::Tally;

namespace {

constexpr std::size_t kCausesShown = 5;
// A run keeps at most this many different causes; a source that fails each order in its own way costs no more
// memory.
constexpr std::size_t kCausesKept = 10'000;

std::string processed_text(const RunTally& tally) {
  const auto& counts = tally.counts();
  std::string text = std::string(kProcessed) + std::to_string(counts.processed) + " orders successfully";
  if (counts.failed == 0) return text;
  text += ", " + std::to_string(counts.failed) + " failed: ";

  std::vector<const RunTally::Cause*> causes;
  for (const auto& [key, cause] : tally.causes()) causes.push_back(&cause);
  std::sort(causes.begin(), causes.end(), [](const auto* a, const auto* b) {
    return a->orders != b->orders ? a->orders > b->orders : a->first < b->first;
  });
  const std::size_t shown = std::min(causes.size(), kCausesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += "; ";
    text += causes[i]->message;
    if (causes[i]->orders > 1) text += " (" + std::to_string(causes[i]->orders) + " orders)";
  }
  if (causes.size() > shown) text += "; and " + std::to_string(causes.size() - shown) + " more";
  return text;
}

std::string nothing_new_text(const RunTally& tally, std::int64_t elements) {
  const auto& counts = tally.counts();
  std::string known;
  if (counts.already_synced > 0) known = std::to_string(counts.already_synced) + " already synced";
  if (counts.skipped > 0) {
    if (!known.empty()) known += ", ";
    known += std::to_string(counts.skipped) + " skipped";
  }
  if (!known.empty()) return "No new orders (" + known + ")";
  return elements > 0 ? "No new orders" : "No orders found to sync";
}

}  // namespace

std::int64_t& RunTally::of(Tally tally) {
  switch (tally) {
    case Tally::booked:
      return counts_.processed;
    case Tally::failed:
      return counts_.failed;
    case Tally::already_synced:
      return counts_.already_synced;
    case Tally::skipped:
      return counts_.skipped;
    case Tally::waiting:
      return counts_.waiting;
    case Tally::none:
      break;
  }
  return uncounted_;
}

void RunTally::count(Tally before, Tally now, const order::Notice* problem, std::string_view cause) {
  if (before == now) return;
  // One that waited fails anew where the source has sent other content, or waits no more where it sends it as
  // no sale. A booked order has no other ending but that: the same answer has it otherwise, and that is to be
  // told.
  const bool waits_no_more = before == Tally::waiting && (now == Tally::failed || now == Tally::skipped);
  const bool is_news = now == Tally::failed && (before == Tally::booked || before == Tally::already_synced);
  const bool moves = before == Tally::none || now == Tally::booked || waits_no_more || is_news;
  if (!moves) return;
  if (before != Tally::none && of(before) > 0) --of(before);
  ++of(now);
  if (now != Tally::failed || problem == nullptr) return;
  auto found = causes_.find(cause);
  if (found == causes_.end()) {
    if (causes_.size() >= kCausesKept) return;
    const auto first = static_cast<std::int64_t>(causes_.size());
    found = causes_.emplace(std::string(cause), Cause{problem->message, 0, first}).first;
  }
  ++found->second.orders;
}

void RunTally::count_many(Tally now, std::int64_t orders) {
  of(now) += orders;
}

void RunTally::forget_cause(std::string_view cause) {
  const auto found = causes_.find(cause);
  if (found != causes_.end() && --found->second.orders == 0) causes_.erase(found);
}

bool tells_of_the_run(std::string_view message) {
  return !message.starts_with(kProcessed) && !message.starts_with(kFetchFailed);
}

std::string fetch_sentence(const RunTroubles& troubles) {
  return troubles.fetch_error ? std::string(kFetchFailed) + *troubles.fetch_error : std::string();
}

namespace {

std::string troubles_text(const RunTroubles& troubles) {
  std::string text = fetch_sentence(troubles);
  const auto add = [&text](std::string_view trouble) {
    if (!text.empty()) text += "; ";
    text += trouble;
  };
  if (troubles.full_read_error && !troubles.fetch_error) {
    add("The last 7 days could not be read again, only what is new since the last sync: " +
        *troubles.full_read_error);
  }
  if (troubles.pos_error) add(*troubles.pos_error);
  return text;
}

}  // namespace

RunEnd describe(const RunTally& tally, const RunTroubles& troubles) {
  const auto& counts = tally.counts();
  const bool worked = counts.processed > 0 || counts.failed > 0;

  RunEnd end;
  end.message = troubles_text(troubles);
  if (!end.message.empty()) {
    end.status = RunStatus::error;
    if (worked) end.message += "; " + processed_text(tally);
  } else if (worked) {
    end.status = counts.failed > 0 ? RunStatus::error : RunStatus::success;
    end.message = processed_text(tally);
  } else {
    end.status = RunStatus::no_orders;
    end.message = nothing_new_text(tally, troubles.elements);
  }
  if (counts.waiting > 0) end.message += "; " + std::to_string(counts.waiting) + " orders wait for you";
  return end;
}

}  // namespace ordersync::sync
