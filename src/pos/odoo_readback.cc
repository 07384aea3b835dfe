// Asking: which records, by version. What they mean is odoo_standing.cc. Field names as in the community
// sources of 14.0, 16.0, 17.0 and 18.0 and in records of 14, 17, 18 and 19 servers.
#include "pos/odoo_readback.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "http/url.h"
#include "pos/odoo_key.h"

namespace ordersync::pos::odoo {
namespace {

using order::OrderKey;
using std::string_view;
using Fields = std::vector<string_view>;

constexpr int kUuids = 18;
// More orders than all tills together make between a look and the post after it.
constexpr std::int64_t kAtTheSameTime = 10'000;

const Fields kOrderFields = {"name",        "pos_reference",      "state",      "amount_total",
                             "amount_tax",  "amount_paid",        "date_order", "session_id",
                             "currency_id", "fiscal_position_id", "lines",      "payment_ids",
                             "picking_ids"};

Value::Array ids_of(const std::set<std::int64_t>& ids) {
  return {ids.begin(), ids.end()};
}

Value::Array names_of(std::span<const OrderKey> keys, std::string (*name)(const OrderKey&)) {
  Value::Array names;
  for (const OrderKey& key : keys) names.emplace_back(name(key));
  return names;
}

Value in(string_view field, Value::Array values) {
  return Value::list({field, "in", std::move(values)});
}

Rpc::Search orders_of(std::span<const OrderKey> keys, int series, Fields fields) {
  Rpc::Search search;
  search.model = "pos.order";
  Value by_reference = in("pos_reference", names_of(keys, pos_reference));
  search.domain = series >= kUuids
                      ? Value::list({"|", in("uuid", names_of(keys, order_uuid)), std::move(by_reference)})
                      : Value::list({std::move(by_reference)});
  search.fields = std::move(fields);
  if (series >= kUuids) search.fields.push_back("uuid");
  return search;
}

// Records that hang on others by `field`, archived ones too.
Rpc::Search records_of(string_view model, string_view field, const std::set<std::int64_t>& ids,
                       Fields fields) {
  Rpc::Search search;
  search.model = model;
  search.domain = Value::list({in(field, ids_of(ids))});
  search.fields = std::move(fields);
  search.context = {{"active_test", false}};
  return search;
}

Rpc::Search these(string_view model, const std::set<std::int64_t>& ids, Fields fields) {
  Rpc::Search search;
  search.model = model;
  search.ids.assign(ids.begin(), ids.end());
  search.fields = std::move(fields);
  return search;
}

Rpc::Search payments_of(const std::set<std::int64_t>& ids, int series) {
  Fields fields = {"pos_order_id", "payment_method_id", "amount", "is_change", "transaction_id"};
  if (series >= kUuids) fields.push_back("card_no");
  return these("pos.payment", ids, std::move(fields));
}

// A fiscal position puts other taxes in place of a line's own; to ask what came of that costs Odoo as much as
// the rest of the line.
Rpc::Search lines_of(const std::set<std::int64_t>& ids, const Value::Array& orders) {
  const bool mapped = std::any_of(orders.begin(), orders.end(), [](const Value& order) {
    return order["fiscal_position_id"].id().has_value();
  });
  return these(
      "pos.order.line", ids,
      {"order_id", "product_id", "full_product_name", "qty", "price_unit", "discount", "price_subtotal",
       "price_subtotal_incl", mapped ? "tax_ids_after_fiscal_position" : "tax_ids"});
}

// Up to 16 a done move's product_uom_qty is what was moved (and a POS user may not read what its
// quantity_done is computed of in 14); from 17 on it stays the demand.
Rpc::Search moves_of(const std::set<std::int64_t>& pickings, int series) {
  return records_of("stock.move", "picking_id", pickings,
                    {"picking_id", "product_id", "state", series >= 17 ? "quantity" : "product_uom_qty"});
}

// The ids that a many2one of `records` names.
std::set<std::int64_t> linked(const Value::Array& records, string_view field) {
  std::set<std::int64_t> ids;
  for (const Value& record : records) {
    if (const auto id = record[field].id()) ids.insert(*id);
  }
  return ids;
}

// The same where the record came without names of others.
std::set<std::int64_t> without_name(const Value::Array& records, string_view field) {
  std::set<std::int64_t> ids;
  for (const Value& record : records) {
    const auto id = record[field].id();
    if (id && record[field].display_name().empty()) ids.insert(*id);
  }
  return ids;
}

// Records that are found again by id, or by the id of what they belong to.
class Index {
 public:
  Index(Value::Array records, string_view field) {
    for (Value& record : records) {
      if (const auto id = record[field].id()) by_id_[*id].push_back(std::move(record));
    }
  }
  const Value::Array& of(std::optional<std::int64_t> id) const {
    static const Value::Array kNone;
    const auto found = id ? by_id_.find(*id) : by_id_.end();
    return found == by_id_.end() ? kNone : found->second;
  }
  Value one(std::optional<std::int64_t> id) const { return of(id).empty() ? Value() : of(id).front(); }

