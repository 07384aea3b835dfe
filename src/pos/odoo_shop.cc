// Records of a POS configuration → facts and catalogue. Field names and their versions are Odoo's.
#include "pos/odoo_shop.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/contains.h"

namespace ordersync::pos::odoo {
namespace {

using order::Catalogue;

constexpr int kNoiseAfter = 6;
constexpr std::int64_t kMaxQuantityDigits = 16;  // what a binary floating point number carries

base::Error bad_record(std::string_view what) {
  return base::invalid("odoo_bad_record",
                       "Odoo's answer lacks what every Odoo sends (" + std::string(what) + ")");
}

base::Result<std::int64_t> id_in(const Value& record, std::string_view field) {
  const auto id = field == "id" ? record[field].integer() : record[field].id();
  if (!id) return bad_record(field);
  return *id;
}

// Currency knows ISO 4217's minor units only; an Odoo that rounds to others would refuse to close.
base::Result<base::Currency> currency_of(const Value& record) {
  auto currency = base::Currency::of(record["name"].text());
  if (!currency.ok()) return bad_record("currency");
  const auto rounding = record["rounding"].decimal();
  if (!rounding) return bad_record("rounding");
  const base::Decimal unit = base::Decimal::from_units(1, currency->decimals());
  if (without_noise(*rounding) == unit) return currency;
  return base::invalid("odoo_currency_rounding", "Odoo rounds " + std::string(currency->code()) + " to " +
                                                     without_noise(*rounding).to_string() + " instead of " +
                                                     unit.to_string() +
                                                     ": set the rounding factor of the currency in Odoo");
}

// 14 has no journal on a method that is not cash, and calls a customer account "split transactions".
order::PaymentMethod method_of(const Value& record, int series) {
  order::PaymentMethod method;
  method.id = record["id"].integer().value_or(0);
  method.name = record["name"].text();
  const bool cash = record["is_cash_count"].boolean();
  if (series >= 15) {
    method.journal = record["journal_id"].display_name();
    const std::string_view type = record["type"].text();
    method.type = type == "cash"        ? order::MethodType::cash
                  : type == "pay_later" ? order::MethodType::pay_later
                                        : order::MethodType::bank;
    if (method.type == order::MethodType::pay_later) method.journal.clear();
    // Such a payment is booked on the customer's account, and without one the session cannot be closed.
    method.needs_customer = record["split_transactions"].boolean();
    return method;
  }
  if (!cash && record["split_transactions"].boolean()) {
    method.type = order::MethodType::pay_later;
    return method;
  }
  method.type = cash ? order::MethodType::cash : order::MethodType::bank;
  method.journal = record["cash_journal_id"].display_name();
  if (method.journal.empty()) method.journal = method.name;
  return method;
}

std::vector<order::PaymentMethod> methods_of(const Value& records) {
  const int series = static_cast<int>(records["series"].integer().value_or(0));
  std::vector<order::PaymentMethod> methods;
  for (const std::int64_t id : records["config"]["payment_method_ids"].ids()) {  // in the POS's order
    for (const Value& record : records["methods"].items()) {
      if (record["id"].integer() == id) methods.push_back(method_of(record, series));
    }
  }
  return methods;
}

// Whether account.tax.compute_all can be asked from outside for a tax of this type. One that is computed by
// code looks at the product, which a question cannot hold.
bool needs_no_product(const Value& tax) {
  const std::string_view type = tax["amount_type"].text();
  return type == "percent" || type == "fixed" || type == "division";
}

bool odoo_tells(const Value& tax, const Value& records) {
  // The question cannot hold a currency either: Odoo computes in its company's.
  const auto company_currency = records["companies"].items().front()["currency_id"].id();
  if (!company_currency || company_currency != records["config"]["currency_id"].id()) return false;
  if (tax["amount_type"].text() != "group") return needs_no_product(tax);
  const std::vector<std::int64_t> parts = tax["children_tax_ids"].ids();
  const Value::Array& known = records["tax_parts"].items();
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [&](std::int64_t part) {
    return std::any_of(known.begin(), known.end(), [&](const Value& record) {
      return record["id"].integer() == part && needs_no_product(record);
    });
  });
}

std::vector<order::Tax> taxes_of(const Value& records) {
  std::vector<order::Tax> taxes;
  for (const Value& record : records["taxes"].items()) {
    order::Tax& tax = taxes.emplace_back();
    tax.id = record["id"].integer().value_or(0);
    tax.name = record["name"].text();
    tax.type = record["amount_type"].text() == "percent" ? order::TaxType::percent : order::TaxType::other;
    tax.pos_tells = odoo_tells(record, records);
    tax.amount = without_noise(record["amount"].decimal().value_or(base::Decimal()));
    tax.price_include = record["price_include"].boolean();
    tax.active = record["active"].boolean();
  }
  return taxes;
}

// Up to 18 a position lists pairs of taxes. From 19 it lists taxes, each of which says what it replaces, and
// one that lists none takes every tax away.
std::optional<order::FiscalPosition> position_of(const Value& records) {
  const Value& record = records["position"];
  if (!record.is_object()) return std::nullopt;
  order::FiscalPosition position;
  position.id = record["id"].integer().value_or(0);
  position.name = record["name"].text();
  for (const Value& mapping : records["mappings"].items()) {
    const auto from = mapping["tax_src_id"].id();
    if (from) position.taxes.push_back({*from, mapping["tax_dest_id"].id()});
  }
  if (records["series"].integer().value_or(0) < 19) return position;
  const std::vector<std::int64_t> targets = record["tax_ids"].ids();
  for (const Value& tax : records["taxes"].items()) {
    const std::int64_t id = tax["id"].integer().value_or(0);
    if (targets.empty()) position.taxes.push_back({id, std::nullopt});
    if (!base::contains(targets, id)) continue;
    for (const std::int64_t from : tax["original_tax_ids"].ids()) position.taxes.push_back({from, id});
  }
  return position;
}

// Which rounding a company computes with. Up to 17 "round globally" sums the taxes of an order in another
// way than from 18 on.
order::TaxRounding rounding_of(const Value& company, int series) {
  if (company["tax_calculation_rounding_method"].text() != "round_globally")
    return order::TaxRounding::round_per_line;
  if (series >= 19) return order::TaxRounding::round_globally;
  return series >= 18 ? order::TaxRounding::round_bases_globally : order::TaxRounding::round_taxes_globally;
}

// An open session keeps the mode of its creation; without one ordersync will open one as it is set up to. (A
// person's would follow the company's setting.)
order::StockMode stock_of(const Value& records) {
  const Value& session = records["session"];
  const bool at_closing =
      session.is_object() ? session["update_stock_at_closing"].boolean() : records["at_closing"].boolean();
  return at_closing ? order::StockMode::at_closing : order::StockMode::real_time;
}

std::string timezone_of(const Value& records) {
  for (const Value& zone : records["timezones"].items()) {
    if (!zone.text().empty() && base::Zone::find(zone.text()).ok()) return std::string(zone.text());
  }
  return "UTC";
}

// The taxes of a product that count for the company: the first company of the line that has any of them.
class TaxesOfCompany {
 public:
  explicit TaxesOfCompany(const Value& records) {
    const Value::Array& companies = records["companies"].items();
    for (std::size_t i = 0; i < companies.size(); ++i)
      generation_[companies[i]["id"].integer().value_or(0)] = i;
    for (const Value& tax : records["taxes"].items()) {
      const auto found = generation_.find(tax["company_id"].id().value_or(0));
      if (found != generation_.end()) tax_generation_[tax["id"].integer().value_or(0)] = found->second;
    }
  }
  bool knows_company(std::int64_t id) const { return id == 0 || generation_.count(id) != 0; }
  std::vector<std::int64_t> of(const std::vector<std::int64_t>& taxes) const {
    std::size_t nearest = generation_.size();
    for (const std::int64_t id : taxes) nearest = std::min(nearest, generation(id));
    std::vector<std::int64_t> kept;
    for (const std::int64_t id : taxes) {
      if (nearest < generation_.size() && generation(id) == nearest) kept.push_back(id);
    }
    return kept;
  }

