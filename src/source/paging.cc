// The six ways of paging.
#include "source/paging.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "source/link_header.h"

namespace ordersync::source {
namespace {

// Sources compare whole seconds: the window is never made narrower by rounding.
enum class Round { down, up };

std::string date_text(base::Instant t, DateFormat format, Round round) {
  using std::chrono::seconds;
  const auto whole = round == Round::down ? std::chrono::floor<seconds>(t) : std::chrono::ceil<seconds>(t);
  if (format == DateFormat::unix_seconds) return std::to_string(whole.time_since_epoch().count());
  return base::to_iso8601(base::Instant(whole));
}

void add_window(http::Url& url, const DateFilter& filter, const Window& window) {
  if (window.since && !filter.since_parameter.empty()) {
    http::set_parameter(url, filter.since_parameter, date_text(*window.since, filter.format, Round::down));
  }
  if (window.until && !filter.until_parameter.empty()) {
    http::set_parameter(url, filter.until_parameter, date_text(*window.until, filter.format, Round::up));
  }
}

base::Result<void> check(const Pagination& settings) {
  const auto bad = [](std::string_view what) {
    return base::invalid("bad_paging",
                         fmt::format("the paging of this sync lacks its {}: set it with --page", what));
  };
  const bool by_parameter = settings.kind == PageKind::page || settings.kind == PageKind::offset ||
                            settings.kind == PageKind::cursor;
  const bool by_pointer = settings.kind == PageKind::cursor || settings.kind == PageKind::next;
  if (by_parameter && settings.parameter.empty()) return bad("parameter name");
  if (by_pointer && settings.pointer.empty()) return bad("JSON Pointer");
  return {};
}

// Some sources end with "next": false instead of null.
bool is_absent(const std::string& capture) {
  return capture.empty() || capture == "false";
}

// Behind a proxy that ends TLS, many sources write http:// into their links. Asking the same host by https is
// safe.
http::Url keeping_https(const http::Url& page, http::Url next) {
  const bool default_ports =
      page.scheme == "https" && page.port == 443 && next.scheme == "http" && next.port == 80;
  if (default_ports && page.host == next.host) {
    next.scheme = "https";
    next.port = 443;
  }
  return next;
}

// What an answer names that nobody is to ask for: an address, in the usual places of one.
std::optional<std::string> says_more(const PageFacts& facts) {
  if (auto link = next_link(facts.link)) return link;
  const std::string_view next = facts.capture;
  const bool is_address = next.starts_with("http://") || next.starts_with("https://") ||
                          next.starts_with('/') || next.starts_with('?');
  return is_address ? std::optional(facts.capture) : std::nullopt;
}

base::Error more_pages(std::string_view next) {
  return base::invalid("more_pages",
                       "the external system has more orders on a further page (" +
                           base::printable(http::without_values(next), 200) +
                           "), and this sync asks for one page only: set the paging of this sync");
}

}  // namespace

Pager::Pager(Pagination settings, http::Url url)
    : settings_(std::move(settings)), first_(url), url_(std::move(url)) {
  places_seen_.insert(http::to_string(url_));
}

base::Result<Pager> Pager::begin(const SourceSettings& settings, const Window& window) {
  const Pagination& paging = settings.pagination;
  TRY(check(paging));
  TRY_ASSIGN(http::Url url, http::parse_url(settings.url));
  for (const auto& [name, value] : settings.parameters) http::add_parameter(url, name, value);
  add_window(url, settings.date_filter, window);
  if (paging.kind == PageKind::page || paging.kind == PageKind::offset) {
    if (!paging.size_parameter.empty())
      http::set_parameter(url, paging.size_parameter, std::to_string(paging.size));
    http::set_parameter(url, paging.parameter,
                        std::to_string(paging.kind == PageKind::page ? paging.first_page : 0));
  }
  return Pager(paging, std::move(url));
}

base::Result<PageStep> Pager::advance(const PageFacts& facts) {
  if (!is_paged()) {
    const auto more = facts.elements > 0 ? says_more(facts) : std::nullopt;
    return more ? base::Result<PageStep>(more_pages(*more)) : PageStep::end;
  }
  if (is_numbered() && facts.elements == 0) return PageStep::end;
  if (facts.elements > 0 && !pages_seen_.insert(facts.fingerprint).second) {
    if (is_numbered() && is_after_the_last()) return PageStep::end;
    return repeated();
  }
  switch (settings_.kind) {
    case PageKind::page:
    case PageKind::offset:
      return advance_numbered(facts);
    case PageKind::cursor: {
      if (is_absent(facts.capture)) return PageStep::end;
      http::Url next = first_;
      http::set_parameter(next, settings_.parameter, facts.capture);
      return go_to(std::move(next));
    }
    case PageKind::next:
      if (is_absent(facts.capture)) return PageStep::end;
      return follow(facts.capture, facts);
    case PageKind::link: {
      const auto next = next_link(facts.link);
      if (!next) return PageStep::end;
      return follow(*next, facts);
    }
    case PageKind::none:
      break;
  }
  return PageStep::end;
}

base::Result<PageStep> Pager::advance_numbered(const PageFacts& facts) {
  if (must_be_empty()) return too_many_pages();
  after_short_page_ = !settings_.size_parameter.empty() && facts.elements < settings_.size;
  after_shorter_page_ = facts.elements < largest_page_;
  largest_page_ = std::max(largest_page_, facts.elements);
  offset_ += facts.elements;  // not the size asked for: a source may give less than that
  const std::int64_t number =
      settings_.kind == PageKind::page ? static_cast<std::int64_t>(settings_.first_page) + page_ : offset_;
  http::set_parameter(url_, settings_.parameter, std::to_string(number));
  ++page_;
  return PageStep::ask;
}

base::Result<PageStep> Pager::follow(const std::string& reference, const PageFacts& facts) {
  TRY_ASSIGN(const http::Url page, http::parse_url(facts.url.empty() ? http::to_string(url_) : facts.url));
  auto next = http::resolve(page, reference);
  if (!next.ok()) {
    return base::invalid("bad_next_link",
                         "the link to the next page cannot be used: " + next.error().message);
  }
  http::Url url = keeping_https(first_, std::move(next).value());
  if (!http::same_origin(url, first_)) {
    return base::invalid(
        "page_elsewhere",
        fmt::format("the next page is at {}, where the External API Key is not meant to go; if it is "
                    "the same system, use its address as the External API URL",
                    http::host_and_port(url)));
  }
  return go_to(std::move(url));
}

base::Result<PageStep> Pager::go_to(http::Url url) {
  if (!places_seen_.insert(http::to_string(url)).second) return repeated();
  if (page_ >= settings_.max_pages) return too_many_pages();
  url_ = std::move(url);
  ++page_;
  return PageStep::ask;
}

base::Error Pager::repeated() const {
  return base::invalid(
      "page_repeated",
      "the external system sends the same page again and again: check the paging of this sync");
}

base::Error Pager::too_many_pages() const {
  return base::invalid(
      "too_many_pages",
      fmt::format("more than {} pages: ask for larger pages or set a date filter", settings_.max_pages));
}

// Whether the page before looked like the last one. A source may cap its pages below the size that is asked
// for, so that each is short: it is the first one, or shorter than another.
bool Pager::is_after_the_last() const {
  return after_shorter_page_ || (page_ == 2 && after_short_page_);
}

// A status that may mean something else than "there is no such page" is believed where no more was expected.
bool Pager::is_end(int status) const {
  if (!is_numbered()) return false;
  if (status == 404 || status == 410 || status == 416) return after_short_page_ || after_shorter_page_;
  return is_after_the_last() && (status == 400 || status == 422);
}

}  // namespace ordersync::source
