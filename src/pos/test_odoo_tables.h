// FOR TESTS ONLY: the tables of an Odoo, as far as reading back goes. Nothing of the program includes it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/contains.h"
#include "pos/odoo_key.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_time.h"
#include "pos/test_odoo.h"

namespace ordersync::pos::odoo::testing {

// The tables of an Odoo, as far as reading back goes: searched by `in`, and strict about fields of the
// version as Odoo is.
class Tables {
 public:
  explicit Tables(int series) : series_(series) {
    put("pos.session",
        {{"id", 26}, {"name", "POS/00026"}, {"rescue", false}, {"config_id", many(4, "PX Shop (Mitchell)")}});
    put("pos.session", {{"id", 27},
                        {"name", "(RESCUE FOR POS/00026)"},
                        {"rescue", true},
                        {"config_id", many(4, "PX Shop (not used)")}});
    put("pos.config", {{"id", 4}, {"name", "PX Shop"}});
    put("pos.payment.method", {{"id", kCash}, {"name", "Cash"}, {"is_cash_count", true}});
    put("pos.payment.method", {{"id", kCard}, {"name", "Card"}, {"is_cash_count", false}});
  }

  static Value many(std::int64_t id, std::string name) { return Value::list({id, std::move(name)}); }

  void put(const std::string& model, Value::Object record) { tables_[model].push_back(std::move(record)); }

  // What Odoo holds after it took this document: numbers as floats, change without a word about it up to 17,
  // a picking for what goes each way.
  struct Stands {
    std::int64_t id = 646;
    std::string name = "PX Shop/0014";
    std::string state = "paid";
    std::int64_t session = 26;
    std::string picking_state = "done";
    std::string uuid = {};  // where Odoo drew it; else the key's
  };
  void stand(const order::PosDocument& document, Stands how);
  void stand(const order::PosDocument& document) { stand(document, {}); }

  // Changes a field of the records of `model` for which it has the value `from`, or of all.
  void change(const std::string& model, const std::string& field, Value to) {
    for (Value::Object& record : tables_[model]) {
      for (auto& [name, value] : record) {
        if (name == field) value = to;
      }
    }
  }
  void erase(const std::string& model, const std::string& field) {
    for (Value::Object& record : tables_[model]) {
      std::erase_if(record, [&](const Value::Member& member) { return member.first == field; });
    }
  }

  base::Result<Value::Array> search(const Rpc::Search& search);
  Ask ask() {
    return [this](const Rpc::Search& asked) { return search(asked); };
  }
  std::size_t questions() const { return questions_; }

  base::Result<std::vector<std::optional<StandingOrder>>> read(std::vector<order::OrderKey> keys) {
    return read_back(ask(), series_, keys);
  }
  // The one order, which has to be there.
  StandingOrder one(const order::OrderKey& key) {
    auto found = read({key});
    EXPECT_TRUE(found.ok()) << found.error().message;
    if (!found.ok() || !found->front()) {
      ADD_FAILURE() << "not found";
      return {};
    }
    return *std::move(found->front());
  }

 private:
  bool has_field(const std::string& model, std::string_view field) const;
  bool fits(const Value::Object& record, const Value& domain) const;
  // Of the records of `model` that name the order in `field`.
  Value ids_of(const std::string& model, std::string_view field, const Value& order);
  Value shown(const std::string& model, const Value& whole, std::string_view field, bool bare);
  void put_pickings(const order::PosDocument& document, const Stands& how);

  int series_;
  std::size_t questions_ = 0;
  std::map<std::string, std::vector<Value::Object>> tables_;
};

// Fields that not every version has; anything not named here is in all of them.
inline bool Tables::has_field(const std::string& model, std::string_view field) const {
  static const std::map<std::pair<std::string, std::string_view>, std::pair<int, int>> kFromTo = {
      {{"pos.order", "uuid"}, {18, 99}},         {{"pos.payment", "card_no"}, {18, 99}},
      {{"stock.move", "quantity"}, {17, 99}},    {{"stock.move", "quantity_done"}, {14, 16}},
      {{"pos.order.line", "uuid"}, {17, 99}},    {{"pos.order.line", "customer_note"}, {15, 99}},
      {{"pos.order", "general_note"}, {18, 18}}, {{"pos.order", "is_refund"}, {19, 99}},
  };
  const auto found = kFromTo.find({model, field});
  return found == kFromTo.end() || (found->second.first <= series_ && series_ <= found->second.second);
}

inline bool Tables::fits(const Value::Object& record, const Value& domain) const {
  const auto holds = [&](const Value& term) {
    const Value value = Value::object(record)[term.items().at(0).text()];
    EXPECT_EQ(term.items().at(1).text(), "in");
    EXPECT_TRUE(has_field("pos.order", term.items().at(0).text()));
    for (const Value& wanted : term.items().at(2).items()) {
      if (value == wanted || (value.id() && value.id() == wanted.id())) return true;
    }
    return false;
  };
  const Value::Array& terms = domain.items();
  if (terms.at(0).text() == "|") return holds(terms.at(1)) || holds(terms.at(2));
  return std::all_of(terms.begin(), terms.end(), holds);
}

inline Value Tables::ids_of(const std::string& model, std::string_view field, const Value& order) {
  Value::Array ids;
  for (const Value::Object& record : tables_[model]) {
    const Value whole = Value::object(record);
    if (whole[field].id() == order.id()) ids.push_back(whole["id"]);
  }
  return Value(std::move(ids));
}

// `bare`: a relation as its id alone.
inline Value Tables::shown(const std::string& model, const Value& whole, std::string_view field, bool bare) {
  if (field == "picking_ids") return ids_of("stock.picking", "pos_order_id", whole["id"]);
  if (field == "payment_ids") return ids_of("pos.payment", "pos_order_id", whole["id"]);
  if (field == "lines") return ids_of("pos.order.line", "order_id", whole["id"]);
  if (field == "tax_ids" && model == "pos.order.line") return whole["tax_ids_after_fiscal_position"];
  const Value& value = whole[field];
  return bare && !value.display_name().empty() ? value.items().front() : value;
}

inline base::Result<Value::Array> Tables::search(const Rpc::Search& search) {
  ++questions_;
  const std::string model(search.model);
  Value::Array found;
  for (const std::string_view field : search.fields) {
    if (!has_field(model, field)) return base::invalid("odoo_fault", "Invalid field " + std::string(field));
  }
  const bool by_id = !search.ids.empty();
  for (const Value::Object& record : tables_[model]) {
    const Value whole = Value::object(record);
    const auto id = whole["id"].integer().value_or(0);
    const bool wanted = by_id ? base::contains(search.ids, id) : fits(record, search.domain);
    if (!wanted) continue;
    Value::Object out = {{"id", whole["id"]}};
    for (const std::string_view field : search.fields)
      out.emplace_back(field, shown(model, whole, field, by_id));
    found.push_back(Value::object(std::move(out)));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Value& a, const Value& b) { return a["id"].integer() < b["id"].integer(); });
  return found;
}

