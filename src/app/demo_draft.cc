// PURE: draws the sample restaurant's orders by chance, so that their totals add up to the cent.
#include "app/demo_draft.h"

#include <array>
#include <utility>

#include "base/random.h"

namespace ordersync::app::demo {
namespace {

constexpr std::int64_t kFirstOrderId = 640;  // the guide's example is 639
constexpr std::int64_t kFirstRefundId = 9'000'000'000;
constexpr int kTaxPercent = 15;

// Sales that are refunded later are plain: a refund then takes back exactly what was sold.
bool is_refunded_later(std::int64_t place) {
  return place == 3 || place == 20 || place == 31;
}

class Chance {
 public:
  Chance(std::uint64_t seed, std::int64_t index)
      : random_(seed * 0x9E3779B97F4A7C15ULL ^ static_cast<std::uint64_t>(index) * 0xD1B54A32D192ED03ULL) {}
  int below(int bound) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(bound))); }
  bool percent(int chance) { return below(100) < chance; }

 private:
  base::SeededRandom random_;
};

std::int64_t sent_price(const DemoDish& dish, Prices prices) {
  return prices == Prices::gross ? dish.price * (100 + kTaxPercent) / 100 : dish.price;
}

void draw_lines(Chance& chance, Draft& draft) {
  const auto dishes = demo_dishes();
  const int count = 1 + chance.below(5);
  const int start = chance.below(static_cast<int>(dishes.size()));
  for (int i = 0; i < count; ++i) {
    Line line;
    line.dish = &dishes[static_cast<std::size_t>(start + i * 7) % dishes.size()];  // 7 and 30: no dish twice
    line.tenths = 10 * (1 + chance.below(3));
    if (line.dish->id == 1004) line.tenths = 5 * (1 + chance.below(4));  // sold by weight
    draft.lines.push_back(line);
  }
  if (chance.percent(15)) {
    Line line;
    line.meal = &demo_meals()[static_cast<std::size_t>(chance.below(static_cast<int>(demo_meals().size())))];
    line.dish = &line.meal->dish;
    line.tenths = 10 * (1 + chance.below(2));
    draft.lines.push_back(line);
  }
  if (chance.percent(3)) draft.lines.front().tenths = 10 * (40 + chance.below(60));  // a party
  for (Line& line : draft.lines) line.price = sent_price(*line.dish, draft.prices);
}

void draw_discount(Chance& chance, Draft& draft) {
  constexpr std::array<int, 3> kPercents{10, 25, 50};
  const int percent = kPercents[static_cast<std::size_t>(chance.below(3))];
  const int kind = chance.below(100);
  if (kind < 13) {  // on top of the lines
    for (const Line& line : draft.lines) draft.discount += line.amount() * percent / 100;
  } else if (kind < 25) {  // inside one of them
    draft.lines.front().discount = draft.lines.front().amount() * percent / 100;
    draft.discount = draft.lines.front().discount;
  }
}

void add_up(Draft& draft) {
  std::int64_t lines = 0;
  std::int64_t inside = 0;
  for (const Line& line : draft.lines) {
    lines += line.amount();
    inside += line.discount;
  }
  const std::int64_t sold = lines - (inside == 0 ? draft.discount : 0);
  if (draft.prices == Prices::gross) {
    draft.total = sold;
    draft.tax = sold * kTaxPercent / (100 + kTaxPercent);
    draft.subtotal = draft.total - draft.tax;
  } else {
    draft.tax = sold * kTaxPercent / 100;
    draft.total = sold + draft.tax;
    draft.subtotal = lines;
  }
}

Payment by_card(Chance& chance, std::int64_t amount) {
  constexpr std::array<std::pair<std::string_view, int>, 4> kCards{
      {{"Mada", 2}, {"Visa", 2}, {"StcPay", 7}, {"Card", 2}}};
  const auto& [type, mode] = kCards[static_cast<std::size_t>(chance.below(4))];
  return {type, mode, amount, 1000 + chance.below(9000)};
}

void draw_payments(Chance& chance, Draft& draft) {
  const int kind = chance.below(100);
  if (kind < 35) {
    draft.payments = {{"Cash", 1, draft.total, 0}};
  } else if (kind < 50) {  // the next note: change is given back
    draft.payments = {{"Cash", 1, (draft.total + 4999) / 5000 * 5000, 0}};
  } else if (kind < 88) {
    draft.payments = {by_card(chance, draft.total)};
  } else {
    const std::int64_t cash = draft.total / 300 * 100;
    draft.payments.push_back(by_card(chance, draft.total - cash));
    if (cash > 0) draft.payments.push_back({"Cash", 1, cash, 0});
  }
}

void draw_look(Chance& chance, Draft& draft) {
  draft.dialect = chance.percent(40) ? Dialect::alias : Dialect::guide;
  draft.numbers = chance.percent(30) ? Numbers::text : Numbers::bare;
  if (chance.percent(30)) draft.customer = chance.below(kPeople);
  if (chance.percent(20)) draft.remark = chance.below(kRemarks);
}

Draft draw_sale(Chance& chance, std::int64_t index, bool plain) {
  Draft draft;
  draft.id = kFirstOrderId + index;
  if (!plain && chance.percent(15)) draft.prices = Prices::gross;
  draw_lines(chance, draft);
  if (!plain) draw_discount(chance, draft);
  add_up(draft);
  draw_payments(chance, draft);
  draw_look(chance, draft);
  if (draft.lines.front().tenths >= 400)
    draft.numbers = Numbers::text;  // parties are typed by hand: "1,092.00"
  return draft;
}

// Takes back the first line, or all of them, in cash.
void turn_into_refund(Draft& sale, std::int64_t index) {
  const bool whole = index % DemoMenu::kBlock != 23;
  sale.refund_id = kFirstRefundId + index;
  sale.status = 106;
  if (!whole) sale.lines.resize(1);
  add_up(sale);
  sale.payments = {{"Cash", 1, sale.total, 0}};
  sale.sign = index % DemoMenu::kBlock == 38 ? -1 : 1;
}

void spoil(Draft& draft, DemoRole role) {
  static constexpr DemoDish kLatte{0, "Latte XL", "لاتيه كبير", 1600, "storable"};
  const auto pay_all_in_cash = [&] { draft.payments = {{"Cash", 1, draft.total, 0}}; };
  switch (role) {
    case DemoRole::unknown_product: {
      Line line;
      line.dish = &kLatte;
      line.price = kLatte.price;
      draft.lines.push_back(line);
      add_up(draft);
      pay_all_in_cash();
      break;
    }
    case DemoRole::underpaid:
      pay_all_in_cash();
      draft.payments.front().amount -= draft.total / 400 * 100;
      break;
    case DemoRole::wrong_total:
      draft.total += 500;
      pay_all_in_cash();
      break;
    case DemoRole::still_open:
      draft.status = 101;
      draft.payments.clear();
      break;
    case DemoRole::sale:
    case DemoRole::refund:
      break;
  }
}

}  // namespace

Draft draw(std::uint64_t seed, std::int64_t index, DemoRole role) {
  const std::int64_t drawn = role == DemoRole::refund ? DemoMenu::refunded_sale(index) : index;
  Chance chance(seed, drawn);
  const bool plain = role != DemoRole::sale || is_refunded_later(drawn % DemoMenu::kBlock);
  Draft draft = draw_sale(chance, drawn, plain);
  if (role == DemoRole::refund) {
    turn_into_refund(draft, index);
  } else {
    spoil(draft, role);
  }
  return draft;
}

}  // namespace ordersync::app::demo
