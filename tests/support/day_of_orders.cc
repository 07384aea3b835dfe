// The orders, and the words for what became of them; see day_of_orders.h.
#include "tests/support/day_of_orders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/check.h"
#include "tests/support/order_words.h"

namespace ordersync::testing {

namespace {

struct Sent {
  std::string id;
  OrderWords words;
};

const std::vector<Sent>& day() {
  static const std::vector<Sent> kDay = {
      {"1", {"1", "1 Burger at 80.00", "92.00", "92.00 Cash", "Tax=12"}},
      {"2", {"2", "2 Tea at 5.00; 1 Bread at 20.00", "31.00", "20.00 Card; 11.00 Cash", "Tax=1"}},
      {"3", {"3", "2 Meal at 30.00 [2 Patty at 8, 1 Bun at 2]", "69.00", "69.00 Card", "Tax=9"}},
      {"4", {"4", "1 Iced Tea at 6.00", "6.00", "10.00 Cash", ""}},
      {"5", {"5", "1 Soup at 5.00", "5.00", "5.00 Cash", ""}},
      {"6", {"6", "1 Burger at 80.00", "92.00", "80.00 Cash", "Tax=12"}},
      {"7", {"7", "1 Tea at 5.00", "\"5,00\"", "5.00 Cash", ""}},
      {"1", {"1", "-1 Burger at 80.00", "-92.00", "-92.00 Cash", "Tax=-12, OrderStatus=106, RefundID=\"A\""}},
      {"9", {"9", "-1 Caviar at 50.00", "-50.00", "-50.00 Card", "OrderStatus=106"}},
      {"9", {"9", "3 Caviar at 50.00", "150.00", "150.00 Card", ""}},
      {"10", {"10", "1 Tea at 5.00", "5.00", "5.00 Cash", "OrderStatus=101"}},
      {"1", {"\"1\"", "1 Burger at 80.00", "92.00", "92.00 Cash", "Tax=12"}},
  };
  return kDay;
}

constexpr std::string_view kYesterday = "0";

std::string word_of(const order::OrderKey& key) {
  return key.kind == order::Kind::sale ? key.external_id : key.external_id + " refund " + key.refund_id;
}

std::string facts_of(const pos::BookedOrder& booked) {
  std::string text = booked.total.to_string() + ", paid";
  for (const auto& payment : booked.payments)
    text += " " + payment.amount.to_string() + " " + payment.method + (payment.is_change ? " change" : "");
  if (booked.picking) {
    text += booked.picking->direction == pos::PickingDirection::out ? ", out" : ", in";
    for (const auto& move : booked.picking->moves) text += " " + move.qty.to_string() + " " + move.product;
  }
  return text;
}

std::int64_t count(World& world, std::string_view sql) {
  std::int64_t rows = -1;
  CHECK(world.connection().query(sql, {}, [&](const sql::Row& row) { rows = row.integer(0); }).ok());
  return rows;
}

// What the embedded POS holds besides what its orders tell: nothing may stand there twice, or without an
// order.
void check_books(World& world) {
  std::size_t payments = 0, pickings = 0, lines = 0;
  for (const auto& order : world.booked()) {
    payments += order.payments.size();
    pickings += order.picking ? 1 : 0;
    lines += order.lines.size();
  }
  EXPECT_EQ(count(world, "SELECT COUNT(*) FROM pos_payment"), payments);
  EXPECT_EQ(count(world, "SELECT COUNT(*) FROM stock_picking"), pickings);
  EXPECT_EQ(count(world, "SELECT COUNT(*) FROM pos_order_line"), lines);
  const auto sessions = world.embedded().sessions({1000, {}});
  CHECK(sessions.ok());
  std::int64_t orders = 0;
  for (const auto& session : sessions->items) orders += session.orders;
  EXPECT_EQ(sessions->items.size(), 1u);
  EXPECT_EQ(static_cast<std::size_t>(orders), world.booked().size());
}

}  // namespace

void begin_day(World& world) {
  const base::Instant yesterday = kWorldBegins - std::chrono::hours(20);
  world.source.put(order_json({std::string(kYesterday), "1 Latte at 4.00", "4.00", "4.00 Card", ""}),
                   yesterday);
  world.run();
  world.import(kWorldShopWithLatte);
  world.clock.advance(std::chrono::minutes(30));
  int minute = 0;
  for (const Sent& sent : day())
    world.source.put(order_json(sent.words), kWorldBegins + std::chrono::minutes(++minute));
}

const std::string_view kDayIsBooked =
    "0: booked 4.00, paid 4.00 Card, out 1 Latte\n"
    "1 refund A: booked -92.00, paid -92.00 Cash, in 1 Burger\n"
    "10: skipped\n"
    "1: booked 92.00, paid 92.00 Cash, out 1 Burger\n"
    "2: booked 31.00, paid 20.00 Card 11.00 Cash, out 2 Tea 1 Bread\n"
    "3: booked 69.00, paid 69.00 Card, out 4 Patty 2 Bun\n"
    "4: booked 6.00, paid 10.00 Cash -4.00 Cash change, out 1 Iced Tea\n"
    "5: parked product_not_found\n"
    "6: parked not_fully_paid\n"
    "7: parked bad_field\n"
    "9 refund : booked -50.00, paid -50.00 Card, in 1 Caviar\n"
    "9: booked 150.00, paid 150.00 Card, out 3 Caviar\n"
    "Bread 99, Bun 98, Burger 100, Caviar -1, Iced Tea 99, Latte 9, Patty 96, Tea 98\n";

std::string picture(World& world) {
  if (world.has_embedded_pos()) check_books(world);
  std::map<std::string, std::string> booked;
  for (const auto& order : world.booked()) {
    const auto [place, is_new] = booked.emplace(word_of(order.key), facts_of(order));
    if (!is_new) place->second += " AND AGAIN " + facts_of(order);
  }
  std::vector<std::string> lines;
  for (const auto& view : world.orders()) {
    std::string line = word_of(view.key) + ": " + std::string(journal::public_word(view.state));
    if (view.error) line += " " + view.error->code;
    if (view.attention) line += " ATTENTION " + view.attention->code;
    const auto facts = booked.find(word_of(view.key));
    if (facts != booked.end()) {
      line += " " + facts->second;
      booked.erase(facts);
    }
    lines.push_back(line + "\n");
  }
  for (const auto& [word, facts] : booked) lines.push_back(word + ": NOT IN THE JOURNAL " + facts + "\n");
  std::sort(lines.begin(), lines.end());

  std::string text;
  for (const auto& line : lines) text += line;
  static const std::map<std::string, std::int64_t> kWatched = {
      {"Burger", 10}, {"Tea", 12}, {"Iced Tea", 13}, {"Bread", 14},
      {"Patty", 15},  {"Bun", 16}, {"Caviar", 23},   {"Latte", 30}};
  std::string stock;
  for (const auto& [name, id] : kWatched)
    stock += (stock.empty() ? "" : ", ") + name + " " + world.on_hand(id).to_string();
  return text + stock + "\n";
}

std::string lost_by_cursor(World& world) {
  const auto progress = world.runs().progress(world.settings.id);
  CHECK(progress.ok());
  if (!progress->cursor) return {};
  std::string lost;
  int minute = 0;
  for (const Sent& sent : day()) {
    const base::Instant changed = kWorldBegins + std::chrono::minutes(++minute);
    if (changed > *progress->cursor) continue;
    const auto found = world.journal().find_text(sent.id);
    CHECK(found.ok());
    if (found->empty()) lost += sent.id + " ";
  }
  return lost;
}

}  // namespace ordersync::testing
