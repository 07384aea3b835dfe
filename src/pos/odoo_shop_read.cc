// One small call for each kind of record. Asked for are only fields that every Odoo of the version has and
// that a plain Point of Sale user may read.
#include "pos/odoo_shop_read.h"

#include <algorithm>

#include "base/contains.h"
#include "base/text.h"

namespace ordersync::pos::odoo {
namespace {

using Fields = std::vector<std::string_view>;

const Fields kConfigFields = {"name",
                              "company_id",
                              "currency_id",
                              "payment_method_ids",
                              "pricelist_id",
                              "picking_type_id",
                              "cash_control",
                              "cash_rounding",
                              "rounding_method",
                              "default_fiscal_position_id",
                              "invoice_journal_id"};

// As companies are nested; more is a circle.
constexpr int kMaxCompanies = 10;

Value ids_value(const std::vector<std::int64_t>& ids) {
  Value::Array out;
  for (const std::int64_t id : ids) out.emplace_back(id);
  return out;
}

Fields tax_fields(int series) {
  Fields fields = {"name",   "amount",     "amount_type", "price_include",   "include_base_amount",
                   "active", "company_id", "sequence",    "children_tax_ids"};
  if (series >= 16) fields.push_back("is_base_affected");
  if (series >= 19) fields.push_back("original_tax_ids");
  return fields;
}

Fields method_fields(int series) {
  Fields fields = {"name", "is_cash_count", "split_transactions"};
  fields.push_back(series >= 15 ? "journal_id" : "cash_journal_id");
  if (series >= 15) fields.push_back("type");
  return fields;
}

Value picked_all(const Value::Array& records, const Fields& fields) {
  Value::Array out;
  out.reserve(records.size());
  for (const Value& record : records) out.push_back(picked(record, fields));
  return out;
}

// What is good to know, and may be kept from the user: nothing then.
base::Result<Value> if_allowed(base::Result<Value> read) {
  if (!read.ok() && read.error().code == "odoo_missing_right") return Value();
  return read;
}

std::string config_names(const Value::Array& configs) {
  return base::joined(configs, ", ", [](const Value& config) { return base::quoted(config["name"].text()); });
}

class ShopReading {
 public:
  ShopReading(Rpc& rpc, const Reader& reader) : rpc_(rpc), reader_(reader), context_(reader.context()) {}

  base::Result<Value> read(std::string_view name) {
    TRY_ASSIGN(const Value config, config_named(name));
    TRY_ASSIGN(const Value companies, companies_from(config["company_id"].id()));
    TRY_ASSIGN(const Value currency, of("res.currency", config["currency_id"], {"name", "rounding"}));
    TRY_ASSIGN(const Value methods, methods_of(config));
    TRY_ASSIGN(const Value taxes, taxes_of(companies));
    TRY_ASSIGN(const Value parts, parts_of(taxes));
    TRY_ASSIGN(const Value position,
               of("account.fiscal.position", config["default_fiscal_position_id"], {"name", "tax_ids"}));
    TRY_ASSIGN(const Value mappings, mappings_of(position));
    TRY_ASSIGN(const Value coin, coin_of(config));
    TRY_ASSIGN(const Value type, of("stock.picking.type", config["picking_type_id"],
                                    {"warehouse_id", "default_location_src_id"}));
    TRY_ASSIGN(const Value digits, quantity_digits());
    TRY_ASSIGN(const Value timezones, timezones_of(companies));
    TRY_ASSIGN(const Value session, open_session_of(config));
    return Value::object({{"series", reader_.series},
                          {"config", config},
                          {"companies", companies},
                          {"currency", currency},
                          {"methods", methods},
                          {"taxes", taxes},
                          {"tax_parts", parts},
                          {"position", position},
                          {"mappings", mappings},
                          {"cash_rounding", coin},
                          {"picking_type", type},
                          {"digits", digits},
                          {"timezones", timezones},
                          {"session", session},
                          {"at_closing", moves_stock_at_closing(name)}});
  }

 private:
  base::Result<Value> of(std::string_view model, const Value& relation, Fields fields) {
    const auto id = relation.id();
    if (!id) return Value();
    return read_one(rpc_, model, *id, std::move(fields), context_);
  }
  base::Result<Value::Array> all(std::string_view model, Value domain, Fields fields) {
    return rpc_.all({model, std::move(domain), std::move(fields), context_});
  }

