// Orders read back from Odoo by key: search, lines, payments, sessions, pickings and moves, a constant number
// of questions for any number of keys; and the PURE part that makes BookedOrder of the records.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/money.h"
#include "pos/odoo_rpc.h"
#include "pos/pos_target.h"

namespace ordersync::pos::odoo {

// An order as it stands in Odoo, with the ids that other calls need.
struct StandingOrder {
  std::int64_t id = 0;
  std::int64_t session_id = 0;
  std::vector<std::int64_t> line_ids;  // in the order of booked.lines
  BookedOrder booked;                  // with `alarm` where it does not stand as it should
};

// Answers one search with all its records, by id.
using Ask = std::function<base::Result<Value::Array>(const Rpc::Search&)>;

// For each key, in their order: the order of that key, or nothing. Looks for pos_reference, from 18 on for
// uuid as well, so that orders booked before an upgrade to 18 are found after it. What people took back in
// Odoo itself is counted as `returned` unless it is cancelled: "Return Products" has the sale's pos_reference
// up to 18 and is not taken for the order; a refund at the till is an order of its own from 15 on, whose
// lines name the sale's. Two orders of one key: the first that is not cancelled, with an alarm
// "odoo_booked_twice".
base::Result<std::vector<std::optional<StandingOrder>>> read_back(Rpc& rpc,
                                                                  std::span<const order::OrderKey> keys);

// An order that was just booked: what was sent, and the id that Odoo answered.
struct Posted {
  order::OrderKey key;
  std::int64_t id = 0;
  base::Currency currency;
  std::vector<order::DocumentLine> lines;
};
// The same of orders that were just booked, for a third of what it costs Odoo (docs/decisions/0023): looked
// for among the newest orders alone, since up to 16 a search by receipt number walks through all there are,
// and without their lines, which Odoo keeps as they are sent (line_ids stay empty). For each, in their order:
// what stands, or nothing where not this very order, and it alone, stands under its key. Then whoever asks
// has to ask by key.
base::Result<std::vector<std::optional<StandingOrder>>> read_posted(const Ask& ask, int series,
                                                                    std::span<const Posted> posted);

// Where a person opens an order in Odoo's back office: the address that 14 to 17 use and 18 still
// understands.
std::string page_of_order(const ConnectionSettings& settings, std::int64_t id);
std::string page_of_session(const ConnectionSettings& settings, std::int64_t id);

// Only which of the keys exist, in their order: one call.
base::Result<std::vector<bool>> exist(Rpc& rpc, std::span<const order::OrderKey> keys);

// The same two with the searching and the version given.
base::Result<std::vector<std::optional<StandingOrder>>> read_back(const Ask& ask, int series,
                                                                  std::span<const order::OrderKey> keys);
base::Result<std::vector<bool>> exist(const Ask& ask, int series, std::span<const order::OrderKey> keys);

// The records of one order.
struct OrderRecords {
  Value order;
  Value session;
  Value config;
  std::string currency;  // its code
  Value::Array lines;
  struct Return {
    Value line;  // of another order, that takes one of `lines` back
    Value order;
  };
  std::vector<Return> returns;
  std::optional<std::vector<order::DocumentLine>> lines_sent;  // instead of `lines`
  Value::Array payments;
  Value::Array methods;  // of the payments
  Value::Array pickings;
  Value::Array moves;
};
// PURE. Amounts carry floating point noise up to Odoo 17 (45.230000000000004): they are the nearest minor
// unit, quantities the nearest 9 digits. Unit prices and discounts stay as Odoo says them (compare knows what
// a binary float may do to them). A negative payment in cash is change unless the order is a refund: up to 17
// nothing else says so. Of two pickings in one direction the moves are added up. `alarm` is set for:
// "odoo_left_draft" (underpaid in Odoo's eyes, its stock moved all the same), "odoo_rescue_session",
// "odoo_picking_not_done". Fails with "odoo_bad_record" when a record lacks what every Odoo sends.
base::Result<StandingOrder> standing_order(const order::OrderKey& key, const OrderRecords& records,
                                           base::Currency currency);

}  // namespace ordersync::pos::odoo
