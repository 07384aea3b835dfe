// The scheduled action "Sync External Orders" and the closing rules at rest, and what is due of them
// (behaviour 8, 12).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "sync/closing.h"

namespace ordersync::app {

inline constexpr std::string_view kScheduledAction = "Sync External Orders";
// How often the sessions of an Odoo are looked at that has closing rules.
inline constexpr std::chrono::minutes kLookAfterRules{1};

enum class Switch { off, on };

// Of what a person has to see to: a session that the POS does not close, though its rule says so.
inline constexpr std::string_view kCloseRefused = "session_close_refused";

// One thread at a time, on one Worker.
class Schedule {
 public:
  explicit Schedule(Worker& worker) : worker_(worker) {}

  base::Result<Switch> action();
  // `from`: the change was made from that state. Fails with "edited_meanwhile".
  base::Result<void> set_action(Switch to, std::optional<Switch> from = {});

  // The closing rule of a POS configuration, here or in an Odoo (`connection` is then its name). Until one is
  // chosen: daily at 04:00 on the embedded POS, never in an Odoo, whose sessions have accounts behind them.
  base::Result<sync::ClosingRule> closing_rule(std::string_view connection, std::string_view pos_config);
  // `from`: the change was made from that one. Fails with "pos_config_not_found", "connection_not_found",
  // "edited_meanwhile".
  base::Result<void> set_closing_rule(std::string_view connection, std::string_view pos_config,
                                      const sync::ClosingRule& rule,
                                      const std::optional<sync::ClosingRule>& from = {});
  struct Rule {
    std::string connection;
    std::string pos_config;
    sync::ClosingRule rule;
  };
  // Of every configuration of the embedded POS, and of those in an Odoo that a sync or a rule names.
  base::Result<std::vector<Rule>> closing_rules();

  // A sync's turn that this node has taken.
  struct Turn {
    journal::SyncId id = 0;
    std::string sync;  // its name
    journal::Turn times;
  };
  // What is to be started now, by this node. A sync whose time has come is given another first, at most a
  // minute ahead, so that of several nodes one takes the turn; its next one, from now, is set once the run
  // has begun (run()). So missed runs are made up once, a restart changes nothing, and a turn of which
  // nothing came, whatever the reason, is taken again. What a dead process left behind is due at once.
  // `most`: of both together; what is due beyond that stays so, for the next call or for another node. It
  // begins behind the sync named `after`, so that nobody's turn waits for that of others for ever. A sync
  // that `rests` gets no retry, and takes nobody's place.
  struct Due {
    std::vector<Turn> runs;            // fetch and book: run()
    std::vector<std::string> retries;  // names of syncs: work what waits
    std::string last;                  // of both, in the order they were served; empty: the names are through
    std::size_t count() const { return runs.size() + retries.size(); }
  };
  using Rests = std::function<bool(const std::string& sync)>;
  base::Result<Due> take_due(base::Instant now, std::size_t most, std::string_view after, const Rests& rests);
  // Holds the run of a turn, as Commands::sync_now does, and keeps the turn once it hears of it. Where
  // another run is answered that has asked no source, the turn comes again.
  base::Result<journal::Run> run(const Turn& turn);

  // Closes the automatic sessions of the embedded POS whose rule says so; a close that is refused is tried at
  // the next call. Answers what a person has to see to.
  base::Result<std::vector<order::Notice>> close_due_sessions(base::Instant now);

  // How often the sessions in an Odoo are worth a look: each asks it over the network. At least
  // kLookAfterRules.
  base::Result<base::Milliseconds> look_after_every(std::string_view connection);
  // The same for one Odoo; answers what a person has to see to. Asks it, and may take minutes.
  base::Result<std::vector<order::Notice>> look_after_sessions(std::string_view connection,
                                                               base::Instant now);

 private:
  // Answers why not, where that is for a person.
  std::optional<order::Notice> close_if_due(pos::Target& target, const Rule& rule,
                                            const pos::Session& session, base::Instant now,
                                            const base::Zone& zone);
  base::Result<std::optional<order::Notice>> look_after_session(pos::Target& target, const Rule& rule,
                                                                base::Instant now);
  void end_unreadable(const sync::SyncSettings& sync, const Turn& turn);
  base::Result<base::Zone> zone_of(pos::Target& target, const Rule& rule);
  Worker& worker_;
};

}  // namespace ordersync::app
