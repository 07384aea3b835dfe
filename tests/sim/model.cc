// Comparing a world with what was sold in it; see model.h.
#include "tests/sim/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"

namespace ordersync::sim {

namespace {

using journal::State;

std::string key_text(const order::OrderKey& key) {
  return key.source + " " + key.external_id + (key.kind == order::Kind::refund ? " refund" : "");
}

std::string key_text(const ModelOrder& order) {
  return key_text(order.key());
}

std::string money(std::int64_t cents) {
  return fmt::format("{}{}.{:02}", cents < 0 ? "-" : "", std::abs(cents) / 100, std::abs(cents) % 100);
}

std::int64_t cents(base::Money amount) {
  return amount.minor();
}

std::map<std::int64_t, int> pieces_of(const pos::BookedOrder& order) {
  std::map<std::int64_t, int> pieces;
  for (const auto& line : order.lines) pieces[line.product_id] += static_cast<int>(line.qty.mantissa());
  return pieces;
}

bool is_content(const pos::BookedOrder& booked, const Content& content) {
  return cents(booked.total) == content.total_cents && pieces_of(booked) == content.pieces;
}

std::string booked_text(const pos::BookedOrder& order) {
  return order.name + " over " + order.total.to_string();
}

}  // namespace

const std::vector<Model::Product>& Model::products() {
  static const std::vector<Product> kProducts = {
      {10, "Burger", 9200, 8000, true}, {11, "Fries", 1150, 1000, true}, {12, "Tea", 500, 500, true},
      {13, "Iced Tea", 600, 600, true}, {14, "Bread", 2100, 2000, true}, {22, "Napkin", 10, 10, true},
      {30, "Latte", 400, 400, false},
  };
  return kProducts;
}

std::string shown_as_json(const ModelOrder& order, const Content& content) {
  std::string items;
  std::int64_t net = 0;
  for (const auto& [id, pieces] : content.pieces) {
    const auto& all = Model::products();
    const auto product =
        std::find_if(all.begin(), all.end(), [id = id](const auto& one) { return one.id == id; });
    CHECK(product != all.end());
    net += pieces * product->net_cents;
    items += fmt::format(R"({}{{"ItemID":"x{}","ItemName":"{}","Price":{},"Quantity":{}}})",
                         items.empty() ? "" : ",", id, product->name, money(product->net_cents), pieces);
  }
  const std::string status = content.cancelled ? R"("OrderStatus":105,)"
                             : order.is_refund ? R"("OrderStatus":106,)"
                                               : "";
  const std::string total = money(content.total_cents);
  return fmt::format(
      R"({{"OrderID":"{}",{}"OrderDate":"{}","OrderItems":[{}],"AmountTotal":{},"Tax":{},"GrandTotal":{},"AmountPaid":{},)"
      R"("CheckoutDetails":[{{"AmountPaid":{},"CardType":"Cash","PaymentMode":1}}]}})",
      order.id, status, base::to_iso8601(order.changed_at), items, money(net),
      money(content.total_cents - net), total, total, total);
}

// No draft, no rescue session, one picking an order and that done, unless its session moves stock at closing.
std::string Model::safe_in_odoo(testing::FakeOdoo& odoo) const {
  std::set<int> rescue, at_closing;
  for (const auto& session : odoo.rows("pos.session")) {
    if (session["rescue"] == true) rescue.insert(session["id"].get<int>());
    // Of a session that was left half made for longer than an attempt counts as ours: its stock mode rules.
    if (session["update_stock_at_closing"] == true) at_closing.insert(session["id"].get<int>());
  }
  std::map<int, int> done;
  std::map<int, int> pickings;
  for (const auto& picking : odoo.rows("stock.picking")) {
    ++pickings[picking["pos_order_id"]];
    if (picking["state"] == "done") ++done[picking["pos_order_id"]];
  }
  for (const auto& order : odoo.rows("pos.order")) {
    const std::string name = order["name"];
    const std::string state = order["state"];
    if (state != "paid" && state != "done") return "order " + name + " is " + state + " in Odoo";
    if (rescue.contains(order["session_id"])) return "order " + name + " fell into a rescue session";
    const int id = order["id"];
    const int expected = at_closing.contains(order["session_id"]) ? 0 : 1;
    if (pickings[id] != expected || done[id] != expected) {
      return fmt::format("order {} has {} pickings, {} of them done", name, pickings[id], done[id]);
    }
  }
  return "";
}

std::string Model::safe(testing::World& world) const {
  std::set<std::string> seen;
  for (const auto& booked : world.booked()) {
    const std::string key = key_text(booked.key);
    if (!seen.insert(key).second) return "order " + key + " is booked twice: " + booked_text(booked);
    const auto order = std::find_if(orders.begin(), orders.end(),
                                    [&](const ModelOrder& one) { return key_text(one) == key; });
    if (order == orders.end()) return "order " + key + " was never shown: " + booked_text(booked);
    const bool was_shown = std::any_of(order->shown.begin(), order->shown.end(),
                                       [&](const Content& content) { return is_content(booked, content); });
    if (!was_shown) return "order " + key + " never was what is booked: " + booked_text(booked);
    std::int64_t paid = 0;
    for (const auto& payment : booked.payments) paid += cents(payment.amount);
    if (paid != cents(booked.total)) return "order " + key + ": its payments come to " + money(paid);
  }
  if (world.has_odoo()) {
    if (std::string wrong = safe_in_odoo(world.odoo()); !wrong.empty()) return wrong;
  }
  for (const testing::Channel* channel : world.channels()) {
    if (std::string wrong = passed_over(world, *channel); !wrong.empty()) return wrong;
  }
  return "";
}

std::string Model::passed_over(testing::World& world, const testing::Channel& channel) const {
  const auto progress = world.runs().progress(channel.settings.id);
  if (!progress.ok()) return "the cursor cannot be read: " + progress.error().message;
  if (!progress->cursor) return "";
  for (const ModelOrder& order : orders) {
    if (order.source != channel.settings.source) continue;
    if (order.was_edited() || order.changed_at >= *progress->cursor) continue;
    const auto row = world.journal().find(order.key());
    if (!row.ok()) return "order " + key_text(order) + " cannot be looked up: " + row.error().message;
    if (!row->has_value()) return "the cursor has passed over order " + key_text(order);
  }
  return "";
}

std::string Model::fate_of(const ModelOrder& order, testing::World& world,
                           const std::map<std::string, pos::BookedOrder>& booked) const {
  const std::string key = key_text(order);
  const auto row = world.journal().find(order.key());
  if (!row.ok() || !row->has_value()) return "order " + key + " is lost: the journal does not know it";
  const journal::OrderView& view = **row;
  const auto standing = booked.find(key);
  const bool stands = standing != booked.end();
  if (stands != (view.state == State::settled)) {
    return fmt::format("order {} is {} in the journal, and {} in the POS", key,
                       journal::public_word(view.state), stands ? "booked" : "not booked");
  }

  const Content& now = order.shown.back();
  if (stands) {
    if (is_content(standing->second, now) && !now.cancelled) {
      return view.attention && !order.was_edited()
                 ? "order " + key + " asks for attention: " + view.attention->message
                 : "";
    }
    return view.attention ? "" : "order " + key + " changed after it was booked, and nobody is told";
  }
  switch (view.state) {
    case State::skipped:
      return now.cancelled ? "" : "order " + key + " was skipped";
    case State::ignored:
      return order.ignored ? "" : "order " + key + " is ignored, and nobody said so";
    case State::parked: {
      if (!view.error) return "order " + key + " is parked without a reason";
      const bool needs_latte = now.pieces.contains(30) && !latte_is_there;
      if (needs_latte &&
          (view.error->code == "product_not_found" || view.error->code == "product_not_sellable"))
        return "";
      // Its sale is not booked: it is parked or skipped itself.
      if (order.is_refund && view.error->code == "sale_not_booked")
        return booked.contains(key_text({order.source, order.id, order::Kind::sale, {}}))
                   ? "order " + key + " waits for a booked sale"
                   : "";
      return "order " + key + " is parked: " + view.error->code + ", " + view.error->message;
    }
    default:
      return fmt::format("order {} is still {}", key, journal::public_word(view.state));
  }
}

std::string Model::at_rest(testing::World& world) const {
  std::map<std::string, pos::BookedOrder> booked;
  std::map<std::int64_t, int> moved;
  std::int64_t total = 0;
  for (auto& order : world.booked()) {
    const bool has_moved = order.picking || !world.has_odoo();
    for (const auto& [product, pieces] : pieces_of(order)) moved[product] += has_moved ? pieces : 0;
    total += cents(order.total);
    booked.emplace(key_text(order.key), order);
  }
  for (const ModelOrder& order : orders) {
    if (std::string wrong = fate_of(order, world, booked); !wrong.empty()) return wrong;
  }
  for (const Product& product : products()) {
    if (product.name == "Napkin" || (!product.always_there && !latte_is_there))
      continue;  // a consumable is not counted
    const int began = product.always_there ? 100 : 10;
    const base::Decimal on_hand = world.on_hand(product.id);
    if (on_hand != base::Decimal(began - moved[product.id])) {
      return fmt::format("{} {} are on hand, {} were moved of {}", on_hand.to_string(), product.name,
                         moved[product.id], began);
    }
  }
  if (!world.has_embedded_pos()) return "";
  std::int64_t in_sessions = 0;
  std::int64_t count = 0;
  const auto sessions = world.embedded().sessions({1000, {}});
  CHECK(sessions.ok());
  for (const auto& session : sessions->items) {
    in_sessions += cents(session.total);
    count += session.orders;
  }
  if (in_sessions != total || count != static_cast<std::int64_t>(booked.size())) {
    return fmt::format("the sessions hold {} orders over {}, there are {} over {}", count, money(in_sessions),
                       booked.size(), money(total));
  }
  return "";
}

}  // namespace ordersync::sim
