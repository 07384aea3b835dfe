// The fetch: pages, tries and the stream from the socket through the framer into the sink. All decisions are
// in the pure files beside it (paging, backoff, http_status, authentication).
#include "source/http_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "http/units.h"
#include "source/authentication.h"
#include "source/backoff.h"
#include "source/framing.h"
#include "source/http_status.h"
#include "source/paging.h"

namespace ordersync::source {
namespace {

using base::Error;
using base::Instant;
using base::Milliseconds;
using base::Result;

// Passes elements on, and remembers what the pager wants to know of a page. The caller's own errors are told
// apart: they are returned as they are and end the fetch.
class Elements final : public ElementSink {
 public:
  Elements(const Pager& pager, ElementSink& sink) : pager_(pager), sink_(sink) {}

  Result<void> element(const Element& element) override {
    if (pager_.must_be_empty()) return pager_.too_many_pages();
    if (pager_.is_paged()) {
      const std::uint64_t hash = element.refused ? std::hash<std::string>()(element.digest.to_hex())
                                                 : std::hash<std::string_view>()(element.bytes);
      fingerprint_ += hash;
    }
    auto taken = sink_.element(element);
    refused_ = !taken.ok();
    return taken;
  }
  Result<void> page_done(int) override { return {}; }  // the source itself says so, after the whole answer

  std::uint64_t fingerprint() const { return fingerprint_; }
  bool refused() const { return refused_; }

 private:
  const Pager& pager_;
  ElementSink& sink_;
  std::uint64_t fingerprint_ = 0;
  bool refused_ = false;
};

constexpr std::int64_t kMaxErrorBody = 64
                                       << 10;  // read and dropped, so that the connection can be used again

// The body of one answer: a success goes through the framer, anything else is dropped.
class PageBody final : public http::BodySink {
 public:
  PageBody(Framer& framer, Elements& elements, base::Clock& clock)
      : framer_(framer), elements_(elements), clock_(clock) {}

  Result<void> head(const http::ResponseHead& head) override {
    head_ = head;
    head_at_ = clock_.now();
    return {};
  }
  Result<void> chunk(std::string_view bytes) override {
    bytes_ += static_cast<std::int64_t>(bytes.size());
    if (has_orders()) return framer_.feed(bytes, elements_);
    if (bytes_ <= kMaxErrorBody) return {};
    return base::invalid("enough", "no more of this answer is wanted");  // never leaves try_page
  }
  bool is_success() const { return head_.status >= 200 && head_.status < 300; }
  bool has_orders() const { return is_success() && head_.status != 204 && head_.status != 205; }

