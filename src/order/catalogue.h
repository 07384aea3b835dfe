// Catalogue: what one POS configuration can sell and how it can be paid, as a value with an age on it.
// Immutable once built; shared between threads as shared_ptr<const Catalogue>. Names are Odoo's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/money.h"
#include "base/time.h"

namespace ordersync::order {

// How the POS rounds taxes; taxes.h has the formulas. Odoo's own two words, and what older Odoos make of
// round_globally: round_bases_globally that of 18, round_taxes_globally those up to 17.
enum class TaxRounding { round_per_line, round_globally, round_bases_globally, round_taxes_globally };
enum class TaxType { percent, other };  // other: by the POS's own computation only, else parked
enum class ProductType { storable, consumable, service };
enum class MethodType { cash, bank, pay_later };  // pay_later: no journal, Odoo's "Customer Account"
enum class StockMode { real_time, at_closing };

struct Tax {
  std::int64_t id = 0;
  std::string name;
  TaxType type = TaxType::percent;
  base::Decimal amount;  // percent: 15 is 15 %
  bool price_include = false;
  bool active = true;
  bool pos_tells = false;  // other: the POS can be asked what a line with it comes to
};

struct Product {
  std::int64_t id = 0;
  std::string name;
  std::vector<std::string> other_names;  // in the other installed languages (Odoo)
  std::string default_code;
  std::string barcode;
  base::Decimal list_price;
  ProductType type = ProductType::storable;
  std::vector<std::int64_t> taxes;
  bool sale_ok = true;
  bool available_in_pos = true;
  bool active = true;
  bool of_company = true;  // belongs to the POS's company, or to none
  friend bool operator==(const Product&, const Product&) = default;
  bool can_be_sold() const { return sale_ok && available_in_pos && active && of_company; }
};

struct PaymentMethod {
  std::int64_t id = 0;
  std::string name;
  std::string journal;  // empty: none
  MethodType type = MethodType::bank;
  bool needs_customer = false;  // though it has a journal ("Identify Customer" of Odoo)
};

// Replaces a tax by another or by none.
struct FiscalPosition {
  struct Mapping {
    std::int64_t from = 0;
    std::optional<std::int64_t> to;
  };
  std::int64_t id = 0;
  std::string name;
  std::vector<Mapping> taxes;
};

struct PosConfig {
  std::int64_t id = 0;
  std::string name;
  std::vector<std::int64_t> payment_methods;  // in the POS's order
  StockMode stock = StockMode::real_time;
  std::string timezone = "UTC";
  std::optional<std::int64_t> fiscal_position;
  base::Decimal cash_rounding;  // 0: none; else the coin, such as 0.05
};

class Catalogue {
 public:
  struct Parts {
    base::Currency currency;
    TaxRounding tax_rounding = TaxRounding::round_per_line;
    std::vector<Tax> taxes;
    std::vector<Product> products;
    std::vector<PaymentMethod> payment_methods;  // only those of the configuration, in its order
    std::optional<FiscalPosition> fiscal_position;
    PosConfig config;
    std::int64_t version = 0;  // grows when anything here changes
    base::Instant read_at;
    std::optional<std::int64_t> rounding_product;  // the embedded POS's own; nothing in Odoo
  };
  explicit Catalogue(Parts parts);

  base::Currency currency() const { return parts_.currency; }
  TaxRounding tax_rounding() const { return parts_.tax_rounding; }
  const PosConfig& config() const { return parts_.config; }
  std::span<const PaymentMethod> payment_methods() const { return parts_.payment_methods; }
  std::span<const Product> products() const { return parts_.products; }
  std::span<const Tax> taxes() const { return parts_.taxes; }
  std::int64_t version() const { return parts_.version; }
  base::Instant read_at() const { return parts_.read_at; }
  std::optional<std::int64_t> rounding_product() const { return parts_.rounding_product; }

  // All give nullptr or nothing when there is none. Of two records with one id the first counts.
  const Product* product(std::int64_t id) const;
  const PaymentMethod* payment_method(std::int64_t id) const;
  const Tax* tax(std::int64_t id) const;
  // Sellable and unsellable products alike, in id order. `name` is compared after trimming.
  std::vector<const Product*> products_named(std::string_view name) const;
  std::vector<const Product*> products_named_ignoring_case(std::string_view name) const;
  // The product's taxes after the fiscal position, in the order of the product, each once; inactive and
  // unknown taxes left out.
  std::vector<const Tax*> taxes_of(const Product& product) const;

 private:
  // Where products are, by place in parts_.products. A name stands for its hash when case does not count: the
  // texts again would be half of a large catalogue. Sorted by the first member, then by the product's id.
  struct IdEntry {
    std::int64_t id;
    std::uint32_t place;
  };
  struct NameEntry {
    std::size_t hash;
    std::uint32_t place;
  };

  void index_products();
  template <class IsIt>
  std::vector<const Product*> products_with_name(std::string_view folded, IsIt is_it) const;

  Parts parts_;
  std::unordered_map<std::int64_t, std::size_t> tax_by_id_;
  std::vector<IdEntry> products_by_id_;
  std::vector<NameEntry> products_by_name_;
};

}  // namespace ordersync::order
