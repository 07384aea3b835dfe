// One page, looked at; see preview.h.
#include "app/preview.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "http/curl_transport.h"
#include "http/url.h"
#include "source/http_source.h"
#include "source/reader.h"
#include "source/redact.h"
#include "sync/dry_run.h"
#include "sync/engine.h"
#include "sync/match_asking.h"
#include "sync/run_report.h"
#include "sync/taken_back.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::string_view kEnough = "first_page_is_enough";
constexpr std::size_t kPayloadShown = 64 * 1024;
constexpr std::size_t kBeginning = 256;

// Sees the beginning of the answer go by, which tells its shape.
class Onlooker final : public http::Transport {
 public:
  explicit Onlooker(http::Transport& real) : real_(real) {}

  Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override {
    beginning_.clear();
    url_ = request.url;
    Passing passing(sink, beginning_);
    return real_.send(request, passing);
  }
  const std::string& beginning() const { return beginning_; }
  const std::string& url() const { return url_; }

 private:
  struct Passing final : http::BodySink {
    Passing(http::BodySink& to, std::string& into) : onward(to), kept(into) {}
    Result<void> head(const http::ResponseHead& head) override { return onward.head(head); }
    Result<void> chunk(std::string_view bytes) override {
      if (kept.size() < kBeginning) kept += bytes.substr(0, kBeginning - kept.size());
      return onward.chunk(bytes);
    }
    http::BodySink& onward;
    std::string& kept;
  };
  http::Transport& real_;
  std::string beginning_;
  std::string url_;
};

class FirstPage final : public source::ElementSink {
 public:
  explicit FirstPage(source::PageKind paging) : paging_(paging) {}

  Result<void> element(const source::Element& element) override {
    if (orders++ > 0) return {};
    first = element.bytes;
    offset = element.offset;
    refused = element.refused;
    return {};
  }
  // Where no pages are asked for, the source itself sees whether there are more.
  Result<void> page_done(int) override {
    if (paging_ == source::PageKind::none) return {};
    return base::invalid(std::string(kEnough), "");
  }

  std::int64_t orders = 0;
  std::int64_t offset = 0;
  std::string first;
  std::optional<order::Problem> refused;

 private:
  source::PageKind paging_;
};

// The guide's three shapes, told by what stands before the first order.
std::string shape_of(const sync::SyncSettings& settings, std::string_view beginning, std::int64_t offset) {
  if (!settings.fetch.orders_at.empty()) return settings.fetch.orders_at;
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  if (beginning[first] == '[') return "array";
  return static_cast<std::int64_t>(first) == offset ? "single" : "orders";
}

void show_fields(const order::Order& order, Preview& preview) {
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) preview.fields.emplace_back(name, std::move(value));
  };
  add("OrderID", order.key.external_id);
  add("Kind", std::string(order::to_string(order.key.kind)));
  add("OrderStatus", order.status);
  if (order.date) add("Date", base::to_iso8601(*order.date));
  add("GrandTotal", order.grand_total.to_string());
  add("AmountPaid", order.amount_paid.to_string());
  add("AmountTotal", order.amount_total.to_string());
  if (order.tax) add("Tax", order.tax->to_string());
  if (order.tax_percent) add("TaxPercent", order.tax_percent->to_string());
  if (!order.discount.is_zero()) add("AmountDiscount", order.discount.to_string());
  if (!order.service_charge.is_zero()) add("ServiceCharges", order.service_charge.to_string());
  if (!order.delivery_charge.is_zero()) add("DeliveryCharges", order.delivery_charge.to_string());
  if (!order.tip.is_zero()) add("Tip", order.tip.to_string());
  add("OrderItems", base::counted(order.lines.size(), "line"));
  for (const auto& line : order.lines) {
    add("OrderItems", (line.name.empty() ? line.item_id : line.name) + ": " + line.quantity.to_string() +
                          " × " + line.price.to_string());
  }
  add("CheckoutDetails", base::counted(order.checkouts.size(), "payment"));
  for (const auto& checkout : order.checkouts) {
    add("CheckoutDetails",
        (checkout.card_type.empty() ? "PaymentMode " + checkout.payment_mode : checkout.card_type) + ": " +
            checkout.amount.to_string());
  }
}

