// The model: filter, cut into pages, frame, fail.
#include "tests/support/fake_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/check.h"

namespace ordersync::testing {

using source::PageKind;

namespace {

int number_or(const std::optional<std::string>& text, int fallback) {
  return text && !text->empty() ? std::atoi(text->c_str()) : fallback;
}

std::optional<base::Instant> since_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  if (text->find('-') == std::string::npos) return base::from_unix_ms(1000LL * std::atoll(text->c_str()));
  std::tm tm{};
  strptime(text->c_str(), "%Y-%m-%dT%H:%M:%SZ", &tm);
  return base::from_unix_ms(1000LL * timegm(&tm));
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 0x20) - 'a' + 10;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// The decoded value of a query parameter; nothing when it is absent.
std::optional<std::string> query_parameter(const http::Url& url, std::string_view name) {
  std::string_view rest = url.query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (decoded(pair.substr(0, equals)) == name)
      return decoded(pair.substr(std::min(equals + 1, pair.size())));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

}  // namespace

source::SourceSettings FakeSource::settings() const {
  source::SourceSettings settings;
  settings.url = url;
  settings.key = base::Secret(api_key);
  settings.pagination = paging;
  settings.date_filter.since_parameter = since_parameter;
  return settings;
}

void FakeSource::put(std::string order_json, std::optional<base::Instant> changed_at) {
  orders_.push_back({std::move(order_json), changed_at});
}

void FakeSource::fail_next(SourceFault fault, int times) {
  for (int i = 0; i < times; ++i) next_faults_.push_back(fault);
}

void FakeSource::heal() {
  next_faults_.clear();
  page_faults_.clear();
  lasting_fault_.reset();
}

std::optional<SourceFault> FakeSource::fault_for(int page) {
  if (!next_faults_.empty()) {
    const SourceFault fault = next_faults_.front();
    next_faults_.pop_front();
    return fault;
  }
  if (const auto found = page_faults_.find(page); found != page_faults_.end()) return found->second;
  return lasting_fault_;
}

bool FakeSource::key_fits(const http::Request& request) const {
  if (api_key.empty()) return true;
  return std::any_of(request.credentials.begin(), request.credentials.end(), [&](const http::Header& header) {
    return header.second == api_key || header.second == "Bearer " + api_key;
  });
}

FakeSource::Slice FakeSource::slice(const http::Url& asked) const {
  const auto since = since_of(query_parameter(asked, since_parameter));
  std::vector<std::string_view> shown;
  for (const StoredOrder& order : orders_) {
    if (!since || !order.changed_at || *order.changed_at >= *since) shown.push_back(order.json);
  }
  Slice slice;
  if (paging.kind == PageKind::none) {
    slice.orders = std::move(shown);
    return slice;
  }
  const std::string size_name = paging.size_parameter.empty() ? "limit" : paging.size_parameter;
  const int size = std::clamp(number_or(query_parameter(asked, size_name), paging.size), 1, largest_page);
  const bool by_number = paging.kind == PageKind::page;
  const std::string place_name = paging.parameter.empty() ? "after" : paging.parameter;
  const int place = number_or(query_parameter(asked, place_name), by_number ? paging.first_page : 0);
  const auto begin =
      static_cast<std::size_t>(std::max(0, by_number ? (place - paging.first_page) * size : place));
  const std::size_t end = std::min(shown.size(), begin + static_cast<std::size_t>(size));
  if (begin < end) {
    slice.orders.assign(shown.begin() + static_cast<std::ptrdiff_t>(begin),
                        shown.begin() + static_cast<std::ptrdiff_t>(end));
  }
  slice.page = static_cast<int>(begin) / size + 1;
  if (end < shown.size()) {
    slice.next_cursor = std::to_string(end);
    if (paging.kind == PageKind::next || paging.kind == PageKind::link) {
      http::Url next = asked;
      http::set_parameter(next, place_name, slice.next_cursor);
      slice.next_cursor = http::to_string(next);
    }
  }
  return slice;
}

FakeAnswer FakeSource::answer(const Slice& slice) const {
  FakeAnswer answer;
  answer.headers = {{"Content-Type", "application/json"}};
  if (clock_ != nullptr) answer.headers.emplace_back("Date", base::to_http_date(clock_->now()));
  std::string array = fmt::format("[{}]", fmt::join(slice.orders, ","));
  const bool in_body = paging.kind == PageKind::cursor || paging.kind == PageKind::next;
  if (in_body) {
    // Only pointers of one step ("/next"), which is all that tests need.
    CHECK(paging.pointer.size() > 1 && paging.pointer.rfind('/') == 0);
    const std::string next = slice.next_cursor.empty() ? "null" : "\"" + slice.next_cursor + "\"";
    answer.body = fmt::format(R"({{"orders":{},"{}":{}}})", array, paging.pointer.substr(1), next);
    return answer;
  }
  if (paging.kind == PageKind::link && !slice.next_cursor.empty()) {
    answer.headers.emplace_back("Link", fmt::format("<{}>; rel=\"next\"", slice.next_cursor));
  }
  answer.body = std::move(array);
  return answer;
}

base::Result<http::ResponseHead> FakeSource::play(SourceFault fault, FakeAnswer answer,
                                                  const http::Request& request, http::BodySink& sink) {
  const auto status = [&](int code, std::vector<http::Header> headers = {}) {
    return deliver({code, std::move(headers), "<html>error</html>", std::nullopt, 7}, request, sink);
  };
  switch (fault) {
    case SourceFault::refuse:
      return refused(request);
    case SourceFault::name_not_found:
      return testing::name_not_found(request);
    case SourceFault::time_out_before_sending:
      return timed_out_connecting(request);
    case SourceFault::lose_answer:
      ++answered_;
      return answer_lost(request);
    case SourceFault::cut_body:
      ++answered_;
      answer.cut_after = answer.body.size() / 2;
      return deliver(answer, request, sink);
    case SourceFault::rate_limit:
      return status(429, {{"Retry-After", "2"}});
    case SourceFault::slow_down:
      return status(429, {{"Retry-After", "3600"}});
    case SourceFault::unavailable:
      return status(503);
    case SourceFault::unauthorized:
      return status(401);
    case SourceFault::not_found:
      return status(404);
    case SourceFault::garbage:
      return not_http(request);
    case SourceFault::html:
      return deliver(
          {200, {{"Content-Type", "text/html"}}, "<!DOCTYPE html><html>Sign in</html>", std::nullopt, 7},
          request, sink);
    case SourceFault::empty_body:
      return deliver({200, {}, "", std::nullopt, 7}, request, sink);
    case SourceFault::broken_json:
      answer.body.resize(answer.body.size() / 2);
      return deliver(answer, request, sink);
  }
  return not_http(request);
}

base::Result<http::ResponseHead> FakeSource::send(const http::Request& request, http::BodySink& sink) {
  TRY(admit(request));
  requests_.push_back(request);
  TRY_ASSIGN(const http::Url asked, http::parse_url(request.url));
  const Slice slice = this->slice(asked);
  if (const auto fault = fault_for(slice.page)) return play(*fault, answer(slice), request, sink);
  ++answered_;
  if (!key_fits(request)) {
    return deliver({401, {}, R"({"error":"unknown key"})", std::nullopt, 7}, request, sink);
  }
  TRY_ASSIGN(const http::Url own, http::parse_url(url));
  if (!http::same_origin(asked, own) || asked.path != own.path) {
    return deliver({404, {}, R"({"error":"no such page"})", std::nullopt, 7}, request, sink);
  }
  return deliver(answer(slice), request, sink);
}

}  // namespace ordersync::testing
