// The rules of every field of a sync; see sync_form.h.
#include "app/sync_form.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "app/bad_option.h"
#include "app/comma_list.h"
#include "app/page_option.h"
#include "app/sync_codec.h"
#include "base/contains.h"
#include "base/text.h"
#include "base/whole_number.h"
#include "http/transport.h"
#include "http/url.h"

namespace ordersync::app {

namespace {

using base::Error;
using base::Result;

Error bad(std::string_view field, std::string_view value, std::string_view takes) {
  return bad_option(field, "--" + std::string(field) + ": \"" + base::printable(value, 80) + "\" is not " +
                               std::string(takes));
}

Result<std::int64_t> whole(std::string_view field, std::string_view value, std::int64_t least,
                           std::int64_t most) {
  const auto number = base::whole_number<std::int64_t>(base::trim(value));
  if (!number || *number < least || *number > most) {
    return bad(field, value, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return *number;
}

Result<void> set_bool(std::string_view field, const std::optional<std::string>& value, bool& target) {
  if (!value) return {};
  if (*value != "true" && *value != "false") return bad(field, *value, "true or false");
  target = *value == "true";
  return {};
}

template <class T>
Result<void> set_whole(std::string_view field, const std::optional<std::string>& value, std::int64_t least,
                       std::int64_t most, T& target) {
  if (!value) return {};
  TRY_ASSIGN(const auto number, whole(field, *value, least, most));
  target = static_cast<T>(number);
  return {};
}

Result<void> set_seconds(std::string_view field, const std::optional<std::string>& value,
                         std::chrono::milliseconds& target) {
  if (!value) return {};
  TRY_ASSIGN(const auto number, whole(field, *value, 1, 86'400));
  target = std::chrono::seconds(number);
  return {};
}

template <class T>
Result<void> set_choice(std::string_view field, const std::optional<std::string>& value,
                        std::initializer_list<std::pair<std::string_view, T>> choices, T& target) {
  if (!value) return {};
  for (const auto& [name, choice] : choices) {
    if (*value != name) continue;
    target = choice;
    return {};
  }
  return bad(field, *value,
             "one of " + base::joined(choices, ", ", [](const auto& choice) { return choice.first; }));
}

Result<void> set_id(std::string_view field, const std::optional<std::string>& value,
                    std::optional<std::int64_t>& target) {
  if (!value) return {};
  if (value->empty()) {
    target.reset();
    return {};
  }
  TRY_ASSIGN(target, whole(field, *value, 1, INT64_MAX));
  return {};
}

Result<void> set_pointer(std::string_view field, const std::optional<std::string>& value,
                         std::string& target) {
  if (!value) return {};
  if (!value->empty() && value->front() != '/')
    return bad(field, *value, "a JSON Pointer (such as /data/orders)");
  target = *value;
  return {};
}

void set_list(const std::optional<std::string>& value, std::vector<std::string>& target) {
  if (value) target = split(*value);
}

// A status in both lists would make refunds of all sales.
Result<void> check_statuses(const source::DecodeRules& rules) {
  for (const std::string& status : rules.sale_statuses) {
    if (!base::contains(rules.refund_statuses, status)) continue;
    return bad_option("refund-statuses",
                      "The status " + base::printable(status, 40) +
                          " is in both --sale-statuses and --refund-statuses: an order is a sale "
                          "or a refund");
  }
  return {};
}

// "K=V" pairs of query parameters and headers.
Result<void> set_pairs(std::string_view field, const std::optional<std::vector<std::string>>& values,
                       std::vector<std::pair<std::string, std::string>>& target) {
  if (!values) return {};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& value : *values) {
    if (value.empty()) continue;  // alone it empties the list
    const auto at = value.find('=');
    if (at == std::string::npos || at == 0) return bad(field, value, "NAME=VALUE");
    if (value.find_first_of("\r\n") != std::string::npos) return bad(field, value, "one line");
    pairs.emplace_back(value.substr(0, at), value.substr(at + 1));
  }
  target = std::move(pairs);
  return {};
}

// What the transport would refuse with every fetch, or the key's own header hide.
Result<void> set_headers(const SyncForm& form, source::SourceSettings& fetch) {
  TRY(set_pairs("header", form.headers, fetch.headers));
  if (!form.headers && !form.auth && !form.key) return {};
  const bool is_authorization =
      fetch.auth.kind == source::AuthKind::bearer || fetch.auth.kind == source::AuthKind::basic;
  const bool key_is_authorization = is_authorization && !fetch.key.empty();
  for (const auto& [name, value] : fetch.headers) {
    if (!http::may_be_set(name))
      return bad("header", name, "a header's name that this program does not set itself");
    if (key_is_authorization && http::same_name(name, "Authorization"))
      return bad("header", name,
                 "another header than that of the key: choose --auth header:Authorization for a key that is "
                 "sent as it is, or --auth none");
  }
  return {};
}

Result<void> add_to_map(std::string_view field, const std::optional<std::vector<std::string>>& values,
                        std::map<std::string, std::int64_t>& target) {
  if (!values) return {};
  for (const std::string& value : *values) {
    const auto at = value.rfind('=');
    if (at == std::string::npos) return bad(field, value, "SOURCE=ID");
    const std::string name(base::trim(std::string_view(value).substr(0, at)));
    if (name.empty()) return bad(field, value, "SOURCE=ID");
    if (at + 1 == value.size()) {
      target.erase(name);
      continue;
    }
    TRY_ASSIGN(target[name], whole(field, std::string_view(value).substr(at + 1), 1, INT64_MAX));
  }
  return {};
}

Result<void> set_auth(const std::optional<std::string>& value, source::Auth& target) {
  if (!value) return {};
  constexpr std::string_view kHeader = "header:";
  if (value->starts_with(kHeader) && value->size() > kHeader.size()) {
    const std::string name = value->substr(kHeader.size());
    if (name.find_first_of(" :\r\n\t") != std::string::npos) return bad("auth", *value, "a header's name");
    target = {source::AuthKind::header, name};
    return {};
  }
  source::Auth auth;
  TRY(set_choice<source::AuthKind>("auth", value,
                                   {{"bearer", source::AuthKind::bearer},
                                    {"x-api-key", source::AuthKind::x_api_key},
                                    {"basic", source::AuthKind::basic},
                                    {"none", source::AuthKind::none},
                                    {"header:NAME", source::AuthKind::header}},
                                   auth.kind));
  if (auth.kind == source::AuthKind::header) return bad("auth", *value, "header: with a name behind it");
  target = auth;
  return {};
}

Result<void> set_filters(const std::optional<std::vector<std::string>>& values,
                         std::vector<source::Filter>& target) {
  if (!values) return {};
  std::vector<source::Filter> filters;
  for (const std::string& value : *values) {
    if (value.empty()) continue;  // alone it empties the list
    const auto at = value.find('=');
    if (value.front() != '/' || at == std::string::npos) {
      return bad("filter", value, "POINTER=VALUE,… (such as /LocationID=404)");
    }
    source::Filter filter{value.substr(0, at), split(std::string_view(value).substr(at + 1))};
    if (filter.values.empty()) return bad("filter", value, "a filter with a value");
    filters.push_back(std::move(filter));
  }
  target = std::move(filters);
  return {};
}

Result<void> apply_fetch(const SyncForm& form, sync::SyncSettings& settings) {
  source::SourceSettings& fetch = settings.fetch;
  if (form.url) {
    if (base::trim(*form.url).empty()) return bad("url", *form.url, "a URL");
    const std::string url(base::trim(*form.url));
    TRY(http::parse_url(url));
    fetch.url = url;
  }
  if (form.key) fetch.key = *form.key;
  TRY(set_auth(form.auth, fetch.auth));
  TRY(set_bool("allow-private-network", form.allow_private_network, fetch.allow_private_network));
  if (form.since_param) fetch.date_filter.since_parameter = *form.since_param;
  if (form.until_param) fetch.date_filter.until_parameter = *form.until_param;
  TRY(set_choice<source::DateFormat>(
      "since-format", form.since_format,
      {{"iso", source::DateFormat::iso8601}, {"unix", source::DateFormat::unix_seconds}},
      fetch.date_filter.format));
  std::int64_t overlap = fetch.date_filter.overlap.count();
  TRY(set_whole("overlap", form.overlap, 0, 10'080, overlap));
  fetch.date_filter.overlap = std::chrono::minutes(overlap);
  if (form.page) {
    const int max_pages = fetch.pagination.max_pages;
    TRY_ASSIGN(fetch.pagination, parse_page_option(*form.page));
    fetch.pagination.max_pages = max_pages;
  }
  TRY(set_whole("max-pages", form.max_pages, 1, 1'000'000, fetch.pagination.max_pages));
  TRY(set_pointer("orders-at", form.orders_at, fetch.orders_at));
  TRY(set_pairs("param", form.params, fetch.parameters));
  TRY(set_headers(form, fetch));
  TRY(set_whole("rate", form.rate, 1, 1000, fetch.requests_per_second));
  TRY(set_whole("tries", form.tries, 1, 10, fetch.tries));
  TRY(set_seconds("connect-timeout", form.connect_timeout, fetch.limits.connect_timeout));
  TRY(set_seconds("idle-timeout", form.idle_timeout, fetch.limits.idle_timeout));
  TRY(set_seconds("total-timeout", form.total_timeout, fetch.limits.total_timeout));
  std::int64_t mib = fetch.limits.response_bytes >> 20;
  TRY(set_whole("max-response", form.max_response, 1, 1 << 20, mib));
  fetch.limits.response_bytes = mib << 20;
  std::int64_t kib = fetch.limits.order_bytes >> 10;
  TRY(set_whole("max-order", form.max_order, 1, 1 << 16, kib));
  fetch.limits.order_bytes = kib << 10;
  TRY(set_whole("max-depth", form.max_depth, 1, source::kDeepestOrder, fetch.limits.depth));
  settings.decode.max_depth = fetch.limits.depth;
  TRY(set_whole("max-redirects", form.max_redirects, 0, 20, fetch.limits.redirects));
  return {};
}

Result<void> apply_push(const SyncForm& form, source::PushSettings& push) {
  if (form.push) TRY(source::set_push_option(base::trim(*form.push), push));
  if (form.push_secret) {
    if (push.kind == source::PushKind::none) {
      return bad("push", "none", "a kind of verification that takes a secret: choose one with --push first");
    }
    TRY(source::check_push_secret(push.kind, *form.push_secret));
    source::add_push_secret(*form.push_secret, push);
  }
  bool end_old = false;
  TRY(set_bool("end-old-push-secret", form.end_old_push_secret, end_old));
  if (end_old) source::end_old_push_secret(push);
  return {};
}

Result<void> apply_decode(const SyncForm& form, sync::SyncSettings& settings) {
  source::DecodeRules& decode = settings.decode;
  if (form.timezone) {
    TRY_ASSIGN(decode.dates.zone, base::Zone::find(*form.timezone));
  }
  if (form.date_format) {
    if (!form.date_format->empty()) TRY(base::check_date_format(*form.date_format));
    decode.dates.format = *form.date_format;
  }
  TRY(set_choice<base::DecimalMark>(
      "decimal-mark", form.decimal_mark,
      {{"point", base::DecimalMark::point}, {"comma", base::DecimalMark::comma}}, decode.decimal_mark));
  set_list(form.sale_statuses, decode.sale_statuses);
  set_list(form.refund_statuses, decode.refund_statuses);
  if (form.sale_statuses || form.refund_statuses) TRY(check_statuses(decode));
  set_list(form.void_line_statuses, decode.void_line_statuses);
  TRY(set_pointer("refund-id-at", form.refund_id_at, decode.refund_id_pointer));
  TRY(set_filters(form.filters, decode.filters));
  if (form.from) {
    decode.orders_from.reset();
    if (!form.from->empty()) {
      auto from = base::parse_date(*form.from, decode.dates);
      if (!from.ok()) return bad("from", *form.from, "a date: write it as in 2025-08-10");
      decode.orders_from = *from;
    }
  }
  return {};
}

Result<void> apply_match(const SyncForm& form, sync::SyncSettings& settings) {
  using match::Collision;
  using match::PackageQuantity;
  using match::Packages;
  using match::Untaxed;
  match::MatchRules& rules = settings.match;
  TRY(set_choice<Packages>("packages", form.packages,
                           {{"components", Packages::components},
                            {"explode", Packages::explode},
                            {"parent_only", Packages::parent_only}},
                           rules.packages));
  TRY(set_choice<PackageQuantity>(
      "package-quantity", form.package_quantity,
      {{"per_unit", PackageQuantity::per_unit}, {"in_total", PackageQuantity::in_total}},
      rules.package_quantity));
  TRY(set_choice<Untaxed>("untaxed", form.untaxed,
                          {{"park", Untaxed::park}, {"included", Untaxed::included}, {"none", Untaxed::none}},
                          rules.untaxed));
  TRY(set_choice<Collision>("collision", form.collision,
                            {{"id_wins", Collision::id_wins}, {"park", Collision::park}}, rules.collision));
  TRY(set_id("service-product", form.service_product, rules.service_product));
  TRY(set_id("delivery-product", form.delivery_product, rules.delivery_product));
  TRY(set_id("tip-product", form.tip_product, rules.tip_product));
  TRY(set_id("rounding-product", form.rounding_product, rules.rounding_product));
  TRY(set_id("voucher-method", form.voucher_method, rules.voucher_method));
  TRY(set_id("pay-later-method", form.pay_later_method, rules.pay_later_method));
  TRY(add_to_map("map-product", form.map_products, rules.product_map));
  return add_to_map("map-payment", form.map_payments, rules.payment_map);
}

}  // namespace

Result<void> apply(const SyncForm& form, sync::SyncSettings& settings) {
  sync::SyncSettings changed = settings;
  if (form.name) {
    changed.name = base::trim(*form.name);
    if (changed.name.empty() || !base::is_one_line(changed.name) || base::characters_in(changed.name) > 200) {
      return bad("name", *form.name, "a name of 1 to 200 characters in one line");
    }
    // Where a sync is named it may be by its number: another one's orders would come here.
    if (changed.name != settings.name &&
        std::all_of(changed.name.begin(), changed.name.end(), base::is_digit))
      return bad("name", *form.name, "a name that is no number: every sync has one of its own");
  }
  if (form.source) {
    if (form.source->empty() || base::slug(*form.source) != *form.source || form.source->size() > 64) {
      return bad("source", *form.source, "a short code of lower-case letters, digits and hyphens");
    }
    changed.source = *form.source;
  }
  if (form.connection) changed.connection = base::trim(*form.connection);
  if (form.pos_config) changed.pos_config = *form.pos_config;
  TRY(set_bool("active", form.active, changed.active));
  TRY(set_bool("auto-session", form.auto_create_session, changed.auto_create_session));
  TRY(set_whole("interval", form.interval, 0, 44'640, changed.interval_minutes));
  TRY(apply_fetch(form, changed));
  TRY(apply_push(form, changed.push));
  TRY(apply_decode(form, changed));
  TRY(apply_match(form, changed));
  changed.decode.source = changed.source;
  if (!can_be_encoded(changed)) return option_not_utf8();
  settings = std::move(changed);
  return {};
}

}  // namespace ordersync::app
