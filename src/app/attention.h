// Attention: what needs a person, grouped by cause, with what can be chosen on the spot, and the choices
// themselves. One thread at a time, on one Worker.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "app/suggest.h"
#include "app/views.h"
#include "journal/overview.h"

namespace ordersync::app {

// What is missing is named in a map of the sync; what is not said is a setting of it.
enum class FixKind { product, payment_method, untaxed, date_format };
std::string_view to_string(FixKind kind);                     // as they are called here
base::Result<FixKind> parse_fix_kind(std::string_view text);  // "bad_field"

struct Missing {
  std::string source;  // the name at the source, or its id where it has none
  std::vector<Suggestion> suggestions;
};

// What one sync may be set to, so that its orders of the group can be read.
struct AskedSetting {
  struct Option {
    std::string value;                                // as `sync edit` takes it
    std::optional<std::chrono::year_month_day> date;  // of its newest order, read so
  };
  std::string sync;
  std::vector<Option> options;
};

struct AttentionGroup {
  journal::Cause cause;
  std::vector<std::string> syncs;
  std::optional<FixKind> fix;
  std::vector<Missing> missing;
  std::vector<AskedSetting> settings;
};

// Suggestions are made for the first kSuggestedGroups groups; `sync` empty: of all.
inline constexpr std::size_t kSuggestedGroups = 20;
base::Result<std::vector<AttentionGroup>> attention(Worker& worker, std::optional<std::string> sync);

Json attention_json(const AttentionGroup& group);

// The syncs that have orders parked for this cause, by name.
base::Result<std::vector<std::string>> syncs_of_cause(Worker& worker, const std::string& cause);

// How a group stood when whoever decides about it looked.
struct SeenGroup {
  std::optional<journal::SyncId> sync;  // of the orders of this one alone
  std::optional<base::Instant> at;      // an attention that was raised later has not been read
  std::optional<std::uint64_t> orders;  // how many it showed
};
// Ignores the orders that are parked for this cause or, where there are none, ends the attention with this
// code; answers of how many. What was not read, or what somebody was quicker with, stays as it is. Fails with
// "attention_changed" where there are more than it showed; nothing is then done.
base::Result<std::int64_t> ignore_cause(Worker& worker, const std::string& cause, std::string_view why,
                                        std::string_view actor, const SeenGroup& seen);

struct Choice {
  FixKind kind = FixKind::product;
  std::string source;
  std::int64_t id = 0;
};
// Remembers the choice in the sync's map. Fails with "product_not_found", "product_not_sellable",
// "payment_method_not_found" where the POS has none of that id. REQUIRES: a product or a payment method.
base::Result<void> remember(Worker& worker, const std::string& sync, const Choice& choice);

// Sets what the group asks about. Fails with "bad_field" where it does not take that value.
base::Result<void> set_asked(Worker& worker, const std::string& sync, FixKind kind, const std::string& value);

}  // namespace ordersync::app
