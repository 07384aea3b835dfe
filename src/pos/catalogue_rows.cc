// Field by field: what each may hold, what it is when left out, and what is said when it is wrong.
#include "pos/catalogue_rows.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/contains.h"
#include "base/text.h"
#include "base/time.h"
#include "base/whole_number.h"
#include "pos/embedded_store.h"
#include "pos/names.h"

namespace ordersync::pos {
namespace {

constexpr std::size_t kErrorsShown = 20;

constexpr std::string_view kTaxFields[] = {"id", "name", "amount", "price_include", "type", "active"};
constexpr std::string_view kProductFields[] = {"id",     "name",         "list_price", "type",
                                               "taxes",  "on_hand",      "sale_ok",    "available_in_pos",
                                               "active", "default_code", "barcode"};
constexpr std::string_view kMethodFields[] = {"id", "name", "journal", "type"};
constexpr std::string_view kPositionFields[] = {"id", "name", "taxes"};
constexpr std::string_view kMappingFields[] = {"from", "to"};
constexpr std::string_view kConfigFields[] = {"id",       "name",    "payment_methods", "stock",
                                              "timezone", "session", "fiscal_position", "cash_rounding"};

// The fields of one object. What is missing or wrong is noted, and something harmless is given back: a file
// with errors is never imported.
class Fields {
 public:
  Fields(const Node& node, const std::string& place, std::span<const std::string_view> known,
         FileErrors& errors)
      : node_(node), place_(place), errors_(errors) {
    if (node.kind != Node::Kind::object) {
      errors.add(place, "must be an object with the fields " + base::joined(known, ", "));
      return;
    }
    for (std::size_t i = 0; i < node.names.size(); ++i) check_known(i, known);
  }

  std::int64_t id() {
    const Node* value = find("id");
    if (value == nullptr) return fail("id", "is missing"), 0;
    return id_of(*value, "id");
  }

  std::string name() {
    const Node* value = find("name");
    if (value == nullptr) return fail("name", "is missing"), "";
    std::string text = value->kind == Node::Kind::text ? std::string(base::trim(value->text)) : "";
    if (text.empty()) fail("name", "must be a text that is not empty");
    return text;
  }

  base::Decimal decimal(std::string_view field) {
    const Node* value = find(field);
    if (value == nullptr) return {};
    if (value->kind != Node::Kind::number && value->kind != Node::Kind::text) {
      return fail(field, "must be a number, or a number as text"), base::Decimal();
    }
    auto number = base::Decimal::parse(value->text);
    if (number.ok()) return *number;
    return fail(field, base::quoted(value->text) + " is not a number that can be kept exactly"),
           base::Decimal();
  }

  bool flag_or(std::string_view field, bool otherwise) {
    const Node* value = find(field);
    if (value == nullptr) return otherwise;
    if (value->kind != Node::Kind::boolean) fail(field, "must be true or false");
    return value->truth;
  }

  template <class T>
  std::optional<T> choice(std::string_view field) {
    const Node* value = find(field);
    if (value == nullptr) return std::nullopt;
    const auto chosen = value->kind == Node::Kind::text ? value_named<T>(value->text) : std::nullopt;
    if (!chosen) {
      fail(field, "must be one of " + base::joined(all_names(T{}), ", ", &Named<T>::name));
    }
    return chosen;
  }

  // Null, left out and blank are all "none"; `given` and `left_out` tell the second from the others.
  std::string text(std::string_view field) {
    const Node* value = find(field);
    if (value == nullptr || value->kind == Node::Kind::null) return "";
    if (value->kind == Node::Kind::text || value->kind == Node::Kind::number)
      return std::string(base::trim(value->text));
    return fail(field, "must be a text or null"), "";
  }
  bool given(std::string_view field) const { return base::contains(node_.names, field); }
  bool left_out(std::string_view field) const { return !given(field); }

  std::optional<std::int64_t> id_or_none(std::string_view field) {
    const Node* value = find(field);
    if (value == nullptr || value->kind == Node::Kind::null) return std::nullopt;
    return id_of(*value, std::string(field));
  }

  std::vector<std::int64_t> ids(std::string_view field) {
    std::vector<std::int64_t> ids;
    for_each_item(field, [&](const Node& item, const std::string& name) {
      const std::int64_t id = id_of(item, name);
      if (base::contains(ids, id)) return fail(name, std::to_string(id) + " stands twice");
      ids.push_back(id);
    });
    return ids;
  }

  template <class Use>
  void for_each_item(std::string_view field, Use use) {
    const Node* value = find(field);
    if (value == nullptr) return;
    if (value->kind != Node::Kind::array) return fail(field, "must be a list");
    for (std::size_t i = 0; i < value->items.size(); ++i) {
      use(value->items[i], std::string(field) + "[" + std::to_string(i) + "]");
    }
  }

  void fail(std::string_view field, const std::string& text) {
    errors_.add(place_ + "." + std::string(field), text);
  }
  std::string place_of(const std::string& field) const { return place_ + "." + field; }

