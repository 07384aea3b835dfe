// Commands: the use cases behind the command line and the API (commands_runs.cc, commands_syncs.cc,
// commands_orders.cc). Thin: each finds what is named and lets the rooms below act. One thread at a time, on
// one Worker.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "journal/runs.h"
#include "sync/engine.h"

namespace ordersync::app {

struct OrderDetail {
  journal::OrderView order;
  std::optional<pos::BookedOrder> booked;
  std::optional<order::Notice> pos_trouble;  // why the POS could not be asked; `booked` is then as read last
  std::vector<journal::Event> timeline;
  std::string payload;
  // What the source has sent since against what is booked or in hand; empty: nothing else.
  std::vector<order::Difference> differences;
  // Booked here, and the POS says that it has it no more.
  bool is_lost() const { return order.state == journal::State::settled && !booked && !pos_trouble; }
};

struct SyncDetail {
  sync::SyncSettings settings;
  journal::Progress progress;
  std::optional<order::Notice> pos_trouble;  // why its POS configuration could not be looked at when saved
};

// When a person names an order: one of several is "ambiguous_key" (kind conflict), its message lists the
// keys.
class Commands {
 public:
  // What whoever decides had read of an order's attention: this one, or that there is none.
  struct Seen {
    std::optional<journal::Attention> attention;
  };

  // The worker's `stop_requested` ends a run after the batch in hand. `patience`: how long another run of the
  // same sync is waited for, which fails with "run_in_progress" then; nothing: until it ends.
  explicit Commands(Worker& worker, std::optional<base::Milliseconds> patience = {})
      : worker_(worker), patience_(patience) {}

  // "Sync Now". While a run of that sync lives, waits for it and answers that run. Fails with
  // "sync_not_found", "sync_inactive".
  base::Result<journal::Run> sync_now(std::string_view name, journal::Trigger trigger,
                                      const sync::RunObserver& observer = {});
  // Books what was pushed and waits: no fetching. Afterwards the currency of an Odoo is remembered, so that
  // pushed amounts can be read while it is away.
  base::Result<journal::Run> book_pushed(std::string_view name);
  // The same without fetching: only what waits. Used by the schedule.
  base::Result<journal::Run> retry_waiting(std::string_view name);
  base::Result<sync::DryRun> dry_run(std::string_view name, const sync::RunObserver& observer = {});

  // Look at the POS configuration first: one that is not there is refused ("pos_config_not_found"), an Odoo
  // out of reach is told and the sync saved. Fail as SyncStore does; "run_in_progress" where another POS is
  // chosen in the middle of a run.
  base::Result<SyncDetail> sync_add(std::string_view name, const SyncForm& form);
  base::Result<SyncDetail> sync_edit(std::string_view name, const SyncForm& form,
                                     std::optional<std::int64_t> revision = {});
  base::Result<SyncDetail> sync_show(std::string_view name);
  base::Result<std::vector<SyncDetail>> sync_list();
  base::Result<void> sync_remove(std::string_view name);

  // Fails as ConnectionStore::edit; where it would lead to another Odoo also with "run_in_progress", and with
  // "connection_elsewhere" when that one does not know the orders that were sent through this connection.
  base::Result<StoredConnection> connection_edit(std::string_view name, const ConnectionForm& form,
                                                 std::optional<std::int64_t> revision = {});

  base::Result<journal::Runs::Page> runs(journal::RunFilter filter, const std::optional<std::string>& sync);
  base::Result<journal::Run> run(journal::RunId id);
  // The run of this sync that is under way, here or in another process.
  base::Result<std::optional<journal::RunId>> living_run(journal::SyncId sync);

