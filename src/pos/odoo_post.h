// Documents into Odoo, each exactly once (design "Exactly once"): one flight to the warehouse, a search by
// key before anything is sent, batches in one transaction of Odoo's, single orders where a batch was refused
// or lost. What was sent and not answered stays unknown; nothing is ever sent over something that stands.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "pos/odoo_catalogue.h"
#include "pos/odoo_customers.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_request.h"
#include "pos/odoo_rpc.h"
#include "pos/odoo_suspects.h"
#include "pos/odoo_writer.h"
#include "pos/pos_target.h"

namespace ordersync::pos::odoo {

// Odoo gains nearly all it can from ten orders a call; more only widen what a refusal rolls back (protocol
// section 8).
inline constexpr std::size_t kOrdersACall = 10;

enum class Errand { book, call_off };

class Poster {
 public:
  // All outlive it. `stop_requested` is asked between two calls; may be empty.
  Poster(Rpc& rpc, Flights& flights, Suspects& suspects, Customers& customers,
         const std::function<bool()>& stop_requested);

  // As Target::post and Target::call_off promise. Afterwards `out_of_reach` holds the error with which
  // Odoo stopped answering, if it did, and `posted` what it said to have booked.
  std::vector<Outcome> post(const PosFacts& pos, const order::Catalogue& goods, const Session& session,
                            std::span<const order::PosDocument> documents, Errand errand,
                            const Permit& permit);
  const std::optional<base::Error>& out_of_reach() const { return out_of_reach_; }
  std::vector<Posted>& posted() { return posted_; }

 private:
  struct Item;
  struct Voyage;

  void depart(Voyage& voyage);
  void look_up(Voyage& voyage);
  void leave_those_of_another_pos(Voyage& voyage);
  void call_off(Voyage& voyage);
  void check_documents(Voyage& voyage);
  void check_customers(Voyage& voyage);
  void check_session(Voyage& voyage);
  void link_refunds(Voyage& voyage);
  void send(Voyage& voyage);
  void send_suspect(Voyage& voyage, Item& item);
  void send_batch(Voyage& voyage, std::span<Item*> batch);
  void booked(std::span<Item*> batch, const Value& answer);
  void send_alone(Voyage& voyage, Item& item);
  base::Result<Value> call(Voyage& voyage, std::span<Item*> batch);
  void warn_of_negative_stock(Voyage& voyage);
  void end_voyage(Voyage& voyage, const base::Error& error);
  void end_voyage(Voyage& voyage, std::span<Item*> sent, const base::Error& error);
  static std::vector<order::OrderKey> keys_of(std::span<Item* const> items);
  static void note(const base::Result<void>& noted);

  Rpc& rpc_;
  Flights& flights_;
  Suspects& suspects_;
  Customers& customers_;
  const std::function<bool()>& stop_requested_;
  std::optional<base::Error> out_of_reach_;
  std::vector<Posted> posted_;
};

// PURE: for each line of a refund, the line of its sale that it takes back: the first of the same product and
// price that no earlier line took; 0 where there is none.
struct SoldLine {
  std::int64_t id = 0;
  order::DocumentLine line;
};
std::vector<std::int64_t> refunded_lines(const order::PosDocument& refund, std::span<const SoldLine> sold);

}  // namespace ordersync::pos::odoo
