// PURE: writes the sample restaurant's orders as JSON, each with the looks of one of the source's two
// generations. What is in them is drawn in demo_draft. No clock, no sockets.
#include "app/demo_menu.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <span>
#include <string>

#include "app/demo_draft.h"
#include "base/check.h"
#include "base/text.h"

namespace ordersync::app {
namespace {

using demo::Dialect;
using demo::Draft;
using demo::Line;
using demo::Numbers;
using demo::Payment;

constexpr std::chrono::seconds kBetweenOrders{5};
constexpr base::Instant kOpening = std::chrono::sys_days(std::chrono::year(2025) / 1 / 1);

struct Person {
  std::string_view name;
  std::string_view phone;
};
// Invented people with numbers that nobody has.
constexpr std::array<Person, demo::kPeople> kPeople{{{"فهد العتيبي", "+966500000001"},
                                                     {"Sara Ahmed", "+966500000002"},
                                                     {"نورة القحطاني", "+966500000003"},
                                                     {"Omar Khalid", "+966500000004"},
                                                     {"ليلى حسن", "+966500000005"}}};
constexpr std::array<std::string_view, demo::kRemarks> kRemarks{"No onions", "بدون بصل", "Extra garlic sauce",
                                                                "التوصيل بعد المغرب"};

// -------------------------------------------------------------------------------------------

DemoRole role_by_place(std::int64_t place) {
  switch (place) {
    case 7:
    case 23:
    case 38:
      return DemoRole::refund;
    case 12:
      return DemoRole::unknown_product;
    case 18:
      return DemoRole::still_open;
    case 29:
      return DemoRole::underpaid;
    case 34:
      return DemoRole::wrong_total;
    default:
      return DemoRole::sale;
  }
}

// ------------------------------------------------------------------------------------------

class Writer {
 public:
  Writer(std::string& out, const Draft& draft) : out_(out), draft_(draft) {}

  void raw(std::string_view text) { out_ += text; }
  void integer(std::int64_t value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }
  // Names and remarks of the sample hold nothing that JSON would escape.
  void text(std::string_view value) {
    out_ += '"';
    out_ += value;
    out_ += '"';
  }
  void field(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    text(name);
    out_ += ':';
  }
  void integer(std::string_view name, std::int64_t value) {
    field(name);
    integer(value);
  }
  void text(std::string_view name, std::string_view value) {
    field(name);
    text(value);
  }
  // With the sign of the order.
  void money(std::string_view name, std::int64_t minor) { price(name, minor * draft_.sign); }
  void price(std::string_view name, std::int64_t minor) {
    field(name);
    const bool as_text = draft_.numbers == Numbers::text;
    if (as_text) out_ += '"';
    if (minor < 0) out_ += '-';
    const std::int64_t units = std::abs(minor) / 100;
    if (as_text && units >= 1000) {  // as people write them
      integer(units / 1000);
      out_ += ',';
      digit(units / 100);
      two_digits(units);
    } else {
      integer(units);
    }
    out_ += '.';
    two_digits(std::abs(minor));
    if (as_text) out_ += '"';
  }
  void quantity(int tenths) {
    field("Quantity");
    if (tenths < 0) out_ += '-';
    integer(std::abs(tenths) / 10);
    out_ += '.';
    digit(std::abs(tenths));
  }
  // "2025-01-01T03:00:05+03:00": the restaurant is in Riyadh.
  void date(std::string_view name, base::Instant placed, std::chrono::hours ahead, std::string_view zone) {
    const base::Instant local = placed + ahead;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day calendar(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(local - day));
    field(name);
    out_ += '"';
    integer(static_cast<int>(calendar.year()));
    out_ += '-';
    two_digits(static_cast<unsigned>(calendar.month()));
    out_ += '-';
    two_digits(static_cast<unsigned>(calendar.day()));
    out_ += 'T';
    two_digits(clock.hours().count());
    out_ += ':';
    two_digits(clock.minutes().count());
    out_ += ':';
    two_digits(clock.seconds().count());
    out_ += zone;
    out_ += '"';
  }
  template <class Items, class Write>
  void list(std::string_view name, const Items& items, Write write) {
    field(name);
    out_ += '[';
    for (const auto& item : items) {
      if (out_.back() != '[') out_ += ',';
      out_ += '{';
      write(item);
      out_ += '}';
    }
    out_ += ']';
  }

