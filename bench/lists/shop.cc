// The orders are made without the matching: lines without tax, paid exactly; see shop.h.
#include "lists/shop.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "sql/sqlite.h"

namespace ordersync::bench {

namespace {

constexpr std::int64_t kBatch = 500;
constexpr int kProductsSold = 2'000;
constexpr std::int64_t kOrdersOfSession = 20'000;
constexpr std::int64_t kYearMs = 365LL * 24 * 3600 * 1000;
const char* const kConfigs[] = {"Main Store", "Airport", "Kiosk"};

template <class T>
T must(base::Result<T> result) {
  if (result.ok()) return std::move(result).value();
  std::fprintf(stderr, "bench_lists: %s: %s\n", result.error().message.c_str(),
               result.error().detail.c_str());
  std::exit(1);
}

std::string name_of(int product) {
  const char* const kind = product % 10 == 0  ? "شطيرة دجاج"
                           : product % 3 == 0 ? "Crème Brûlée"
                                              : "Burger Menu";
  return std::string(kind) + " " + std::to_string(product);
}

pos::CatalogueFile goods(int products) {
  pos::CatalogueFile file;
  file.currency = base::Currency();
  for (int i = 1; i <= products; ++i) {
    pos::CatalogueFile::ProductRow row;
    row.product.id = i;
    row.product.name = name_of(i);
    row.product.default_code = "SKU-" + std::to_string(100'000 + i);
    row.product.barcode = "40063813" + std::to_string(10'000 + i);
    row.product.list_price = base::Decimal(i % 90 + 1);
    row.product.active = i % 20 != 0;
    row.on_hand = base::Decimal(1'000'000'000);
    file.products.push_back(std::move(row));
  }
  file.payment_methods = {{1, "Cash", "Cash", order::MethodType::cash}};
  std::int64_t id = 0;
  for (const char* name : kConfigs) {
    pos::CatalogueFile::ConfigRow row;
    row.config.id = ++id;
    row.config.name = name;
    row.config.payment_methods = {1};
    file.pos_configs.push_back(std::move(row));
  }
  return file;
}

order::DocumentLine line(std::int64_t product, const base::Currency& currency) {
  order::DocumentLine out;
  out.product_id = product;
  out.product = name_of(static_cast<int>(product));
  out.qty = base::Decimal(1);
  out.price_unit = base::Decimal(product % 90 + 1);
  out.subtotal = base::Money((product % 90 + 1) * 100, currency);
  out.total = out.subtotal;
  return out;
}

order::PosDocument document(std::int64_t number, const char* config) {
  const base::Currency currency;
  order::PosDocument out;
  out.key = {number / kBatch % 5 == 0 ? "web-shop" : "delivery", std::to_string(number), order::Kind::sale,
             ""};
  out.reference = out.note = "External Order ID: " + out.key.external_id;
  const std::int64_t step = number * 7'919'000'003LL % kYearMs;
  out.date = base::Instant(base::Milliseconds(1'763'800'000'000 + step));
  out.pos_config = config;
  out.currency = currency;
  out.lines = {line(1 + number % 977, currency), line(1 + 977 + number % 967, currency)};
  out.total = out.lines[0].total + out.lines[1].total;
  out.tax = base::Money::zero(currency);
  out.change = base::Money::zero(currency);
  if (number % 50 == 0) {
    out.key.kind = order::Kind::refund;
    for (order::DocumentLine& sold : out.lines) {
      sold.qty = -sold.qty;
      sold.subtotal = -sold.subtotal;
      sold.total = -sold.total;
    }
    out.total = -out.total;
  }
  out.amount_paid = out.total;
  order::DocumentPayment payment;
  payment.method_id = 1;
  payment.method = "Cash";
  payment.amount = out.total;
  out.payments = {payment};
  return out;
}

}  // namespace

std::unique_ptr<Shop> open_shop(const std::string& path) {
  auto shop = std::make_unique<Shop>();
  shop->database = must(sql::open_sqlite(path));
  shop->connection = must(shop->database->connect());
  if (const auto migrated = sql::migrate(*shop->connection, "pos", pos::embedded_migrations());
      !migrated.ok()) {
    must(base::Result<int>(migrated.error()));
  }
  shop->pos = std::make_unique<pos::EmbeddedPos>(*shop->connection, shop->clock);
  return shop;
}

void fill_shop(Shop& shop, std::int64_t orders) {
  // Only what is sold, at first: a catalogue of 50 000 products for each Point of Sale would be read again
  // and again while they take turns.
  must(shop.pos->import(goods(kProductsSold), {}));
  for (std::int64_t first = 1; first <= orders; first += kBatch) {
    const std::int64_t batch = first / kBatch;
    // The kiosk sells little: one batch in a hundred.
    const char* const config = batch % 100 == 99 ? kConfigs[2] : kConfigs[batch % 2];
    const pos::Session session = must(shop.pos->ensure_session(config, pos::AutoCreate::yes));
    std::vector<order::PosDocument> documents;
    for (std::int64_t n = first; n < first + kBatch && n <= orders; ++n)
      documents.push_back(document(n, config));
    for (const pos::Outcome& outcome : shop.pos->post(session, documents)) {
      if (outcome.kind != pos::Outcome::Kind::created) {
        std::fprintf(stderr, "bench_lists: an order was not booked: %s\n",
                     outcome.problem ? outcome.problem->message.c_str() : "");
        std::exit(1);
      }
    }
    shop.clock.advance(base::Milliseconds(1'000));
    if (session.orders + kBatch >= kOrdersOfSession) must(shop.pos->close_session(config, std::nullopt));
  }
  must(shop.pos->import(goods(kShopProducts), {}));
}

}  // namespace ordersync::bench