  // Point of Sale / User may not read it in 14. Without it nobody knows which totals 14 would leave in draft;
  // later versions book what was paid exactly, whatever the coin.
  base::Result<Value> coin_of(const Value& config) {
    if (!config["cash_rounding"].boolean()) return Value();
    auto coin = of("account.cash.rounding", config["rounding_method"], {"rounding"});
    if (reader_.series > 14) return if_allowed(std::move(coin));
    if (coin.ok() || coin.error().code != "odoo_missing_right") return coin;
    base::Error error = std::move(coin).error();
    error.message =
        "Odoo rounds what is due at \"" + std::string(config["name"].text()) +
        "\" to coins, and the user may not read to which: switch off Cash Rounding of the Point of "
        "Sale in Odoo, or give the user the role Invoicing / Billing as well";
    return error;
  }

  base::Result<Value> config_named(std::string_view name) {
    TRY_ASSIGN(const Value::Array configs, all("pos.config", Value(Value::Array{}), kConfigFields));
    Value::Array found;
    for (const Value& config : configs) {
      if (config["name"].text() == name) found.push_back(picked(config, kConfigFields));
    }
    if (found.size() == 1) return std::move(found.front());
    const std::string quoted = base::quoted(name);
    if (!found.empty()) {
      return base::invalid("pos_config_ambiguous", "There are " + std::to_string(found.size()) +
                                                       " Points of Sale called " + quoted +
                                                       " in Odoo: give each a name of its own");
    }
    return base::not_found(
        "pos_config_not_found",
        "There is no POS configuration " + quoted +
            " in Odoo: " + (configs.empty() ? "its user sees none" : "there is " + config_names(configs)));
  }

  // The company, then its parents: 17 and later, where a branch uses its parent's taxes.
  base::Result<Value> companies_from(std::optional<std::int64_t> id) {
    Fields fields = {"name",
                     "parent_id",
                     "partner_id",
                     "currency_id",
                     "tax_calculation_rounding_method",
                     "point_of_sale_update_stock_quantities"};
    Value::Array companies;
    while (id && static_cast<int>(companies.size()) < kMaxCompanies) {
      auto company = read_one(rpc_, "res.company", *id, fields, context_);
      if (!companies.empty()) company = if_allowed(std::move(company));
      if (!company.ok()) return company;
      if (company->is_null()) break;
      id = reader_.series >= 17 ? (*company)["parent_id"].id() : std::nullopt;
      companies.push_back(*std::move(company));
    }
    return Value(std::move(companies));
  }

  base::Result<Value> methods_of(const Value& config) {
    const std::vector<std::int64_t> ids = config["payment_method_ids"].ids();
    const Fields fields = method_fields(reader_.series);
    if (ids.empty()) return Value(Value::Array{});
    TRY_ASSIGN(const Value::Array methods,
               all("pos.payment.method", Value::list({Value::list({"id", "in", ids_value(ids)})}), fields));
    return picked_all(methods, fields);
  }

  base::Result<Value> taxes_of(const Value& companies) {
    std::vector<std::int64_t> ids;
    for (const Value& company : companies.items()) ids.push_back(company["id"].integer().value_or(0));
    const Fields fields = tax_fields(reader_.series);
    TRY_ASSIGN(const Value::Array taxes,
               all("account.tax",
                   Value::list({Value::list({"type_tax_use", "=", "sale"}),
                                Value::list({"company_id", "in", ids_value(ids)}), any_activity()}),
                   fields));
    return picked_all(taxes, fields);
  }

  // What groups of taxes are made of; such a tax need not be one for sales.
  base::Result<Value> parts_of(const Value& taxes) {
    std::vector<std::int64_t> ids;
    for (const Value& tax : taxes.items()) {
      for (const std::int64_t part : tax["children_tax_ids"].ids()) ids.push_back(part);
    }
    const Fields fields = {"amount_type"};
    if (ids.empty()) return Value(Value::Array{});
    TRY_ASSIGN(
        const Value::Array parts,
        all("account.tax", Value::list({Value::list({"id", "in", ids_value(ids)}), any_activity()}), fields));
    return picked_all(parts, fields);
  }

  base::Result<Value> mappings_of(const Value& position) {
    if (reader_.series >= 19 || !position.is_object()) return Value(Value::Array{});
    const Fields fields = {"tax_src_id", "tax_dest_id"};
    TRY_ASSIGN(const Value::Array mappings,
               all("account.fiscal.position.tax",
                   Value::list({Value::list({"position_id", "=", position["id"]})}), fields));
    return picked_all(mappings, fields);
  }