 private:
  // The last one of a number that is not below zero.
  void digit(std::int64_t value) { out_ += static_cast<char>('0' + value % 10); }
  void two_digits(std::int64_t value) {
    digit(value / 10);
    digit(value);
  }

  std::string& out_;
  const Draft& draft_;
};

void write_component(Writer& writer, const DemoComponent& part) {
  const DemoDish& dish = demo_dishes()[part.dish];
  writer.integer("ItemID", dish.id);
  writer.text("ItemName", dish.name);
  writer.price("Price", dish.price);
  writer.quantity(part.quantity * 10);
}

void write_line(Writer& writer, const Draft& draft, const Line& line) {
  const bool alias = draft.dialect == Dialect::alias;
  // The source's own ids are Odoo's for most dishes; some are known by their name alone, in any case.
  const auto look = draft.id + (&line - draft.lines.data());
  const bool by_name = line.dish->id == 0 || look % 5 == 0;
  if (by_name) {
    writer.integer("ItemID", 0);
  } else if (alias && look % 5 == 1) {
    writer.integer("ItemID", 500'000 + line.dish->id);
    writer.integer("OdooItemID", line.dish->id);
  } else {
    writer.integer("ItemID", line.dish->id);
  }
  std::string name(line.dish->name);
  if (by_name && line.dish->id != 0 && look % 2 == 0) {
    for (char& c : name) c = base::ascii_upper(c);
  }
  writer.text(alias ? "Name" : "ItemName", name);
  if (alias) writer.text("AlternateName", line.dish->arabic);
  writer.price("Price", line.price);
  writer.quantity(line.tenths * draft.sign);
  writer.money("DiscountAmount", line.discount);
  const auto parts = line.meal == nullptr ? std::span<const DemoComponent>()
                                          : std::span<const DemoComponent>(line.meal->components);
  writer.list("OrderDetailPackages", parts,
              [&](const DemoComponent& part) { write_component(writer, part); });
}

void write_payment(Writer& writer, const Draft& draft, const Payment& payment) {
  const bool by_card = payment.card_digits != 0;
  writer.money("AmountPaid", payment.amount);
  writer.text("CardType", payment.type);
  writer.integer("PaymentMode", payment.mode);
  writer.text("CardNumber", by_card ? "**** **** **** " + std::to_string(payment.card_digits) : "");
  writer.text("ReferenceID", by_card ? "TXN" + std::to_string(draft.id * 10'000 + payment.card_digits) : "");
}

void write_header(Writer& writer, const Draft& draft, base::Instant placed) {
  std::int64_t paid = 0;
  for (const Payment& payment : draft.payments) paid += payment.amount;
  writer.integer("OrderID", draft.id);
  if (draft.refund_id != 0) writer.integer("RefundID", draft.refund_id);
  if (draft.dialect == Dialect::alias) {
    writer.integer("LocationID", 404);
    writer.date("CheckoutDate", placed, std::chrono::hours(3), "+03:00");
  } else {
    writer.date("OrderDate", placed, std::chrono::hours(0), "Z");
  }
  writer.money("AmountDiscount", draft.discount);
  writer.money("AmountPaid", paid);
  writer.money("AmountTotal", draft.subtotal);
  writer.money("BalanceAmount", 0);
  writer.money("GrandTotal", draft.total);
  writer.money("Tax", draft.tax);
  writer.field("TaxPercent");
  writer.raw(draft.numbers == Numbers::text ? "\"15.0\"" : "15.0");
  writer.integer("OrderStatus", draft.status);
  writer.integer("PaymentMode", draft.payments.empty() ? 1 : draft.payments.front().mode);
  if (draft.customer >= 0) {
    const Person& person = kPeople[static_cast<std::size_t>(draft.customer)];
    writer.text("CustomerName", person.name);
    writer.text("CustomerContact", person.phone);
  }
  if (draft.remark >= 0) writer.text("Remark", kRemarks[static_cast<std::size_t>(draft.remark)]);
}

void write_order(std::string& out, const Draft& draft, base::Instant placed) {
  Writer writer(out, draft);
  const bool alias = draft.dialect == Dialect::alias;
  writer.raw("{");
  write_header(writer, draft, placed);
  writer.list(alias ? "OrderDetails" : "OrderItems", draft.lines,
              [&](const Line& line) { write_line(writer, draft, line); });
  writer.list(alias ? "OrderCheckoutDetails" : "CheckoutDetails", draft.payments,
              [&](const Payment& payment) { write_payment(writer, draft, payment); });
  writer.raw("}");
}

}  // namespace

DemoRole DemoMenu::role(std::int64_t index) const {
  const DemoRole role = role_by_place(index % kBlock);
  if (mix_ == DemoMix::bookable && role != DemoRole::refund) return DemoRole::sale;
  return role;
}

std::int64_t DemoMenu::refunded_sale(std::int64_t index) {
  switch (index % kBlock) {
    case 7:
      return index - 4;
    case 23:
      return index - 3;
    default:
      return index - 7;
  }
}

void DemoMenu::append_order(std::int64_t index, std::string& out) const {
  CHECK(index >= 0);
  write_order(out, demo::draw(seed_, index, role(index)), placed_at(index));
}

base::Instant DemoMenu::placed_at(std::int64_t index) {
  return kOpening + index * kBetweenOrders;
}

std::int64_t DemoMenu::placed_until(base::Instant t) {
  return t < kOpening ? 0 : (t - kOpening) / kBetweenOrders + 1;
}

std::string_view demo_guide_order() {
  return R"({
  "OrderID": 639,
  "AmountDiscount": 0.0,
  "AmountPaid": "92.0",
  "AmountTotal": 80.0,
  "BalanceAmount": 0.0,
  "GrandTotal": 92.0,
  "Tax": 12.0,
  "TaxPercent": 15.0,
  "OrderStatus": 103,
  "PaymentMode": 1,
  "CheckoutDetails": [
    {
      "AmountPaid": 92.0,
      "CardNumber": "",
      "CardType": "Cash",
      "PaymentMode": 1,
      "ReferenceID": ""
    }
  ],
  "OrderItems": [
    {
      "ItemID": 0,
      "ItemName": "Product Name",
      "Price": 80.0,
      "Quantity": 1.0,
      "DiscountAmount": 0.0,
      "OrderDetailPackages": [
        {
          "ItemID": 175741,
          "ItemName": "Component Item",
          "Price": 20.0,
          "Quantity": 2.0
        }
      ]
    }
  ]
})";
}

std::string_view demo_real_order() {
  return R"({"CustomerContact":"","DiscountCode":"","AmountTotal":25,"LocationID":404,)"
         R"("CheckoutDate":"10-08-2025 05:16:43 PM","CustomerID":0,"OrderID":170388001,)"
         R"("OrderDetails":[{"ItemID":170388,"AlternateName":"زيت فوكس 5W30 Syn Sn ","Name":"Fuchs Oil 5W30 Syn Sn ",)"
         R"("PackageID":0,"IsInventoryItem":true,"DiscountAmount":0,"Cost":20,"OrderDetailPackages":[],"Price":25,)"
         R"("Status":201,"Quantity":1}],"OrderCheckoutDetails":[{"PaymentMode":1,"AmountDiscount":0,"CardNumber":"",)"
         R"("AmountPaid":18.75,"CardType":"Cash"}],"OrderStatus":103,"AmountPaid":18.75,"DiscountPercent":0,)"
         R"("GrandTotal":18.75,"AmountDiscount":6.25,"TaxPercent":0,"ServiceCharges":0,"Tax":0,"BalanceAmount":0,)"
         R"("PaymentMode":1})";
}

}  // namespace ordersync::app