 private:
  std::size_t generation(std::int64_t tax) const {
    const auto found = tax_generation_.find(tax);
    return found == tax_generation_.end() ? generation_.size() : found->second;
  }
  std::map<std::int64_t, std::size_t> generation_;
  std::map<std::int64_t, std::size_t> tax_generation_;
};

// Taxes of which one is computed on the other, as they stand together on some product.
class Compounds {
 public:
  Compounds(const Catalogue::Parts& parts, const Value& records) : parts_(parts) {
    for (const Value& tax : records["taxes"].items()) {
      const std::int64_t id = tax["id"].integer().value_or(0);
      if (tax["include_base_amount"].boolean()) adds_.insert(id);
      if (tax["is_base_affected"].is_null() || tax["is_base_affected"].boolean()) is_affected_.insert(id);
    }
  }
  bool possible() const { return !adds_.empty(); }
  void look_at(const order::Product& product) {
    const std::vector<std::int64_t> taxes = after_position(product.taxes);
    for (const std::int64_t adding : taxes) {
      for (const std::int64_t other : taxes) {
        if (adding == other || adds_.count(adding) == 0 || is_affected_.count(other) == 0) continue;
        found_.insert({adding, other});
      }
    }
  }
  const std::set<std::int64_t>& found() const { return found_; }

