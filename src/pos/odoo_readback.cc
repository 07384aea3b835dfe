// Asking: which records, by version. What they mean is odoo_standing.cc. Field names as in the community
// sources of 14.0, 16.0, 17.0 and 18.0 and in records of 14, 17, 18 and 19 servers.
#include "pos/odoo_readback.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "http/url.h"
#include "pos/odoo_key.h"
#include "pos/odoo_session_records.h"

namespace ordersync::pos::odoo {
namespace {

using order::OrderKey;
using std::string_view;
using Fields = std::vector<string_view>;

constexpr int kRefundsOfLines = 15;
constexpr int kUuids = 18;
// More orders than all tills together make between a look and the post after it.
constexpr std::int64_t kAtTheSameTime = 10'000;

// What stands in the order's own row. The rest costs Odoo a search each.
const Fields kOrderRow = {"name",       "pos_reference", "state",      "amount_total",
                          "amount_tax", "amount_paid",   "date_order", "session_id"};

Fields order_fields() {
  Fields fields = kOrderRow;
  fields.insert(fields.end(), {"currency_id", "fiscal_position_id", "lines", "payment_ids", "picking_ids"});
  return fields;
}

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

Fields payment_fields(int series) {
  Fields fields = {"pos_order_id", "payment_method_id", "amount", "is_change", "transaction_id"};
  if (series >= kUuids) fields.push_back("card_no");
  return fields;
}

const Fields kPickingFields = {"name", "state", "pos_order_id", "picking_type_code"};

// A fiscal position puts other taxes in place of a line's own; to ask what came of that costs Odoo as much as
// the rest of the line.
Rpc::Search lines_of(const std::set<std::int64_t>& ids, const Value::Array& orders, int series) {
  const bool mapped = std::any_of(orders.begin(), orders.end(), [](const Value& order) {
    return order["fiscal_position_id"].id().has_value();
  });
  Fields fields = {"order_id",
                   "product_id",
                   "full_product_name",
                   "qty",
                   "price_unit",
                   "discount",
                   "price_subtotal",
                   "price_subtotal_incl",
                   mapped ? "tax_ids_after_fiscal_position" : "tax_ids"};
  if (series >= kRefundsOfLines) fields.push_back("refund_orderline_ids");
  Rpc::Search search = these("pos.order.line", ids, std::move(fields));
  search.context = {{"active_test", false}};  // a tax that was archived since is still the line's
  return search;
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
std::set<std::int64_t> ids_in(const Value::Array& orders, string_view field) {
  std::set<std::int64_t> all;
  for (const Value& order : orders) {
    const auto ids = order[field].ids();
    all.insert(ids.begin(), ids.end());
  }
  return all;
}

// Records of some orders, as they were asked for.
struct Answers {
  Value::Array orders;
  Value::Array sessions;
  Value::Array configs;
  Value::Array currencies;
  Value::Array lines;
  Value::Array returned;   // lines that take some of `lines` back
  Value::Array returning;  // the orders of those
  Value::Array payments;
  Value::Array methods;
  Value::Array pickings;
  Value::Array moves;
};

base::Result<void> ask_for_sessions(const Ask& ask, Answers& answers) {
  const auto sessions = linked(answers.orders, "session_id");
  TRY_ASSIGN(answers.sessions,
             ask_unless_none(ask, sessions,
                             records_of("pos.session", "id", sessions,
                                        {"name", "rescue", "config_id", "update_stock_at_closing"})));
  const auto configs = linked(answers.sessions, "config_id");
  TRY_ASSIGN(answers.configs,
             ask_unless_none(ask, configs, records_of("pos.config", "id", configs, {"name"})));
  return {};
}

base::Result<void> ask_for_methods(const Ask& ask, Answers& answers) {
  const auto ids = linked(answers.payments, "payment_method_id");
  TRY_ASSIGN(
      answers.methods,
      ask_unless_none(ask, ids, records_of("pos.payment.method", "id", ids, {"name", "is_cash_count"})));
  return {};
}

base::Result<void> ask_for_returns(const Ask& ask, int series, Answers& answers) {
  const auto lines = ids_in(answers.lines, "refund_orderline_ids");
  TRY_ASSIGN(answers.returned,
             ask_unless_none(ask, lines,
                             these("pos.order.line", lines,
                                   {"order_id", "refunded_orderline_id", "price_subtotal_incl"})));
  Fields fields = {"pos_reference", "state"};
  if (series >= kUuids) fields.push_back("uuid");
  const auto orders = linked(answers.returned, "order_id");
  TRY_ASSIGN(answers.returning, ask_unless_none(ask, orders, these("pos.order", orders, std::move(fields))));
  return {};
}

// Each order's own records.
std::vector<OrderRecords> told_apart(Answers answers) {
  const Index session_by_id(std::move(answers.sessions), "id");
  const Index config_by_id(std::move(answers.configs), "id");
  const Index currency_by_id(std::move(answers.currencies), "id");
  const Index lines_by_order(std::move(answers.lines), "order_id");
  const Index returns_by_line(std::move(answers.returned), "refunded_orderline_id");
  const Index returning_by_id(std::move(answers.returning), "id");
  const Index payments_by_order(std::move(answers.payments), "pos_order_id");
  const Index pickings_by_order(std::move(answers.pickings), "pos_order_id");
  const Index moves_by_picking(std::move(answers.moves), "picking_id");
  std::vector<OrderRecords> all;
  for (Value& order : answers.orders) {
    OrderRecords& records = all.emplace_back();
    const auto id = order["id"].id();
    records.session = session_by_id.one(order["session_id"].id());
    records.config = config_by_id.one(records.session["config_id"].id());
    records.currency = order["currency_id"].display_name();
    if (records.currency.empty()) {
      records.currency = currency_by_id.one(order["currency_id"].id())["name"].text();
    }
    records.lines = lines_by_order.of(id);
    for (const Value& line : records.lines) {
      for (const Value& back : returns_by_line.of(line["id"].id()))
        records.returns.push_back({back, returning_by_id.one(back["order_id"].id())});
    }
    records.payments = payments_by_order.of(id);
    records.methods = answers.methods;
    records.pickings = pickings_by_order.of(id);
    for (const Value& picking : records.pickings) {
      const Value::Array& of_picking = moves_by_picking.of(picking["id"].id());
      records.moves.insert(records.moves.end(), of_picking.begin(), of_picking.end());
    }
    records.order = std::move(order);
  }
  return all;
}

// All records of some orders, in at most eleven questions.
base::Result<std::vector<OrderRecords>> records_of_orders(const Ask& ask, int series, Value::Array orders) {
  Answers answers;
  answers.orders = std::move(orders);
  TRY(ask_for_sessions(ask, answers));
  const auto currencies = without_name(answers.orders, "currency_id");
  TRY_ASSIGN(answers.currencies,
             ask_unless_none(ask, currencies, records_of("res.currency", "id", currencies, {"name"})));
  const auto lines = ids_in(answers.orders, "lines");
  TRY_ASSIGN(answers.lines, ask_unless_none(ask, lines, lines_of(lines, answers.orders, series)));
  TRY(ask_for_returns(ask, series, answers));
  const auto payments = ids_in(answers.orders, "payment_ids");
  TRY_ASSIGN(answers.payments,
             ask_unless_none(ask, payments, these("pos.payment", payments, payment_fields(series))));
  TRY(ask_for_methods(ask, answers));
  const auto pickings = ids_in(answers.orders, "picking_ids");
  TRY_ASSIGN(answers.pickings,
             ask_unless_none(ask, pickings, these("stock.picking", pickings, kPickingFields)));
  TRY_ASSIGN(answers.moves, ask_unless_none(ask, pickings, moves_of(pickings, series)));
  return told_apart(std::move(answers));
}

// The same of orders whose lines are known, in at most seven: where stock moves at closing there is no
// picking yet.
base::Result<std::vector<OrderRecords>> records_of_posted(const Ask& ask, int series, Value::Array orders) {
  Answers answers;
  answers.orders = std::move(orders);
  TRY(ask_for_sessions(ask, answers));
  std::set<std::int64_t> moving;  // sessions whose orders have pickings
  for (const Value& session : answers.sessions) {
    if (const auto id = session["id"].id(); id && !session["update_stock_at_closing"].boolean())
      moving.insert(*id);
  }
  std::set<std::int64_t> all;
  std::set<std::int64_t> with_pickings;
  for (const Value& order : answers.orders) {
    const auto id = order["id"].id();
    const auto session = order["session_id"].id();
    if (id) all.insert(*id);
    if (id && session && moving.contains(*session)) with_pickings.insert(*id);
  }
  TRY_ASSIGN(
      answers.payments,
      ask_unless_none(ask, all, records_of("pos.payment", "pos_order_id", all, payment_fields(series))));
  TRY(ask_for_methods(ask, answers));
  TRY_ASSIGN(answers.pickings,
             ask_unless_none(ask, with_pickings,
                             records_of("stock.picking", "pos_order_id", with_pickings, kPickingFields)));
  std::set<std::int64_t> pickings;
  for (const Value& picking : answers.pickings) {
    if (const auto id = picking["id"].id()) pickings.insert(*id);
  }
  TRY_ASSIGN(answers.moves, ask_unless_none(ask, pickings, moves_of(pickings, series)));
  return told_apart(std::move(answers));
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

bool is_cancelled(const Value& order) {
  return order["state"].text() == "cancel";
}
bool is_cancelled(const OrderRecords& records, const Wanted&) {
  return is_cancelled(records.order);
}

// Leaves out those that `unlikely` speaks against, unless none would be left. Answers what it left out.
std::vector<const OrderRecords*> leave_out(std::vector<const OrderRecords*>& candidates, const Wanted& wanted,
                                           bool (*unlikely)(const OrderRecords&, const Wanted&)) {
  const auto rest =
      std::stable_partition(candidates.begin(), candidates.end(),
                            [&](const OrderRecords* candidate) { return !unlikely(*candidate, wanted); });
  if (rest == candidates.begin()) return {};
  std::vector<const OrderRecords*> left_out(rest, candidates.end());
  candidates.erase(rest, candidates.end());
  return left_out;
}

// Ours are derived from their keys (version 5); Odoo draws its own (version 4), and gives its copies new
// ones.
bool has_uuid_of_ours(const Value& order) {
  constexpr std::size_t kVersion = 14;
  const string_view uuid = order["uuid"].text();
  return uuid.size() > kVersion && uuid[kVersion] == '5';
}

// What people took back of a sale in Odoo itself: a refund of ours stands under a key of its own, which is
// counted where that key is.
base::Result<base::Money> taken_back(const OrderRecords& sale, std::span<const OrderRecords* const> left_out,
                                     base::Currency currency) {
  base::Money sum = base::Money::zero(currency);
  for (const OrderRecords* records : left_out) {
    if (is_cancelled(records->order) || has_uuid_of_ours(records->order)) continue;
    TRY_ASSIGN(const base::Money amount, amount_of(records->order["amount_total"], currency));
    sum += amount.abs();
  }
  // "Return Products" is among those above: it has our number, as our own refunds have. A discount that is
  // taken back counts against what it was given on.
  base::Money lines = base::Money::zero(currency);
  for (const auto& [line, order] : sale.returns) {
    if (is_cancelled(order) || has_uuid_of_ours(order) || is_our_reference(order["pos_reference"].text()))
      continue;
    TRY_ASSIGN(const base::Money amount, amount_of(line["price_subtotal_incl"], currency));
    lines += amount;
  }
  return sum + lines.abs();
}

order::Notice twice_alarm(const StandingOrder& order, std::span<const OrderRecords* const> all) {
  const std::string names = base::joined(all, ", ", [](const OrderRecords* records) {
    const Value& order = records->order;
    return std::string(order["name"].text()) + " (" + std::string(order["state"].text()) + ")";
  });
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
  const auto other_way = leave_out(candidates, wanted, goes_the_other_way);
  leave_out(candidates, wanted, is_cancelled);
  const std::string& name = candidates.front()->currency;
  const auto currency = base::Currency::of(name);
  if (!currency.ok()) {
    return base::invalid("odoo_bad_record", "Odoo says that an order's currency is \"" + name +
                                                "\", which is no code of three letters");
  }
  TRY_ASSIGN(StandingOrder order, standing_order(wanted.key, *candidates.front(), *currency));
  if (wanted.key.kind == order::Kind::sale) {
    TRY_ASSIGN(order.booked.returned, taken_back(*candidates.front(), other_way, *currency));
  }
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
  TRY_ASSIGN(Value::Array orders, ask(orders_of(keys, series, order_fields())));
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
  std::vector<std::optional<StandingOrder>> found(posted.size());
  if (posted.empty()) return found;
  std::vector<OrderKey> keys;
  std::int64_t first = posted.front().id;
  for (const Posted& one : posted) {
    keys.push_back(one.key);
    first = std::min(first, one.id);
  }
  Rpc::Search search = orders_of(keys, series, kOrderRow);
  Value::Array domain = {Value::list({"id", ">", first - kAtTheSameTime})};
  for (const Value& term : search.domain.items()) domain.push_back(term);
  search.domain = std::move(domain);
  TRY_ASSIGN(Value::Array orders, ask(search));
  TRY_ASSIGN(std::vector<OrderRecords> records, records_of_posted(ask, series, std::move(orders)));
  std::multimap<string_view, OrderRecords*> by_name;
  for (OrderRecords& one : records) {
    for (const string_view name : {one.order["uuid"].text(), one.order["pos_reference"].text()}) {
      if (!name.empty()) by_name.emplace(name, &one);
    }
  }
  for (std::size_t i = 0; i < posted.size(); ++i) {
    const Wanted wanted(posted[i].key);
    std::set<OrderRecords*> named;
    for (const string_view name : {string_view(wanted.uuid), string_view(wanted.reference)}) {
      for (auto [at, end] = by_name.equal_range(name); at != end; ++at) named.insert(at->second);
    }
    if (named.size() != 1 || (*named.begin())->order["id"].id() != posted[i].id) continue;
    OrderRecords& own = **named.begin();
    own.lines_sent = posted[i].lines;
    TRY_ASSIGN(found[i], standing_order(posted[i].key, own, posted[i].currency));
  }
  return found;
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