  // 19 calls it "Product Unit".
  base::Result<Value> quantity_digits() {
    Call call{"decimal.precision", "search_read", {}, {}, context_, Effect::reads};
    call.arguments = {
        {"domain", Value::list({Value::list(
                       {"name", "in", Value::list({"Product Unit of Measure", "Product Unit"})})})},
        {"fields", Value::list({"digits"})}};
    TRY_ASSIGN(const Value found, if_allowed(rpc_.call(call)));
    return found.items().empty() ? Value() : found.items().front()["digits"];
  }

  // The user's zone, else that of the company's own contact.
  base::Result<Value> timezones_of(const Value& companies) {
    Value::Array zones;
    if (!reader_.timezone.empty()) zones.emplace_back(reader_.timezone);
    if (companies.items().empty()) return Value(std::move(zones));
    TRY_ASSIGN(const Value partner,
               if_allowed(of("res.partner", companies.items().front()["partner_id"], {"tz"})));
    if (!partner["tz"].text().empty()) zones.push_back(partner["tz"]);
    return Value(std::move(zones));
  }

  bool moves_stock_at_closing(std::string_view name) const {
    const std::vector<std::string>& names = rpc_.settings().stock_at_closing;
    return base::contains(names, name);
  }

  base::Result<Value> open_session_of(const Value& config) {
    const Fields fields = {"update_stock_at_closing"};
    TRY_ASSIGN(const Value::Array sessions,
               all("pos.session",
                   Value::list({Value::list({"config_id", "=", config["id"]}),
                                Value::list({"state", "!=", "closed"}), Value::list({"rescue", "=", false})}),
                   fields));
    return sessions.empty() ? Value() : picked(sessions.front(), fields);
  }

  Rpc& rpc_;
  const Reader& reader_;
  Value::Object context_;
};

}  // namespace

Value::Object Reader::context_in(const std::string& language) {
  if (language.empty()) return {};
  return {{"lang", language}};
}

base::Result<Reader> read_reader(Rpc& rpc) {
  TRY_ASSIGN(const Server server, rpc.server());
  Reader reader;
  reader.series = server.series;
  reader.login = rpc.settings().login;
  TRY_ASSIGN(const Value context,
             rpc.call({"res.users", "context_get", std::nullopt, {}, {}, Effect::reads}));
  reader.language = context["lang"].text();
  reader.timezone = context["tz"].text();
  TRY_ASSIGN(const Value::Array languages,
             rpc.all({"res.lang", Value::list({Value::list({"active", "=", true})}), {"code"}, {}}));
  for (const Value& language : languages) {
    std::string code(language["code"].text());
    if (!code.empty() && code != reader.language) reader.other_languages.push_back(std::move(code));
  }
  std::sort(reader.other_languages.begin(), reader.other_languages.end());
  return reader;
}

base::Result<Value> read_shop(Rpc& rpc, const Reader& reader, std::string_view pos_config) {
  return ShopReading(rpc, reader).read(pos_config);
}

base::Result<std::vector<std::string>> read_config_names(Rpc& rpc) {
  TRY_ASSIGN(const Value::Array configs, rpc.all({"pos.config", Value(Value::Array{}), {"name"}, {}}));
  std::vector<std::string> names;
  for (const Value& config : configs) names.emplace_back(config["name"].text());
  return names;
}

Value any_activity() {
  return Value::list({"active", "in", Value::list({true, false})});
}

base::Result<std::int64_t> count(Rpc& rpc, std::string_view model, Value domain) {
  TRY_ASSIGN(
      const Value found,
      rpc.call({model, "search_count", std::nullopt, {{"domain", std::move(domain)}}, {}, Effect::reads}));
  if (const auto number = found.integer()) return *number;
  return base::invalid("odoo_bad_record", "Odoo's answer to a count is no number");
}

bool out_of_reach(const base::Error& error) {
  return error.kind == base::ErrorKind::temporary || error.kind == base::ErrorKind::unknown;
}

Value picked(const Value& record, const std::vector<std::string_view>& fields) {
  Value::Object members = {{"id", record["id"]}};
  for (const std::string_view field : fields) members.emplace_back(std::string(field), record[field]);
  return Value::object(std::move(members));
}

base::Result<Value> read_one(Rpc& rpc, std::string_view model, std::int64_t id,
                             std::vector<std::string_view> fields, const Value::Object& context) {
  Value::Array names;
  for (const std::string_view field : fields) names.emplace_back(field);
  auto records =
      rpc.call({model, "read", std::vector{id}, {{"fields", std::move(names)}}, context, Effect::reads});
  if (!records.ok()) {
    if (records.error().code == "odoo_missing_record") return Value();
    return std::move(records).error();
  }
  if (records->items().empty()) return Value();
  return picked(records->items().front(), fields);
}

}  // namespace ordersync::pos::odoo
