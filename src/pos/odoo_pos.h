// ADAPTER of pos_target.h: a real Odoo, 14 and later, reached from outside with nothing installed in it. What
// real servers do is in docs/odoo.md; every rule here that looks odd is there with its reason.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "http/transport.h"
#include "pos/odoo_rpc.h"
#include "pos/pos_target.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {
enum class Errand;
}

namespace ordersync::pos {

// What ordersync keeps of Odoo in its own store: the catalogue read, sessions it opened, flights, and the
// orders as they were read back (for lists that must not ask Odoo).
std::span<const sql::Migration> odoo_migrations();

class OdooPos final : public Target {
 public:
  struct Ports {
    http::Transport& transport;
    sql::Connection& store;
    base::Clock& clock;
    base::Random& random;
    std::function<bool()> stop_requested;                 // checked between two requests; may be empty
    std::function<base::Result<bool>()> leads_here = {};  // as odoo::Flights::LeadsHere
  };
  // Everything in `ports` outlives it. REQUIRES: odoo_migrations() applied.
  OdooPos(Ports ports, odoo::ConnectionSettings settings);
  ~OdooPos() override;

  std::size_t batch_size() const override { return 200; }
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) override;
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue_now(std::string_view pos_config) override;
  base::Result<std::shared_ptr<const order::Catalogue>> kept_for_receiving(
      std::string_view pos_config) override;
  base::Result<std::optional<std::string>> find_customer(const order::Customer& customer) override;
  base::Result<std::optional<order::LineAmounts>> compute_all(const order::PosAmounts::Question& question,
                                                              base::Currency currency) override;
  base::Result<Session> ensure_session(std::string_view pos_config, AutoCreate auto_create) override;
  base::Result<std::optional<Session>> open_session(std::string_view pos_config) override;
  base::Result<Session> close_session(std::string_view pos_config, std::optional<base::Money> counted_cash,
                                      std::optional<std::int64_t> only = std::nullopt) override;
  std::vector<Outcome> call_off(const Session& session,
                                std::span<const order::PosDocument> documents) override;
  base::Result<std::vector<std::optional<BookedOrder>>> find(std::span<const order::OrderKey> keys) override;
  // Searches by date_order and configuration, in pages. An order is of this source when its pos_reference is
  // the one that its external id, kind and refund id give under this source (odoo_key.h).
  base::Result<std::vector<BookedOrder>> orders_of(const OrderRange& range) override;

  // The orders as find() read them back last, in the order of `keys`, without asking Odoo: for lists, which
  // must answer when Odoo is slow or away. Nothing where none was ever read back.
  base::Result<std::vector<std::optional<BookedOrder>>> kept(std::span<const order::OrderKey> keys);

  // What was read last of configurations and products, without asking Odoo: a null pointer, nothing, or an
  // empty list where nothing was ever read.
  base::Result<std::shared_ptr<const order::Catalogue>> kept_catalogue(std::string_view pos_config);
  base::Result<std::optional<order::Catalogue::Parts>> kept_setup(std::string_view pos_config);
  base::Result<std::vector<std::string>> kept_configs();

  // The names of the POS configurations that the user sees.
  base::Result<std::vector<std::string>> configs();
  // A configuration without its products. Asks Odoo; fails as catalogue() does.
  base::Result<order::Catalogue::Parts> setup(std::string_view pos_config);
  // By hand: creates and opens, or opens one in opening control, and remembers it as a person's, which no
  // rule closes. Fails with "session_already_open" and as ensure_session() does.
  base::Result<Session> open_session_by_hand(std::string_view pos_config);

  odoo::Rpc& rpc();

 private:
  std::vector<Outcome> book(const Session& session, std::span<const order::PosDocument> documents,
                            const Permit& permit) override;
  std::vector<Outcome> depart(const Session& session, std::span<const order::PosDocument> documents,
                              odoo::Errand errand, const Permit& permit);
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ordersync::pos