// 45.23 as a float that has gone through a sum: 45.230000000000004.
inline Value noisy(base::Money money) {
  return Value(money.to_decimal() + Decimal::of(money.is_zero() ? "0" : "0.000000000000004"));
}

inline void Tables::stand(const order::PosDocument& document, Stands how) {
  const bool flat = series_ >= 18;
  Value::Object order = {{"id", how.id},
                         {"name", how.name},
                         {"pos_reference", pos_reference(document.key)},
                         {"state", how.state},
                         {"amount_total", noisy(document.total)},
                         {"amount_tax", noisy(document.tax)},
                         {"amount_paid", noisy(document.amount_paid)},
                         {"date_order", odoo_time(document.date)},
                         {"session_id", many(how.session, "POS/00026")},
                         {"currency_id", many(1, std::string(document.currency.code()))}};
  if (flat) order.emplace_back("uuid", how.uuid.empty() ? order_uuid(document.key) : how.uuid);
  put("pos.order", std::move(order));
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const order::DocumentLine& line = document.lines[i];
    put("pos.order.line",
        {{"id", how.id * 100 + static_cast<std::int64_t>(i)},
         {"order_id", many(how.id, how.name)},
         {"product_id", many(line.product_id, "[SKU] " + line.product)},
         {"full_product_name", line.product},
         {"qty", Value::number(line.qty.to_string(1))},
         {"price_unit", line.price_unit},
         {"discount", line.discount_percent},
         {"price_subtotal", noisy(line.subtotal)},
         {"price_subtotal_incl", noisy(line.total)},
         {"tax_ids_after_fiscal_position", Value(Value::Array(line.taxes.begin(), line.taxes.end()))}});
  }
  for (std::size_t i = 0; i < document.payments.size(); ++i) {
    const order::DocumentPayment& payment = document.payments[i];
    const auto text = [](const std::string& value) { return value.empty() ? Value(false) : Value(value); };
    put("pos.payment", {{"id", how.id * 100 + static_cast<std::int64_t>(i)},
                        {"pos_order_id", many(how.id, how.name)},
                        {"payment_method_id", many(payment.method_id, payment.method)},
                        {"amount", noisy(payment.amount)},
                        {"is_change", flat && payment.is_change},
                        {"transaction_id", text(payment.reference_id)},
                        {"card_no", text(payment.card_last4)}});
  }
  put_pickings(document, how);
}

inline void Tables::put_pickings(const order::PosDocument& document, const Stands& how) {
  for (const bool out : {true, false}) {
    std::map<std::int64_t, Decimal> moved;
    for (const order::DocumentLine& line : document.lines) {
      if (line.qty.is_negative() == out || line.product_type == order::ProductType::service) continue;
      moved[line.product_id] += line.qty.abs();
    }
    if (moved.empty()) continue;
    const std::int64_t id = how.id * 10 + (out ? 0 : 1);
    put("stock.picking", {{"id", id},
                          {"name", "WH/POS/" + std::to_string(id)},
                          {"state", how.picking_state},
                          {"pos_order_id", many(how.id, how.name)},
                          {"picking_type_code", out ? "outgoing" : "incoming"}});
    for (const auto& [product, qty] : moved) {
      put("stock.move", {{"id", id * 100 + product},
                         {"picking_id", many(id, "WH/POS")},
                         {"product_id", many(product, "Product")},
                         {"state", how.picking_state},
                         {"product_uom_qty", Value::number(qty.to_string(1))},
                         {"quantity", Value::number(qty.to_string(1))}});
    }
  }
}

}  // namespace ordersync::pos::odoo::testing