 private:
  std::map<std::int64_t, Value::Array> by_id_;
};

base::Result<Value::Array> ask_unless_none(const Ask& ask, const std::set<std::int64_t>& ids,
                                           const Rpc::Search& search) {
  if (ids.empty()) return Value::Array();
  return ask(search);
}

// What the orders name in a list: their lines, payments, pickings (none where stock moves at closing).
std::set<std::int64_t> listed(const Value::Array& orders, string_view field) {
  std::set<std::int64_t> all;
  for (const Value& order : orders) {
    const auto ids = order[field].ids();
    all.insert(ids.begin(), ids.end());
  }
  return all;
}

// All records of some orders, in at most nine questions.
base::Result<std::vector<OrderRecords>> records_of_orders(const Ask& ask, int series, Value::Array orders) {
  const auto session_ids = linked(orders, "session_id");
  TRY_ASSIGN(auto sessions,
             ask_unless_none(ask, session_ids,
                             records_of("pos.session", "id", session_ids, {"name", "rescue", "config_id"})));
  const auto currency_ids = without_name(orders, "currency_id");
  TRY_ASSIGN(auto currencies,
             ask_unless_none(ask, currency_ids, records_of("res.currency", "id", currency_ids, {"name"})));
  const auto config_ids = linked(sessions, "config_id");
  TRY_ASSIGN(auto configs,
             ask_unless_none(ask, config_ids, records_of("pos.config", "id", config_ids, {"name"})));
  const auto line_ids = listed(orders, "lines");
  TRY_ASSIGN(auto lines, ask_unless_none(ask, line_ids, lines_of(line_ids, orders)));
  const auto payment_ids = listed(orders, "payment_ids");
  TRY_ASSIGN(auto payments, ask_unless_none(ask, payment_ids, payments_of(payment_ids, series)));
  const auto method_ids = linked(payments, "payment_method_id");
  TRY_ASSIGN(auto methods,
             ask_unless_none(ask, method_ids,
                             records_of("pos.payment.method", "id", method_ids, {"name", "is_cash_count"})));
  const auto picking_ids = listed(orders, "picking_ids");
  TRY_ASSIGN(auto pickings, ask_unless_none(ask, picking_ids,
                                            these("stock.picking", picking_ids,
                                                  {"name", "state", "pos_order_id", "picking_type_code"})));
  TRY_ASSIGN(auto moves, ask_unless_none(ask, picking_ids, moves_of(picking_ids, series)));

  const Index session_by_id(std::move(sessions), "id");
  const Index config_by_id(std::move(configs), "id");
  const Index currency_by_id(std::move(currencies), "id");
  const Index lines_by_order(std::move(lines), "order_id");
  const Index payments_by_order(std::move(payments), "pos_order_id");
  const Index pickings_by_order(std::move(pickings), "pos_order_id");
  const Index moves_by_picking(std::move(moves), "picking_id");
  std::vector<OrderRecords> all;
  for (Value& order : orders) {
    OrderRecords& records = all.emplace_back();
    const auto id = order["id"].id();
    records.session = session_by_id.one(order["session_id"].id());
    records.config = config_by_id.one(records.session["config_id"].id());
    records.currency = order["currency_id"].display_name();
    if (records.currency.empty()) {
      records.currency = currency_by_id.one(order["currency_id"].id())["name"].text();
    }
    records.lines = lines_by_order.of(id);
    records.payments = payments_by_order.of(id);
    records.methods = methods;
    records.pickings = pickings_by_order.of(id);
    for (const Value& picking : records.pickings) {
      const Value::Array& of_picking = moves_by_picking.of(picking["id"].id());
      records.moves.insert(records.moves.end(), of_picking.begin(), of_picking.end());
    }
    records.order = std::move(order);
  }
  return all;
}

// A key with what it is called in Odoo.
struct Wanted {
  explicit Wanted(const OrderKey& of) : key(of), uuid(order_uuid(of)), reference(pos_reference(of)) {}
  const OrderKey& key;
  std::string uuid;
  std::string reference;
};

bool is_of(const OrderRecords& records, const Wanted& wanted) {
  return records.order["uuid"].text() == wanted.uuid ||
         records.order["pos_reference"].text() == wanted.reference;
}

// "Return Products" in Odoo copies the order with its pos_reference (up to 18): what goes the other way than
// the key's kind is what a person took back, not the order.
bool goes_the_other_way(const OrderRecords& records, const Wanted& wanted) {
  if (records.order["uuid"].text() == wanted.uuid) return false;
  base::Decimal sign = records.order["amount_total"].decimal().value_or(0);
  for (const Value& line : records.lines) {
    if (sign.is_zero()) sign = line["qty"].decimal().value_or(0);
  }
  return !sign.is_zero() && sign.is_negative() == (wanted.key.kind == order::Kind::sale);
}

bool is_cancelled(const OrderRecords& records, const Wanted&) {
  return records.order["state"].text() == "cancel";
}

// Leaves out those that `unlikely` speaks against, unless none would be left.
void leave_out(std::vector<const OrderRecords*>& candidates, const Wanted& wanted,
               bool (*unlikely)(const OrderRecords&, const Wanted&)) {
  std::vector<const OrderRecords*> likely;
  for (const OrderRecords* candidate : candidates) {
    if (!unlikely(*candidate, wanted)) likely.push_back(candidate);
  }
  if (!likely.empty()) candidates = std::move(likely);
}

order::Notice twice_alarm(const StandingOrder& order, std::span<const OrderRecords* const> all) {
  std::string names;
  for (const OrderRecords* records : all) {
    names += (names.empty() ? "" : ", ") + std::string(records->order["name"].text()) + " (" +
             std::string(records->order["state"].text()) + ")";
  }
  return {"odoo_booked_twice",
          "Order " + order.booked.key.external_id + " over " + order.booked.total.to_string() + " " +
              std::string(order.booked.currency.code()) + " stands in Odoo " + std::to_string(all.size()) +
              " times: " + names +
              ". Compare them in Odoo (Point of Sale > Orders), return the one too many with its payment, "
              "and look whether another program books into this Odoo. Nothing is sent again"};
}

base::Result<std::optional<StandingOrder>> order_of(const Wanted& wanted,
                                                    const std::vector<OrderRecords>& records) {
  std::vector<const OrderRecords*> candidates;
  for (const OrderRecords& one : records) {
    if (is_of(one, wanted)) candidates.push_back(&one);
  }
  if (candidates.empty()) return std::optional<StandingOrder>();
  leave_out(candidates, wanted, goes_the_other_way);
  leave_out(candidates, wanted, is_cancelled);
  const std::string& name = candidates.front()->currency;
  const auto currency = base::Currency::of(name);
  if (!currency.ok()) {
    return base::invalid("odoo_bad_record", "Odoo says that an order's currency is \"" + name +
                                                "\", which is no code of three letters");
  }
  TRY_ASSIGN(StandingOrder order, standing_order(wanted.key, *candidates.front(), *currency));
  if (candidates.size() > 1) order.booked.alarm = twice_alarm(order, candidates);
  return std::optional(std::move(order));
}

Ask asking(Rpc& rpc) {
  return [&rpc](const Rpc::Search& search) { return rpc.all(search); };
}

std::string page_of_record(const ConnectionSettings& settings, std::string_view model, std::int64_t id) {
  auto url = http::parse_url(settings.url);
  if (!url.ok()) return "";
  url->path = "/web";
  url->query.clear();
  return http::to_string(*url) + "#id=" + std::to_string(id) + "&model=" + std::string(model) +
         "&view_type=form";
}

}  // namespace

std::string page_of_order(const ConnectionSettings& settings, std::int64_t id) {
  return page_of_record(settings, "pos.order", id);
}

std::string page_of_session(const ConnectionSettings& settings, std::int64_t id) {
  return page_of_record(settings, "pos.session", id);
}

base::Result<std::vector<std::optional<StandingOrder>>> read_back(const Ask& ask, int series,
                                                                  std::span<const OrderKey> keys) {
  std::vector<std::optional<StandingOrder>> found;
  if (keys.empty()) return found;
  TRY_ASSIGN(Value::Array orders, ask(orders_of(keys, series, kOrderFields)));
  TRY_ASSIGN(const std::vector<OrderRecords> records, records_of_orders(ask, series, std::move(orders)));
  found.reserve(keys.size());
  for (const OrderKey& key : keys) {
    TRY_ASSIGN(auto order, order_of(Wanted(key), records));
    found.push_back(std::move(order));
  }
  return found;
}

base::Result<std::vector<std::optional<StandingOrder>>> read_posted(const Ask& ask, int series,
                                                                    std::span<const Posted> posted) {
  std::set<std::int64_t> ids;
  for (const Posted& one : posted) ids.insert(one.id);
  Fields fields = kOrderFields;
  if (series >= kUuids) fields.push_back("uuid");
  TRY_ASSIGN(Value::Array orders, ask_unless_none(ask, ids, these("pos.order", ids, std::move(fields))));
  TRY_ASSIGN(const std::vector<OrderRecords> records, records_of_orders(ask, series, std::move(orders)));
  std::vector<std::optional<StandingOrder>> found;
  found.reserve(posted.size());
  for (const Posted& one : posted) {
    TRY_ASSIGN(auto order, order_of(Wanted(one.key), records));
    found.push_back(std::move(order));
  }
  return found;
}

base::Result<std::vector<OrderKey>> booked_twice(const Ask& ask, int series, std::span<const Posted> posted) {
  std::vector<OrderKey> twice;
  if (posted.empty()) return twice;
  std::vector<OrderKey> keys;
  for (const Posted& one : posted) keys.push_back(one.key);
  const auto first = std::min_element(posted.begin(), posted.end(),
                                      [](const Posted& a, const Posted& b) { return a.id < b.id; });
  Rpc::Search search = orders_of(keys, series, {"pos_reference"});
  Value::Array domain = {Value::list({"id", ">", first->id - kAtTheSameTime})};
  for (const Value& term : search.domain.items()) domain.push_back(term);
  search.domain = std::move(domain);
  TRY_ASSIGN(const Value::Array orders, ask(search));
  for (const OrderKey& key : keys) {
    const Wanted wanted(key);
    const auto stand = std::count_if(orders.begin(), orders.end(), [&](const Value& order) {
      return order["uuid"].text() == wanted.uuid || order["pos_reference"].text() == wanted.reference;
    });
    if (stand > 1) twice.push_back(key);
  }
  return twice;
}

base::Result<std::vector<bool>> exist(const Ask& ask, int series, std::span<const OrderKey> keys) {
  std::vector<bool> found(keys.size());
  if (keys.empty()) return found;
  TRY_ASSIGN(const Value::Array orders, ask(orders_of(keys, series, {"pos_reference"})));
  std::set<string_view> names;
  for (const Value& order : orders) {
    names.insert(order["pos_reference"].text());
    names.insert(order["uuid"].text());
  }
  std::transform(keys.begin(), keys.end(), found.begin(), [&](const OrderKey& key) {
    return names.contains(pos_reference(key)) || names.contains(order_uuid(key));
  });
  return found;
}

base::Result<std::vector<std::optional<StandingOrder>>> read_back(Rpc& rpc, std::span<const OrderKey> keys) {
  if (keys.empty()) return std::vector<std::optional<StandingOrder>>();
  TRY_ASSIGN(const Server server, rpc.server());
  return read_back(asking(rpc), server.series, keys);
}

base::Result<std::vector<bool>> exist(Rpc& rpc, std::span<const OrderKey> keys) {
  if (keys.empty()) return std::vector<bool>();
  TRY_ASSIGN(const Server server, rpc.server());
  return exist(asking(rpc), server.series, keys);
}

}  // namespace ordersync::pos::odoo