 private:
  const Node* find(std::string_view name) const {
    for (std::size_t i = 0; i < node_.names.size(); ++i) {
      if (node_.names[i] == name) return node_.items[i].kind == Node::Kind::blank ? nullptr : &node_.items[i];
    }
    return nullptr;
  }

  void check_known(std::size_t index, std::span<const std::string_view> known) {
    const std::string& name = node_.names[index];
    if (!base::contains(known, name)) {
      errors_.add(place_ + "." + base::printable(name, 80), "unknown field" + known_instead(name, known));
      return;
    }
    for (std::size_t i = 0; i < index; ++i) {
      if (node_.names[i] == name) fail(name, "stands twice");
    }
  }

  std::int64_t id_of(const Node& value, const std::string& field) {
    const bool number = value.kind == Node::Kind::number || value.kind == Node::Kind::text;
    const auto id = base::whole_number<std::int64_t>(value.text);
    if (!number || !id || *id < 1 || *id > kLargestImportedId) {
      fail(field, "must be a whole number from 1 to " + std::to_string(kLargestImportedId));
      return 0;
    }
    return *id;
  }

  const Node& node_;
  const std::string& place_;
  FileErrors& errors_;
};

// As in Odoo the journal makes the type: a method without a journal is the customer account. Change is given
// from a cash method only: one that is called so must not become a bank's for want of a type.
order::MethodType type_left_out(const order::PaymentMethod& method, bool without_journal) {
  if (without_journal) return order::MethodType::pay_later;
  return base::has_word(method.name, "cash") || base::has_word(method.journal, "cash")
             ? order::MethodType::cash
             : order::MethodType::bank;
}

}  // namespace

void FileErrors::add(const std::string& place, const std::string& text) {
  if (++count_ == 1) first_place_ = place;
  if (shown_.size() < kErrorsShown) shown_.push_back(place + ": " + text);
}

void FileErrors::add_duplicate(const std::string& place, const std::string& text) {
  ++duplicates_;
  add(place, text);
}

base::Error FileErrors::error() const {
  CHECK(count_ > 0);
  std::string message = base::joined(shown_, "; ");
  if (count_ > shown_.size()) message += "; and " + std::to_string(count_ - shown_.size()) + " more";
  base::Error error = base::invalid(duplicates_ == count_ ? "duplicate_id" : "bad_catalogue",
                                    "The catalogue was not imported: " + message);
  error.about = first_place_;
  return error;
}

// Near is what has at least half of its letters where they belong.
std::string known_instead(std::string_view name, std::span<const std::string_view> known) {
  const std::string_view start = name.substr(0, 64);  // a field's name is short; a hostile one costs no more
  std::string_view nearest;
  std::size_t nearest_is = std::numeric_limits<std::size_t>::max();
  for (const std::string_view one : known) {
    const std::size_t away = base::edit_distance(start, one);
    if (away < nearest_is) nearest = one, nearest_is = away;
  }
  if (2 * nearest_is <= std::max(start.size(), nearest.size()))
    return ", did you mean " + std::string(nearest) + "?";
  return ": there are " + base::joined(known, ", ");
}

std::span<const std::string_view> product_fields() {
  return kProductFields;
}

void RowReader::claim(Places& places, std::int64_t id, const std::string& place) {
  if (id == 0) return;  // already an error
  const auto [first, added] = places.try_emplace(id, place);
  if (!added) {
    errors_.add_duplicate(place + ".id",
                          std::to_string(id) + " stands twice (first at " + first->second + ")");
  }
}

void RowReader::tax(const Node& node, const std::string& place) {
  Fields fields(node, place, kTaxFields, errors_);
  if (node.kind != Node::Kind::object) return;
  order::Tax tax;
  tax.id = fields.id();
  tax.name = fields.name();
  tax.amount = fields.decimal("amount");
  tax.price_include = fields.flag_or("price_include", false);
  tax.type = fields.choice<order::TaxType>("type").value_or(order::TaxType::percent);
  tax.active = fields.flag_or("active", true);
  LeftOut& left_out = file_.left_out.taxes.emplace_back();
  left_out.amount = fields.left_out("amount");
  left_out.price_include = fields.left_out("price_include");
  left_out.type = fields.left_out("type");
  left_out.active = fields.left_out("active");
  claim(taxes_, tax.id, place);
  file_.taxes.push_back(std::move(tax));
}

void RowReader::product(const Node& node, const std::string& place) {
  Fields fields(node, place, kProductFields, errors_);
  if (node.kind != Node::Kind::object) return;
  CatalogueFile::ProductRow row;
  order::Product& product = row.product;
  product.id = fields.id();
  product.name = fields.name();
  product.list_price = fields.decimal("list_price");
  product.type = fields.choice<order::ProductType>("type").value_or(order::ProductType::storable);
  product.taxes = fields.ids("taxes");
  product.sale_ok = fields.flag_or("sale_ok", true);
  product.available_in_pos = fields.flag_or("available_in_pos", true);
  product.active = fields.flag_or("active", true);
  product.default_code = fields.text("default_code");
  product.barcode = fields.text("barcode");
  row.on_hand = fields.decimal("on_hand");
  LeftOut& left_out = file_.left_out.products.emplace_back();
  left_out.list_price = fields.left_out("list_price");
  left_out.type = fields.left_out("type");
  left_out.taxes = fields.left_out("taxes");
  left_out.sale_ok = fields.left_out("sale_ok");
  left_out.available_in_pos = fields.left_out("available_in_pos");
  left_out.active = fields.left_out("active");
  left_out.default_code = fields.left_out("default_code");
  left_out.barcode = fields.left_out("barcode");
  claim(products_, product.id, place);
  file_.products.push_back(std::move(row));
}

// A journal that is merely left out has the method's name.
void RowReader::payment_method(const Node& node, const std::string& place) {
  Fields fields(node, place, kMethodFields, errors_);
  if (node.kind != Node::Kind::object) return;
  order::PaymentMethod method;
  method.id = fields.id();
  method.name = fields.name();
  method.journal = fields.text("journal");
  const bool without_journal = fields.given("journal") && method.journal.empty();
  const auto type = fields.choice<order::MethodType>("type");
  method.type = type.value_or(type_left_out(method, without_journal));
  if (method.type == order::MethodType::pay_later && !method.journal.empty()) {
    fields.fail("journal", "a pay_later method has no journal");
  }
  if (method.type != order::MethodType::pay_later && !fields.given("journal")) method.journal = method.name;
  LeftOut& left_out = file_.left_out.payment_methods.emplace_back();
  left_out.journal = fields.left_out("journal");
  left_out.type = fields.left_out("type");
  claim(payment_methods_, method.id, place);
  file_.payment_methods.push_back(std::move(method));
}

void RowReader::fiscal_position(const Node& node, const std::string& place) {
  Fields fields(node, place, kPositionFields, errors_);
  if (node.kind != Node::Kind::object) return;
  order::FiscalPosition position;
  position.id = fields.id();
  position.name = fields.name();
  fields.for_each_item("taxes", [&](const Node& item, const std::string& name) {
    const std::string item_place = fields.place_of(name);
    Fields mapping(item, item_place, kMappingFields, errors_);
    if (item.kind != Node::Kind::object) return;
    const auto from = mapping.id_or_none("from");
    if (!from) mapping.fail("from", "is missing");
    position.taxes.push_back({from.value_or(0), mapping.id_or_none("to")});
  });
  file_.left_out.fiscal_positions.emplace_back().taxes = fields.left_out("taxes");
  claim(fiscal_positions_, position.id, place);
  file_.fiscal_positions.push_back(std::move(position));
}

void RowReader::pos_config(const Node& node, const std::string& place) {
  Fields fields(node, place, kConfigFields, errors_);
  if (node.kind != Node::Kind::object) return;
  CatalogueFile::ConfigRow row;
  order::PosConfig& config = row.config;
  config.id = fields.id();
  config.name = fields.name();
  config.payment_methods = fields.ids("payment_methods");
  config.stock = fields.choice<order::StockMode>("stock").value_or(order::StockMode::real_time);
  if (std::string zone = fields.text("timezone"); !zone.empty()) config.timezone = std::move(zone);
  if (!base::Zone::find(config.timezone).ok()) {
    fields.fail("timezone",
                "there is no time zone " + base::quoted(config.timezone) + " (such as Europe/Berlin or UTC)");
  }
  config.fiscal_position = fields.id_or_none("fiscal_position");
  config.cash_rounding = fields.decimal("cash_rounding");
  if (config.cash_rounding.is_negative()) fields.fail("cash_rounding", "must not be negative");
  row.session = fields.choice<StartSession>("session").value_or(StartSession::none);
  LeftOut& left_out = file_.left_out.pos_configs.emplace_back();
  left_out.payment_methods = fields.left_out("payment_methods");
  left_out.stock = fields.left_out("stock");
  left_out.timezone = fields.left_out("timezone");
  left_out.fiscal_position = fields.left_out("fiscal_position");
  left_out.cash_rounding = fields.left_out("cash_rounding");
  claim(pos_configs_, config.id, place);
  if (const auto [first, added] = config_names_.try_emplace(config.name, place);
      !added && !config.name.empty()) {
    fields.fail("name", base::quoted(config.name) + " stands twice (first at " + first->second + ")");
  }
  file_.pos_configs.push_back(std::move(row));
}

void RowReader::currency(const Node& node) {
  auto currency = base::Currency::of(node.kind == Node::Kind::text ? node.text : "");
  if (!currency.ok())
    return errors_.add("currency", "must be an ISO 4217 code of three capital letters, such as USD");
  file_.currency = *currency;
}

void RowReader::tax_rounding(const Node& node) {
  file_.tax_rounding = value_named<order::TaxRounding>(node.kind == Node::Kind::text ? node.text : "");
  // The others are those of old Odoos: the embedded POS has no such setting.
  if (file_.tax_rounding != order::TaxRounding::round_per_line &&
      file_.tax_rounding != order::TaxRounding::round_globally)
    file_.tax_rounding.reset();
  if (!file_.tax_rounding) errors_.add("tax_rounding", "must be round_per_line or round_globally");
}

}  // namespace ordersync::pos
