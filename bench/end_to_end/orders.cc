// The benchmark's orders; see orders.h. All amounts are whole cents by construction.
#include "end_to_end/orders.h"

#include <cstdio>

namespace ordersync::bench {

namespace {

std::string amount(std::int64_t cents) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(cents / 100),
                static_cast<long long>(cents % 100));
  return text;
}

struct Line {
  std::int64_t product;
  std::int64_t price;  // cents, a multiple of 20, so that 15 % of it is whole
  std::int64_t quantity;
};

Line line_of(std::int64_t number, int index) {
  const std::int64_t product = 1 + (number * 7 + index * 3) % kProducts;
  return {product, 400 + product * 20, 1 + (number + index) % 3};
}

void append_line(const Line& line, std::string& out) {
  out += R"({"ItemID":)" + std::to_string(line.product) + R"(,"ItemName":"Product )" +
         std::to_string(line.product) + R"(","Price":)" + amount(line.price) + R"(,"Quantity":)" +
         std::to_string(line.quantity) + R"(.0,"DiscountAmount":0.0,"OrderDetailPackages":[]})";
}

}  // namespace

void append_order(std::int64_t number, std::string& out) {
  const Line first = line_of(number, 0);
  const Line second = line_of(number, 1);
  const std::int64_t net = first.price * first.quantity + second.price * second.quantity;
  const std::int64_t tax = net * 15 / 100;
  const std::string grand = amount(net + tax);
  const bool cash = number % 2 == 0;
  char date[48];
  std::snprintf(date, sizeof date, "2026-11-%02dT%02d:%02d:%02dZ", static_cast<int>(1 + number % 20),
                static_cast<int>(8 + number % 14), static_cast<int>(number % 60),
                static_cast<int>(number / 60 % 60));
  out += R"({"OrderID":)" + std::to_string(number) + R"(,"OrderDate":")" + date +
         R"(","AmountDiscount":0.0,"AmountPaid":")" + grand + R"(","AmountTotal":)" + amount(net) +
         R"(,"BalanceAmount":0.0,"GrandTotal":)" + grand + R"(,"Tax":)" + amount(tax) +
         R"(,"TaxPercent":15.0,"OrderStatus":103,"PaymentMode":)" + (cash ? "1" : "2") +
         R"(,"CustomerName":"","Remark":"","CheckoutDetails":[{"AmountPaid":)" + grand +
         R"(,"CardNumber":"","CardType":")" + (cash ? "Cash" : "Card") + R"(","PaymentMode":)" +
         (cash ? "1" : "2") + R"(,"ReferenceID":"T)" + std::to_string(number) + R"("}],"OrderItems":[)";
  append_line(first, out);
  out += ',';
  append_line(second, out);
  out += "]}";
}

std::string catalogue_json() {
  std::string out = R"({"currency":"USD","tax_rounding":"round_per_line",
    "taxes":[{"id":1,"name":"VAT 15%","amount":"15","price_include":false}],
    "payment_methods":[{"id":1,"name":"Cash","journal":"Cash","type":"cash"},{"id":2,"name":"Card","journal":"Bank","type":"bank"}],
    "pos_configs":[{"id":1,"name":"Bench","payment_methods":[1,2],"stock":"real_time"}],"products":[)";
  for (int id = 1; id <= kProducts; ++id) {
    out += (id > 1 ? "," : "") + std::string(R"({"id":)") + std::to_string(id) + R"(,"name":"Product )" +
           std::to_string(id) +
           R"(","list_price":"5.00","type":"storable","taxes":[1],"on_hand":"100000000"})";
  }
  return out + "]}";
}

}  // namespace ordersync::bench
