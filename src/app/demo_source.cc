// The sample external system's API: paging, keys, rate; and the loop that serves it.
#include "app/demo_source.h"

#include <algorithm>

#include "app/demo_catalogue.h"
#include "base/digest.h"
#include "base/whole_number.h"
#include "http/server_answer.h"

namespace ordersync::app {
namespace {

constexpr std::int64_t kHistory = 40;
constexpr std::int64_t kDefaultSize = 100;
constexpr std::int64_t kLargestSize = 100'000;
constexpr std::size_t kChunkBytes = 128 * 1024;
constexpr base::Milliseconds kStopCheck{100};

http::ServerResponse json(std::string body) {
  http::ServerResponse response;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = std::move(body);
  return response;
}

// Nothing when the parameter is absent.
base::Result<std::optional<std::int64_t>> whole_number(const http::ServerRequest& request,
                                                       std::string_view name, std::int64_t largest) {
  const std::string* text = request.parameter(name);
  if (text == nullptr) return std::optional<std::int64_t>();
  const auto value = base::whole_number<std::int64_t>(*text);
  if (!value || *value < 1 || *value > largest) {
    return base::invalid("bad_parameter", std::string(name) + " must be a whole number from 1 to " +
                                              std::to_string(largest) + ".");
  }
  return value;
}

base::Result<std::optional<base::Instant>> time_parameter(const http::ServerRequest& request,
                                                          std::string_view name) {
  const std::string* text = request.parameter(name);
  if (text == nullptr) return std::optional<base::Instant>();
  const base::Result<base::Instant> t = base::parse_date(*text, {});
  if (!t.ok()) {
    return base::invalid("bad_parameter",
                         std::string(name) + " must be an ISO 8601 time, such as 2026-11-22T14:00:00Z.");
  }
  return std::optional<base::Instant>(*t);
}

bool same_key(std::string_view a, std::string_view b) {
  return base::digest_of(a) == base::digest_of(b);  // takes as long for a near miss as for a far one
}

}  // namespace

DemoSource::DemoSource(const DemoSourceOptions& options, const base::Clock& clock)
    : stream_{DemoMenu(options.seed, options.mix), options.mix == DemoMix::bookable ? 1 : 2, 0},
      orders_(options.orders),
      api_key_(options.api_key),
      requests_per_second_(options.requests_per_second),
      clock_(clock),
      tokens_(std::int64_t{2'000} * options.requests_per_second),
      filled_at_(clock.now()) {
  if (orders_) return;
  const std::int64_t start = std::max<std::int64_t>(0, DemoMenu::placed_until(clock.now()) - kHistory);
  stream_.first =
      start / DemoMenu::kBlock * DemoMenu::kBlock;  // so that every refund's sale is in the stream
}

void DemoSource::Stream::append(std::int64_t place, std::string& out) const {
  if (place >= fixed) {
    menu.append_order(first + place - fixed, out);
  } else {
    out += place == 0 ? demo_guide_order() : demo_real_order();
  }
}

std::int64_t DemoSource::size() const {
  if (orders_) return *orders_;
  return stream_.fixed + std::max<std::int64_t>(0, DemoMenu::placed_until(clock_.now()) - stream_.first);
}

base::Instant DemoSource::changed_at(std::int64_t place) const {
  return DemoMenu::placed_at(stream_.first + std::max<std::int64_t>(0, place - stream_.fixed));
}

std::int64_t DemoSource::first_at_or_after(base::Instant t) const {
  if (t <= changed_at(0)) return 0;
  return stream_.fixed + DemoMenu::placed_until(t - base::Milliseconds(1)) - stream_.first;
}

base::Result<DemoSource::Range> DemoSource::asked_for(const http::ServerRequest& request) const {
  TRY_ASSIGN(const std::optional<std::int64_t> page, whole_number(request, "page", 1'000'000'000));
  TRY_ASSIGN(const std::optional<std::int64_t> size_of_page, whole_number(request, "size", kLargestSize));
  TRY_ASSIGN(const std::optional<base::Instant> since, time_parameter(request, "since"));
  TRY_ASSIGN(const std::optional<base::Instant> until, time_parameter(request, "until"));
  Range range{0, size()};
  if (since) range.from = first_at_or_after(*since);
  if (until) range.to = std::min(range.to, first_at_or_after(*until + base::Milliseconds(1)));
  if (page || size_of_page) {
    const std::int64_t length = size_of_page.value_or(kDefaultSize);
    range.from += (page.value_or(1) - 1) * length;
    range.to = std::min(range.to, range.from + length);
  }
  range.from = std::min(range.from, range.to);
  return range;
}

http::ServerResponse DemoSource::orders(const http::ServerRequest& request) const {
  const base::Result<Range> range = asked_for(request);
  if (!range.ok()) return http::problem_answer(400, range.error().code, range.error().message);
  http::ServerResponse response = json("[");
  // However many they are, only one piece of them is in memory.
  response.producer = [stream = stream_, from = range->from, place = range->from,
                       to = range->to](std::string& chunk) mutable {
    while (place < to && chunk.size() < kChunkBytes) {
      chunk += place == from ? "\n" : ",\n";
      stream.append(place++, chunk);
    }
    if (place < to) return true;
    chunk += "\n]\n";
    return false;
  };
  return response;
}

bool DemoSource::has_key(const http::ServerRequest& request) const {
  if (api_key_.empty()) return true;
  constexpr std::string_view kBearer = "Bearer ";
  const std::string_view authorization = request.header("Authorization");
  if (authorization.substr(0, kBearer.size()) == kBearer) {
    return same_key(authorization.substr(kBearer.size()), api_key_.reveal());
  }
  return same_key(request.header("X-API-Key"), api_key_.reveal());
}

bool DemoSource::within_rate() {
  if (requests_per_second_ <= 0) return true;
  const base::MutexLock lock(mutex_);
  const base::Instant now = clock_.now();
  const std::int64_t full = std::int64_t{2'000} * requests_per_second_;
  const std::int64_t passed = std::clamp<std::int64_t>((now - filled_at_).count(), 0, 2'000);
  filled_at_ = now;
  tokens_ = std::min(full, tokens_ + passed * requests_per_second_);
  if (tokens_ < 1'000) return false;
  tokens_ -= 1'000;
  return true;
}

http::ServerResponse DemoSource::answer(const http::ServerRequest& request) {
  if (request.path != "/api/orders" && request.path != "/api/catalogue.json") {
    return http::problem_answer(404, "not_found", "There are /api/orders and /api/catalogue.json here.");
  }
  if (request.method != "GET") {
    auto response = http::problem_answer(405, "method_not_allowed", "Only GET is answered here.");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  if (!within_rate()) {
    auto response = http::problem_answer(429, "too_many_requests", "Ask less often: see Retry-After.");
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }
  if (!has_key(request)) {
    auto response = http::problem_answer(401, "unauthorized", "The API key is missing or wrong.");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
  }
  return request.path == "/api/orders" ? orders(request) : json(demo_catalogue_json());
}

base::Result<void> run_demo_source(const DemoSourceOptions& options, base::Clock& clock,
                                   const std::function<void(int port)>& listening,
                                   const std::function<bool()>& stopped) {
  DemoSource source(options, clock);
  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.threads = 2;
  server_options.max_body_bytes = 64 * 1024;
  server_options.log = options.log;
  TRY_ASSIGN(const std::unique_ptr<http::Server> server,
             http::Server::start(server_options,
                                 [&source](const http::ServerRequest& r) { return source.answer(r); }));
  listening(server->port());
  while (!stopped() && clock.sleep_for(kStopCheck)) {
  }
  server->stop();
  return {};
}

}  // namespace ordersync::app