Result<void> match_first(Worker& worker, pos::Target& pos, const sync::SyncSettings& settings,
                         const order::Order& order, const order::Catalogue& catalogue, Preview& preview) {
  match::Surroundings surroundings;
  surroundings.received_at = worker.store.clock().now();
  if (order.key.kind == order::Kind::refund) {
    TRY(sync::find_sale(*worker.journal, pos, order.key, surroundings));
  }
  order::PosAmounts amounts;
  TRY_ASSIGN(auto result, sync::match_asking(pos, amounts, order, catalogue, settings.match, surroundings));
  if (!result.ok()) {
    preview.problem = order::notice_of(result.error());
    return {};
  }
  auto standing = sync::preview(result->document, catalogue.config().stock);
  if (!standing.ok()) {
    preview.problem = order::notice_of(standing.error());
    return {};
  }
  preview.would_book = std::move(*standing);
  preview.warnings = std::move(result->warnings);
  return {};
}

}  // namespace

Result<Preview> preview_of(Worker& worker, const sync::SyncSettings& settings) {
  Preview preview;
  preview.url = http::without_values(settings.fetch.url);
  if (settings.lacks_key()) return *settings.unreadable;
  TRY(worker.places.take());
  TRY_ASSIGN(pos::Target* const pos, worker.target(settings.connection));
  TRY_ASSIGN(const auto catalogue, pos->catalogue_now(settings.pos_config));

  sync::SyncSettings ready = settings;
  ready.decode.currency = catalogue->currency();
  ready.decode.source = settings.source.empty() ? "test" : settings.source;
  ready.fetch.tries = 1;
  journal::Progress progress;
  if (settings.id != 0) {
    TRY_ASSIGN(progress, worker.runs->progress(settings.id));
  }
  progress.cursor.reset();  // whatever the source shows: there should be something to look at

  http::CurlTransport transport(worker.stop_requested);
  Onlooker onlooker(transport);
  source::HttpSource source(ready.fetch, onlooker, worker.store.clock(), worker.store.random(),
                            ready.decode.hook ? source::SingleOrder::anything : source::SingleOrder::guides);
  FirstPage page(ready.fetch.pagination.kind);
  const auto fetched =
      source.fetch(sync::plan_fetch(ready, progress, worker.store.clock().now()).window, page);
  if (!onlooker.url().empty()) preview.url = http::without_values(onlooker.url());
  if (!fetched.ok() && fetched.error().code != kEnough) {
    preview.error =
        order::Notice{fetched.error().code, std::string(sync::kFetchFailed) + fetched.error().message};
    if (page.orders == 0) return preview;
  }
  preview.orders = page.orders;
  preview.shape = shape_of(ready, onlooker.beginning(), page.offset);
  if (page.orders == 0) return preview;

  const source::Reading reading = source::Reader(ready.decode).read(page.first);
  const source::Decoded& decoded = reading.orders.front();
  preview.first_payload =
      source::redact_json(page.first, source::RedactScope::order).substr(0, kPayloadShown);
  if (decoded.order) show_fields(*decoded.order, preview);
  if (page.refused) {
    preview.problem = order::notice_of(*page.refused);
  } else if (decoded.problem) {
    preview.problem = order::notice_of(*decoded.problem);
  } else if (decoded.skip_reason) {
    preview.problem = decoded.skip_reason;
  } else if (decoded.order) {
    TRY(match_first(worker, *pos, ready, *decoded.order, *catalogue, preview));
  }
  return preview;
}

Json preview_json(const Preview& preview) {
  Json fields = Json::array();
  for (const auto& [name, value] : preview.fields) fields.push_back({{"name", name}, {"value", value}});
  return {{"ok", !preview.error},
          {"error", notice_json(preview.error)},
          {"url", preview.url},
          {"shape", text_or_null(preview.shape)},
          {"orders", preview.orders},
          {"fields", std::move(fields)},
          {"first_payload", text_or_null(preview.first_payload)},
          {"would_book",
           preview.would_book ? would_book_json(*preview.would_book, preview.warnings) : Json(nullptr)},
          {"problem", notice_json(preview.problem)}};
}

}  // namespace ordersync::app
