// What changed between two contents of one order, field by field, in the guide's names. Looks at exactly the
// fields of content_bytes(), so that there is a difference whenever the bytes differ.
#include "order/order.h"

namespace ordersync::order {
namespace {

using base::Decimal;

const std::string kNothing = "nothing";

std::string shown(const std::string& text) {
  return text.empty() ? kNothing : text;
}
std::string shown(const Decimal& value) {
  return value.to_string();
}
std::string shown(base::Money value) {
  return value.to_string();
}
std::string shown(std::int64_t value) {
  return std::to_string(value);
}
std::string shown(base::Instant value) {
  return base::to_iso8601(value);
}
template <class T>
std::string shown(const std::optional<T>& value) {
  return value ? shown(*value) : kNothing;
}

class Comparison {
 public:
  template <class T>
  void field(const std::string& path, const T& before, const T& after) {
    if (before != after) found_.push_back({path, shown(before), shown(after)});
  }
  void only(const std::string& path, std::string before, std::string after) {
    found_.push_back({path, std::move(before), std::move(after)});
  }
  std::vector<Difference> take() { return std::move(found_); }

 private:
  std::vector<Difference> found_;
};

std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + '[' + std::to_string(index) + ']';
}

// The place in the payload, where lines were left out before this one.
std::string place_of(const OrderLine& line, std::size_t index) {
  return at("OrderItems", line.number > 0 ? static_cast<std::size_t>(line.number) - 1 : index);
}

std::string in_words(const OrderLine& line) {
  const std::string what = line.name.empty() ? "item " + line.item_id : line.name;
  return line.quantity.to_string() + " × " + what + " at " + line.price.to_string();
}
std::string in_words(const Component& component) {
  const std::string what = component.name.empty() ? "item " + component.item_id : component.name;
  return component.quantity.to_string() + " × " + what;
}
std::string in_words(const Checkout& checkout) {
  const std::string how =
      checkout.card_type.empty() ? "PaymentMode " + shown(checkout.payment_mode) : checkout.card_type;
  return checkout.amount.to_string() + " by " + how;
}

// Walks two lists side by side; what only one of them has is told in words.
template <class T, class Place, class Compare>
void compare_lists(Comparison& comparison, const std::vector<T>& before, const std::vector<T>& after,
                   Place place, Compare compare) {
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    if (i >= after.size()) {
      comparison.only(place(before[i], i), in_words(before[i]), kNothing);
    } else if (i >= before.size()) {
      comparison.only(place(after[i], i), kNothing, in_words(after[i]));
    } else {
      compare(place(after[i], i) + '.', before[i], after[i]);
    }
  }
}

void compare_line(Comparison& comparison, const std::string& path, const OrderLine& before,
                  const OrderLine& after) {
  comparison.field(path + "ItemID", before.item_id, after.item_id);
  comparison.field(path + "OdooItemID", before.odoo_item_id, after.odoo_item_id);
  comparison.field(path + "ItemName", before.name, after.name);
  comparison.field(path + "Price", before.price, after.price);
  comparison.field(path + "Quantity", before.quantity, after.quantity);
  comparison.field(path + "DiscountAmount", before.discount, after.discount);
  comparison.field(path + "DiscountPercentage", before.discount_percent, after.discount_percent);
  compare_lists(
      comparison, before.components, after.components,
      [&path](const Component&, std::size_t i) { return path + at("OrderDetailPackages", i); },
      [&comparison](const std::string& where, const Component& a, const Component& b) {
        comparison.field(where + "ItemID", a.item_id, b.item_id);
        comparison.field(where + "ItemName", a.name, b.name);
        comparison.field(where + "Price", a.price, b.price);
        comparison.field(where + "Quantity", a.quantity, b.quantity);
      });
}

void compare_checkout(Comparison& comparison, const std::string& path, const Checkout& before,
                      const Checkout& after) {
  comparison.field(path + "AmountPaid", before.amount, after.amount);
  comparison.field(path + "CardType", before.card_type, after.card_type);
  comparison.field(path + "PaymentMode", before.payment_mode, after.payment_mode);
  comparison.field(path + "ReferenceID", before.reference_id, after.reference_id);
}

}  // namespace

std::vector<Difference> differences(const Order& before, const Order& after) {
  Comparison comparison;
  if (before.key.kind != after.key.kind) {
    comparison.only("OrderStatus", std::string(to_string(before.key.kind)),
                    std::string(to_string(after.key.kind)));
  }
  if (before.grand_total.currency() != after.grand_total.currency()) {
    comparison.only("currency", std::string(before.grand_total.currency().code()),
                    std::string(after.grand_total.currency().code()));
  }
  comparison.field("OrderDate", before.date, after.date);
  comparison.field("GrandTotal", before.grand_total, after.grand_total);
  comparison.field("AmountPaid", before.amount_paid, after.amount_paid);
  comparison.field("AmountTotal", before.amount_total, after.amount_total);
  comparison.field("Tax", before.tax, after.tax);
  comparison.field("TaxPercent", before.tax_percent, after.tax_percent);
  comparison.field("AmountDiscount", before.discount, after.discount);
  comparison.field("ServiceCharges", before.service_charge, after.service_charge);
  comparison.field("DeliveryCharges", before.delivery_charge, after.delivery_charge);
  comparison.field("Tip", before.tip, after.tip);
  comparison.field("BalanceAmount", before.balance, after.balance);
  compare_lists(comparison, before.lines, after.lines, place_of,
                [&comparison](const std::string& path, const OrderLine& a, const OrderLine& b) {
                  compare_line(comparison, path, a, b);
                });
  compare_lists(
      comparison, before.checkouts, after.checkouts,
      [](const Checkout&, std::size_t i) { return at("CheckoutDetails", i); },
      [&comparison](const std::string& path, const Checkout& a, const Checkout& b) {
        compare_checkout(comparison, path, a, b);
      });
  return comparison.take();
}

}  // namespace ordersync::order
