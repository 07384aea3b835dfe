// PURE: what a run has counted, and the guide's status and message for it (behaviour 11).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "journal/runs.h"
#include "order/problem.h"

namespace ordersync::sync {

// Counts every order once. Not thread-safe.
class RunTally {
 public:
  // An order counts as `now`; `before` is how it has counted in this run already (an order that failed and is
  // booked later in the same run moves over). `problem` says why, for failed ones.
  void count(journal::Tally before, journal::Tally now, const order::Notice* problem = nullptr,
             std::string_view cause = {});
  void count_many(journal::Tally now, std::int64_t orders);
  // A failed order of this run was booked after all: its cause is taken back.
  void forget_cause(std::string_view cause);

  const journal::RunCounts& counts() const { return counts_; }

  struct Cause {
    std::string message;  // of the first order it stopped
    std::int64_t orders = 0;
    std::int64_t first = 0;  // order of appearance
  };
  const std::map<std::string, Cause, std::less<>>& causes() const { return causes_; }

 private:
  std::int64_t& of(journal::Tally tally);

  journal::RunCounts counts_;
  std::map<std::string, Cause, std::less<>> causes_;
  std::int64_t uncounted_ = 0;  // Tally::none has no counter of its own
};

struct RunEnd {
  journal::RunStatus status = journal::RunStatus::no_orders;
  std::string message;
};

// What ended or hindered the run as a whole.
struct RunTroubles {
  std::optional<std::string> fetch_error = {};      // what follows the guide's "Failed to fetch …: "
  bool with_fewer_orders = false;                   // it might not have failed
  std::optional<std::string> full_read_error = {};  // the last seven days could not be read again: why
  std::optional<std::string> pos_error = {};  // no open session, POS out of reach …: the whole sentence
  std::int64_t elements = 0;                  // what the source sent, known or not
};

// The guide's sentence for a fetch that failed; empty where it did not.
std::string fetch_sentence(const RunTroubles& troubles);

RunEnd describe(const RunTally& tally, const RunTroubles& troubles);

// How the guide's messages begin: of a run that went to its end, and of a fetch that failed.
inline constexpr std::string_view kProcessed = "Processed ";
inline constexpr std::string_view kFetchFailed = "Failed to fetch orders from external system: ";
// Whether the message of a run that ended in error speaks of neither its orders nor its source, which are
// told by themselves.
bool tells_of_the_run(std::string_view message);

}  // namespace ordersync::sync
