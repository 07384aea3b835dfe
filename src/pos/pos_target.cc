// The pure part of the port: what differs between a document and the order that stands in the POS.
#include "pos/pos_target.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.h"

namespace ordersync::pos {
namespace {

using order::DocumentLine;
using order::DocumentPayment;
using order::PosDocument;

constexpr std::size_t kDifferencesShown = 5;

// Collects "total: sent 92.00, in the POS 80.00" and makes one text of it.
class Differences {
 public:
  void add(std::string what, const std::string& sent, const std::string& booked) {
    add(std::move(what) + ": sent " + sent + ", in the POS " + booked);
  }
  void add(std::string text) {
    if (texts_.size() < kDifferencesShown) texts_.push_back(std::move(text));
    ++count_;
  }
  bool none() const { return count_ == 0; }
  std::string joined() const {
    std::string out = base::joined(texts_, "; ");
    if (count_ > texts_.size()) out += "; and " + std::to_string(count_ - texts_.size()) + " more";
    return out;
  }

 private:
  std::vector<std::string> texts_;
  std::size_t count_ = 0;
};

std::string money_text(base::Money amount) {
  return amount.to_string() + " " + std::string(amount.currency().code());
}

void compare_money(std::string what, base::Money sent, base::Money booked, Differences& differences) {
  if (sent != booked) differences.add(std::move(what), money_text(sent), money_text(booked));
}

// Odoo sorts by id or by its own order and knows products by their own names: only what counts is compared.
bool same_line(const DocumentLine& a, const DocumentLine& b) {
  return a.product_id == b.product_id && a.qty == b.qty && same_price(a.price_unit, b.price_unit) &&
         same_price(a.discount_percent, b.discount_percent) && a.subtotal == b.subtotal &&
         a.total == b.total &&
         std::is_permutation(a.taxes.begin(), a.taxes.end(), b.taxes.begin(), b.taxes.end());
}

bool same_payment(const DocumentPayment& a, const DocumentPayment& b) {
  return a.method_id == b.method_id && a.amount == b.amount && a.is_change == b.is_change;
}

std::string line_text(const DocumentLine& line) {
  std::string out = line.qty.to_string() + " × " + line.product + " at " + line.price_unit.to_string();
  if (!line.discount_percent.is_zero()) out += " less " + line.discount_percent.to_string() + " %";
  out += " = " + line.total.to_string() + " (without tax " + line.subtotal.to_string() + ")";
  return out;
}

std::string payment_text(const DocumentPayment& payment) {
  return payment.method + " " + money_text(payment.amount) + (payment.is_change ? " (change)" : "");
}

// Pairs equal items whatever their order; what is left over on either side is a difference.
template <class Item, class Same, class Text>
void compare_items(const std::string& noun, const std::vector<Item>& sent, const std::vector<Item>& booked,
                   Same same, Text text, Differences& differences) {
  if (std::equal(sent.begin(), sent.end(), booked.begin(), booked.end(), same)) return;
  std::vector<const Item*> rest;
  for (const Item& item : booked) rest.push_back(&item);
  std::vector<std::size_t> unmatched;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto found =
        std::find_if(rest.begin(), rest.end(), [&](const Item* item) { return same(sent[i], *item); });
    if (found == rest.end()) {
      unmatched.push_back(i);
    } else {
      rest.erase(found);
    }
  }
  for (std::size_t i = 0; i < unmatched.size(); ++i) {
    const std::string what = noun + " " + std::to_string(unmatched[i] + 1);
    const std::string sent_text = text(sent[unmatched[i]]);
    if (i < rest.size()) {
      differences.add(what, sent_text, text(*rest[i]));
    } else {
      differences.add(what + ": sent " + sent_text + ", missing in the POS");
    }
  }
  for (std::size_t i = unmatched.size(); i < rest.size(); ++i) {
    differences.add(noun + " that was not sent: " + text(*rest[i]));
  }
}

struct Moved {
  std::string product;
  base::Decimal net;      // of the lines that go the picking's way less those that come back
  base::Decimal one_way;  // of the former only: Odoo makes two pickings of mixed signs
  base::Decimal booked;
  bool is_sold = false;