  struct OrderList {
    std::vector<std::pair<journal::OrderView, std::optional<pos::BookedOrder>>> items;
    std::string next;
  };
  // Orders in an Odoo are shown as they were read back last: a list never waits for another machine.
  base::Result<OrderList> orders(journal::OrderFilter filter, std::optional<std::string> sync);
  // A page that was read otherwise, with the booked orders beside.
  base::Result<OrderList> with_booked(journal::OrderPage page);
  base::Result<OrderDetail> order(std::string_view key);
  // Works one waiting order now; answers how it stands afterwards. Fails with "order_not_waiting". A further
  // refund without an id of its own is booked by this, and by nothing else. `both`: the sale that a refund
  // waits for first; fails with "sale_not_received", and with "sale_waits" where it cannot be booked.
  enum class Refund { waits_for_sale, alone, both };
  base::Result<OrderDetail> retry(std::string_view key, Refund refund, std::string_view actor);
  // Books a booked order again that the POS has lost (restored, or deleted there), with the document that was
  // booked. Fails with "order_not_booked", "order_in_pos", "document_removed", "order_not_waiting" where
  // somebody else does the same, and as the POS does where it cannot be asked; then nothing was done.
  base::Result<OrderDetail> book_again(std::string_view key, std::string_view actor);
  // "Book the reversal" of a booked sale; answers the refund. Ends the sale's attention. Fails with
  // "order_not_booked", and with "attention_changed" where another stands than was `seen`; one that is raised
  // while it is booked stays. Who does not say means what stands now.
  base::Result<OrderDetail> reverse(std::string_view key, std::string_view actor,
                                    const std::optional<Seen>& seen = {});
  // Works all that wait, sync by sync; inactive syncs are left alone.
  base::Result<std::vector<journal::Run>> retry_all();
  // The same of these, by name.
  base::Result<std::vector<journal::Run>> retry_active(const std::vector<std::string>& syncs);
  // Fails with "order_not_waiting", and as above.
  base::Result<OrderDetail> ignore(std::string_view key, std::string_view why, std::string_view actor,
                                   const std::optional<Seen>& seen = {});

 private:
  base::Result<journal::OrderView> find_one(std::string_view key);
  base::Result<sync::SyncSettings> sync_of(const journal::OrderView& order);
  base::Result<std::optional<std::string>> sync_name_of(const journal::OrderView& order);
  base::Result<OrderDetail> detail(journal::OrderView order);
  base::Result<std::vector<order::Difference>> differences_of(const journal::OrderView& order,
                                                              base::Currency currency);
  base::Result<SyncDetail> sync_detail(sync::SyncSettings settings);
  base::Result<Booked> booked_of(const sync::SyncSettings& settings);
  base::Result<void> no_run_lives(const sync::SyncSettings& settings);
  base::Result<std::vector<order::OrderKey>> some_booked_through(const StoredConnection& stored);
  using BookedOrders = std::vector<std::optional<pos::BookedOrder>>;
  base::Result<BookedOrders> without_asking(const std::string& connection,
                                            const std::vector<order::OrderKey>& keys);
  base::Result<void> find_booked(const std::vector<journal::OrderView>& views, OrderList& list);
  // Runs `start` on an engine for this sync; when another run of it lives, waits until that has ended and
  // answers it, or starts again.
  enum class WhenBusy { answer_that_run, start_again };
  using Start = std::function<base::Result<journal::Run>(sync::Engine&, const sync::SyncSettings&)>;
  base::Result<journal::Run> with_engine(sync::SyncSettings settings, WhenBusy when_busy, const Start& start);
  base::Result<sync::SyncSettings> read_again(const sync::SyncSettings& before);
  base::Result<void> still_stands(const Seen& seen, const journal::OrderView& sale,
                                  const order::OrderKey& reversal);
  base::Result<void> heed_catalogue(const sync::SyncSettings& settings);
  base::Result<void> no_other_syncs_sale(const journal::OrderView& refund,
                                         const sync::SyncSettings& settings);
  base::Result<void> require_sale_of(const journal::OrderView& refund);
  base::Result<std::optional<journal::Run>> wait_for(journal::RunId run, const std::string& sync);

  Worker& worker_;
  std::optional<base::Milliseconds> patience_;
};

}  // namespace ordersync::app