  const http::ResponseHead& answer() const { return head_; }
  Instant head_at() const { return head_at_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  Framer& framer_;
  Elements& elements_;
  base::Clock& clock_;
  http::ResponseHead head_;
  Instant head_at_{};
  std::int64_t bytes_ = 0;
};

std::string all_links(const http::ResponseHead& head) {
  std::string links;
  for (const auto& [name, value] : head.headers) {
    if (!http::same_name(name, "Link")) continue;
    if (!links.empty()) links += ", ";
    links += value;
  }
  return links;
}

// When the page was asked for, by the source's clock: its Date less the time it took to answer. Where the two
// clocks are more than a day apart one is broken, and the earlier counts: a cursor that stands too early asks
// for some orders again, one too late passes over them. A Date from long ago is an old copy in a cache, and
// no clock at all.
Instant asked_at(const http::ResponseHead& head, Instant sent_at, Instant head_at) {
  const auto date = base::parse_http_date(head.header("Date"));
  const Milliseconds took = std::max(Milliseconds(0), head_at - sent_at);
  constexpr Milliseconds kDay{24LL * 3600 * 1000};
  if (!date || *date - head_at > kDay || head_at - *date > 31 * kDay) return sent_at;
  return *date - took;
}

// The answer's host and port where a redirect led to another origin, which never gets the key; empty
// otherwise.
std::string left_for(const http::ResponseHead& head, const http::Request& request) {
  const auto asked = http::parse_url(request.url);
  const auto answered = http::parse_url(head.url);
  if (!asked.ok() || !answered.ok() || http::same_origin(*asked, *answered)) return {};
  return http::host_and_port(*answered);
}

Error interrupted() {
  return {base::ErrorKind::temporary, "interrupted", "stopped, since the program is asked to end", {}};
}

Error on_page(int page, Error error) {
  if (page > 1) error.message = fmt::format("page {}: {}", page, error.message);
  return error;
}

}  // namespace

// How one try ended.
struct HttpSource::Page {
  std::optional<Error> error;
  bool final = false;  // the caller's own error, returned as it is
  bool ends = false;   // the source says that there is no such page
  int status = 0;      // where `error` is about a status
  std::string retry_after;
  Instant date{};  // the clock for `retry_after`
  Instant asked_at{};
  Instant sent_at{};
  std::int64_t bytes = 0;
  PageFacts facts;
};

HttpSource::HttpSource(SourceSettings settings, http::Transport& transport, base::Clock& clock,
                       base::Random& random, SingleOrder single_order)
    : settings_(std::move(settings)),
      transport_(transport),
      clock_(clock),
      random_(random),
      pace_(settings_.requests_per_second, clock),
      single_order_(single_order) {}

Result<FetchSummary> HttpSource::fetch(const Window& window, ElementSink& sink) {
  TRY_ASSIGN(Pager pager, Pager::begin(settings_, window));
  TRY_ASSIGN(http::Request request, this->request());
  FetchSummary summary;
  for (;;) {
    request.url = http::to_string(pager.url());
    TRY_ASSIGN(const Page page, fetch_page(pager, request, sink));
    if (page.ends) return summary;
    if (pager.page() == 1) {
      summary.asked_at = page.asked_at;
      summary.sent_at = page.sent_at;
    }
    summary.bytes += page.bytes;
    summary.elements += page.facts.elements;
    summary.pages = pager.page();
    TRY(sink.page_done(pager.page()));
    const int number = pager.page();
    auto step = pager.advance(page.facts);
    if (!step.ok()) return on_page(number, std::move(step).error());
    if (*step == PageStep::end) return summary;
  }
}

// One page, as often as the rules allow. Elements may reach the sink again with a further try; the journal
// keeps one.
Result<HttpSource::Page> HttpSource::fetch_page(const Pager& pager, const http::Request& request,
                                                ElementSink& sink) {
  for (int tries = 1;; ++tries) {
    if (!pace_.wait()) return interrupted();
    Page page = try_page(pager, request, sink);
    if (!page.error) return page;
    if (page.final) return *std::move(page.error);
    const bool may_help = page.status != 0 ? is_worth_retrying(page.status) : is_worth_retrying(*page.error);
    if (!may_help || tries >= settings_.tries) {
      if (page.status != 0) page.error = status_error(page.status, tries);
      if (page.error->kind == base::ErrorKind::unknown) page.error->kind = base::ErrorKind::temporary;
      return on_page(pager.page(), *std::move(page.error));
    }
    if (auto paused = pause(page, tries); !paused.ok())
      return on_page(pager.page(), std::move(paused).error());
  }
}

HttpSource::Page HttpSource::try_page(const Pager& pager, const http::Request& request, ElementSink& sink) {
  FramingRules rules;
  rules.orders_at = settings_.orders_at;
  rules.max_order_bytes = settings_.limits.order_bytes;
  rules.max_depth = settings_.limits.depth;
  rules.single_order = single_order_;
  const std::string pointer =
      pager.is_paged() ? settings_.pagination.pointer : std::string(Pager::kUsualNext);
  if (!pointer.empty()) rules.captures.push_back(pointer);
  Framer framer(std::move(rules));
  Elements elements(pager, sink);
  PageBody body(framer, elements, clock_);

  const Instant sent_at = clock_.now();
  auto sent = transport_.send(request, body);
  Page page;
  const http::ResponseHead& head = body.answer();
  if (head.status != 0 && !body.is_success()) {  // known, whatever became of the body
    page.ends = pager.is_end(head.status);
    if (page.ends) return page;
    const std::string elsewhere = left_for(head, request);
    if (!elsewhere.empty() && (head.status == 401 || head.status == 403)) {
      page.error = refused_elsewhere(head.status, elsewhere);
      return page;
    }
    page.status = head.status;
    page.error = status_error(head.status, 1);
    page.retry_after = head.header("Retry-After");
    page.date = base::parse_http_date(head.header("Date")).value_or(body.head_at());
    return page;
  }
  if (!sent.ok()) page.error = std::move(sent).error();
  if (!page.error && body.has_orders()) {
    if (auto finished = framer.finish(elements); !finished.ok()) page.error = std::move(finished).error();
  }
  page.final = elements.refused();
  if (page.error) return page;
  page.sent_at = sent_at;
  page.asked_at = asked_at(head, sent_at, body.head_at());
  page.bytes = body.bytes();
  page.facts.url = head.url;
  page.facts.link = all_links(head);
  if (!body.has_orders()) return page;
  page.facts.elements = framer.elements();
  page.facts.fingerprint = elements.fingerprint();
  if (!pointer.empty()) page.facts.capture = framer.capture(0);
  return page;
}

Result<void> HttpSource::pause(const Page& failed, int tries) {
  Milliseconds wait = backoff(tries, random_);
  if (const auto asked = parse_retry_after(failed.retry_after, failed.date)) {
    if (*asked > kLongestRetryAfter) {
      Error error = status_error(failed.status, tries);
      error.message += fmt::format(": it asks to be left alone for {}", http::duration_text(*asked));
      return error;
    }
    wait = *asked;
  }
  if (!clock_.sleep_for(wait)) return interrupted();
  return {};
}

Result<http::Request> HttpSource::request() const {
  http::Request request;
  TRY_ASSIGN(request.credentials, credentials_of(settings_));
  const bool own_accept =
      std::any_of(request.credentials.begin(), request.credentials.end(),
                  [](const auto& header) { return http::same_name(header.first, "Accept"); });
  if (!own_accept) request.headers.emplace_back("Accept", "application/json");
  request.connect_timeout = settings_.limits.connect_timeout;
  request.idle_timeout = settings_.limits.idle_timeout;
  request.total_timeout = settings_.limits.total_timeout;
  request.max_redirects = settings_.limits.redirects;
  request.max_response_bytes = settings_.limits.response_bytes;
  request.allow_private_network = settings_.allow_private_network;
  return request;
}

}  // namespace ordersync::source