 private:
  std::vector<std::int64_t> after_position(const std::vector<std::int64_t>& taxes) const {
    if (!parts_.fiscal_position) return taxes;
    std::vector<std::int64_t> mapped;
    for (const std::int64_t id : taxes) {
      bool replaced = false;
      for (const auto& mapping : parts_.fiscal_position->taxes) {
        if (mapping.from != id) continue;
        replaced = true;
        if (mapping.to) mapped.push_back(*mapping.to);
      }
      if (!replaced) mapped.push_back(id);
    }
    return mapped;
  }

  const Catalogue::Parts& parts_;
  std::set<std::int64_t> adds_;
  std::set<std::int64_t> is_affected_;
  std::set<std::int64_t> found_;
};

}  // namespace

base::Decimal without_noise(const base::Decimal& value) {
  return value.round_half_away(kNoiseAfter);
}

base::Result<PosFacts> facts_of(const Value& records) {
  const Value& config = records["config"];
  PosFacts facts;
  TRY_ASSIGN(facts.config_id, id_in(config, "id"));
  TRY_ASSIGN(facts.company_id, id_in(config, "company_id"));
  TRY_ASSIGN(facts.currency, currency_of(records["currency"]));
  facts.config = config["name"].text();
  facts.warehouse_id = records["picking_type"]["warehouse_id"].id().value_or(0);
  facts.stock_location_id = records["picking_type"]["default_location_src_id"].id().value_or(0);
  facts.pricelist_id = config["pricelist_id"].id();
  facts.quantity_digits = static_cast<int>(
      std::clamp<std::int64_t>(records["digits"].integer().value_or(2), 0, kMaxQuantityDigits));
  facts.payment_methods = static_cast<int>(config["payment_method_ids"].ids().size());
  return facts;
}

base::Result<Catalogue::Parts> shop_of(const Value& records) {
  const int series = static_cast<int>(records["series"].integer().value_or(0));
  if (records["companies"].items().empty()) return bad_record("company");
  const Value& config = records["config"];
  Catalogue::Parts parts;
  TRY_ASSIGN(parts.currency, currency_of(records["currency"]));
  TRY_ASSIGN(parts.config.id, id_in(config, "id"));
  parts.tax_rounding = rounding_of(records["companies"].items().front(), series);
  parts.taxes = taxes_of(records);
  parts.payment_methods = methods_of(records);
  parts.fiscal_position = position_of(records);
  parts.config.name = config["name"].text();
  for (const order::PaymentMethod& method : parts.payment_methods)
    parts.config.payment_methods.push_back(method.id);
  parts.config.stock = stock_of(records);
  parts.config.timezone = timezone_of(records);
  if (parts.fiscal_position) parts.config.fiscal_position = parts.fiscal_position->id;
  if (const auto coin = records["cash_rounding"]["rounding"].decimal();
      coin && config["cash_rounding"].boolean())
    parts.config.cash_rounding = without_noise(*coin);
  return parts;
}

base::Result<void> add_products(Catalogue::Parts& parts, const Value& records, const GiveProducts& give) {
  const TaxesOfCompany company(records);
  Compounds compounds(parts, records);
  TRY(give([&](RawProduct raw) {
    order::Product& product = parts.products.emplace_back(std::move(raw.product));
    product.taxes = company.of(product.taxes);
    product.of_company = company.knows_company(raw.company_id);
    if (compounds.possible() && product.taxes.size() > 0) compounds.look_at(product);
  }));
  for (order::Tax& tax : parts.taxes) {
    if (compounds.found().count(tax.id) != 0) tax.type = order::TaxType::other;
  }
  return {};
}

}  // namespace ordersync::pos::odoo