  base::Decimal expected() const { return net.is_negative() ? base::Decimal() : net; }
  bool is_right() const { return booked == expected() || booked == one_way; }
  // Of a kit its parts move, which no line sells.
  bool may_be_kit() const { return is_sold && booked.is_zero(); }
};

// By product.
std::map<std::int64_t, Moved> moved(const PosDocument& document, const Picking& picking) {
  std::map<std::int64_t, Moved> moved;
  for (const DocumentLine& line : document.lines) {
    if (line.product_type == order::ProductType::service) continue;
    const base::Decimal qty = picking.direction == PickingDirection::out ? line.qty : -line.qty;
    Moved& entry = moved[line.product_id];
    entry.product = line.product;
    entry.net += qty;
    if (!qty.is_negative()) entry.one_way += qty;
    entry.is_sold = true;
  }
  for (const BookedMove& move : picking.moves) {
    Moved& entry = moved[move.product_id];
    if (entry.product.empty()) entry.product = move.product;
    entry.booked += move.qty;
  }
  return moved;
}

// A picking is looked at only where there is one: with stock moved at closing an order has none.
void compare_picking(const PosDocument& document, const Picking& picking, Differences& differences) {
  if (picking.state != "done")
    differences.add("picking " + picking.name + " is " + picking.state + ", not done");
  const auto all = moved(document, picking);
  const auto wrong = [&](auto rule) {
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& entry) { return !entry.second.is_right() && rule(entry.second); });
  };
  const bool kits = wrong([](const Moved& entry) { return entry.may_be_kit(); }) &&
                    wrong([](const Moved& entry) { return !entry.is_sold; });
  for (const auto& [id, entry] : all) {
    if (entry.is_right() || (kits && (entry.may_be_kit() || !entry.is_sold))) continue;
    differences.add("picking " + picking.name + ", " + entry.product, entry.expected().to_string(),
                    entry.booked.to_string());
  }
}

}  // namespace

bool same_price(const base::Decimal& a, const base::Decimal& b) {
  if (a == b) return true;
  constexpr int kDigits = 9;
  try {
    const base::Decimal apart = (a - b).abs();
    // Times 10⁹ by moving the point, which cannot overflow where the digits are behind it.
    const base::Decimal scaled = apart.scale() >= kDigits
                                     ? base::Decimal::from_units(apart.mantissa(), apart.scale() - kDigits)
                                     : apart * base::Decimal(1'000'000'000);
    return scaled <= std::max(a.abs(), b.abs());
  } catch (const base::Overflow&) {
    return false;  // numbers that cannot even be subtracted are no two readings of one
  }
}

bool is_paid(const BookedOrder& booked) {
  return booked.state == "paid" || booked.state == "done" || booked.state == "invoiced";
}

std::optional<order::Notice> compare(const PosDocument& document, const BookedOrder& booked) {
  if (booked.alarm) return booked.alarm;
  Differences differences;
  if (!is_paid(booked)) {
    differences.add("state", "paid", booked.state);
  }
  if (booked.key != document.key) differences.add("key", to_string(document.key), to_string(booked.key));
  if (booked.pos_config != document.pos_config) {
    differences.add("POS", document.pos_config, booked.pos_config);
  }
  // Odoo keeps whole seconds.
  const auto seconds = [](base::Instant t) { return std::chrono::floor<std::chrono::seconds>(t); };
  if (seconds(document.date) != seconds(booked.date)) {
    differences.add("date", base::to_iso8601(document.date), base::to_iso8601(booked.date));
  }
  compare_money("total", document.total, booked.total, differences);
  compare_money("tax", document.tax, booked.tax, differences);
  compare_money("paid", document.amount_paid, booked.amount_paid, differences);
  compare_money("change", document.change, booked.change, differences);
  compare_items("line", document.lines, booked.lines, same_line, line_text, differences);
  compare_items("payment", document.payments, booked.payments, same_payment, payment_text, differences);
  if (booked.picking) compare_picking(document, *booked.picking, differences);
  if (differences.none()) return std::nullopt;
  return order::Notice{"booked_differs",
                       "Order " + booked.name + " stands in the POS otherwise than it was sent: " +
                           differences.joined() + ". Correct it in the POS or accept it as it stands"};
}

order::Problem superseded(const order::OrderKey& key) {
  return {"superseded",
          "Order " + key.external_id +
              " was sent otherwise before it was booked: nothing of it stands, and what came last counts",
          "superseded", order::Remedy::wait};
}

// For a POS that shows at once whatever was sent to it.
std::vector<Outcome> Target::call_off(const Session&, std::span<const PosDocument> documents) {
  std::vector<order::OrderKey> keys;
  for (const PosDocument& document : documents) keys.push_back(document.key);
  const auto standing = find(keys);
  std::vector<Outcome> outcomes(documents.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!standing.ok()) {
      const base::Error& error = standing.error();
      outcomes[i].problem = order::Problem{error.code, error.message, error.code, order::Remedy::wait};
    } else if ((*standing)[i]) {
      outcomes[i].kind = Outcome::Kind::exists;
    } else {
      outcomes[i].kind = Outcome::Kind::refused;
      outcomes[i].problem = superseded(keys[i]);
    }
  }
  return outcomes;
}

}  // namespace ordersync::pos
