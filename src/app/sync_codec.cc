// Advanced fields of a sync to JSON and back; see sync_codec.h.
#include "app/sync_codec.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/page_option.h"

namespace ordersync::app {

using nlohmann::json;

namespace {

// One table per enumeration serves both directions.
template <class T>
struct Word {
  T value;
  const char* word;
};
constexpr Word<source::AuthKind> kAuth[] = {{source::AuthKind::bearer, "bearer"},
                                            {source::AuthKind::x_api_key, "x-api-key"},
                                            {source::AuthKind::header, "header"},
                                            {source::AuthKind::basic, "basic"},
                                            {source::AuthKind::none, "none"}};
constexpr Word<source::DateFormat> kDateFormat[] = {{source::DateFormat::iso8601, "iso"},
                                                    {source::DateFormat::unix_seconds, "unix"}};
constexpr Word<base::DecimalMark> kDecimalMark[] = {{base::DecimalMark::point, "point"},
                                                    {base::DecimalMark::comma, "comma"}};
constexpr Word<match::Packages> kPackages[] = {{match::Packages::components, "components"},
                                               {match::Packages::explode, "explode"},
                                               {match::Packages::parent_only, "parent_only"}};
constexpr Word<match::PackageQuantity> kPackageQuantity[] = {{match::PackageQuantity::per_unit, "per_unit"},
                                                             {match::PackageQuantity::in_total, "in_total"}};
constexpr Word<match::Untaxed> kUntaxed[] = {
    {match::Untaxed::park, "park"}, {match::Untaxed::included, "included"}, {match::Untaxed::none, "none"}};
constexpr Word<match::Collision> kCollision[] = {{match::Collision::id_wins, "id_wins"},
                                                 {match::Collision::park, "park"}};

template <class T, std::size_t N>
const char* word_of(const Word<T> (&words)[N], T value) {
  for (const auto& word : words) {
    if (word.value == value) return word.word;
  }
  return words[0].word;
}

template <class T, std::size_t N>
void read_word(const json& object, const char* name, const Word<T> (&words)[N], T& target) {
  const auto found = object.find(name);
  if (found == object.end()) return;
  const std::string text = found->template get<std::string>();
  for (const auto& word : words) {
    if (text == word.word) target = word.value;
  }
}

template <class T>
void read(const json& object, const char* name, T& target) {
  const auto found = object.find(name);
  if (found != object.end() && !found->is_null()) target = found->get<T>();
}

json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  json array = json::array();
  for (const auto& [name, value] : pairs) array.push_back({{"name", name}, {"value", value}});
  return array;
}

void read_pairs(const json& object, const char* name,
                std::vector<std::pair<std::string, std::string>>& target) {
  const auto found = object.find(name);
  if (found == object.end()) return;
  target.clear();
  for (const auto& pair : *found) target.emplace_back(pair.at("name"), pair.at("value"));
}

json id_json(const std::optional<std::int64_t>& id) {
  return id ? json(*id) : json(nullptr);
}

void read_id(const json& object, const char* name, std::optional<std::int64_t>& target) {
  const auto found = object.find(name);
  if (found != object.end() && !found->is_null()) target = found->get<std::int64_t>();
}

json fetch_json(const source::SourceSettings& fetch) {
  const source::DateFilter& filter = fetch.date_filter;
  const source::Limits& limits = fetch.limits;
  return {{"auth", word_of(kAuth, fetch.auth.kind)},
          {"auth_header", fetch.auth.header},
          {"parameters", pairs_json(fetch.parameters)},
          {"headers", pairs_json(fetch.headers)},
          {"since_parameter", filter.since_parameter},
          {"until_parameter", filter.until_parameter},
          {"since_format", word_of(kDateFormat, filter.format)},
          {"overlap_minutes", filter.overlap.count()},
          {"page", page_option(fetch.pagination)},
          {"max_pages", fetch.pagination.max_pages},
          {"orders_at", fetch.orders_at},
          {"connect_timeout_ms", limits.connect_timeout.count()},
          {"idle_timeout_ms", limits.idle_timeout.count()},
          {"total_timeout_ms", limits.total_timeout.count()},
          {"max_response_bytes", limits.response_bytes},
          {"max_order_bytes", limits.order_bytes},
          {"max_depth", limits.depth},
          {"max_redirects", limits.redirects},
          {"tries", fetch.tries},
          {"requests_per_second", fetch.requests_per_second},
          {"allow_private_network", fetch.allow_private_network}};
}

base::Result<void> read_fetch(const json& object, source::SourceSettings& fetch) {
  read_word(object, "auth", kAuth, fetch.auth.kind);
  read(object, "auth_header", fetch.auth.header);
  read_pairs(object, "parameters", fetch.parameters);
  read_pairs(object, "headers", fetch.headers);
  source::DateFilter& filter = fetch.date_filter;
  read(object, "since_parameter", filter.since_parameter);
  read(object, "until_parameter", filter.until_parameter);
  read_word(object, "since_format", kDateFormat, filter.format);
  std::int64_t overlap = filter.overlap.count();
  read(object, "overlap_minutes", overlap);
  filter.overlap = std::chrono::minutes(overlap);
  TRY_ASSIGN(fetch.pagination, parse_page_option(object.value("page", "none")));
  read(object, "max_pages", fetch.pagination.max_pages);
  read(object, "orders_at", fetch.orders_at);
  source::Limits& limits = fetch.limits;
  limits.connect_timeout =
      base::Milliseconds(object.value("connect_timeout_ms", limits.connect_timeout.count()));
  limits.idle_timeout = base::Milliseconds(object.value("idle_timeout_ms", limits.idle_timeout.count()));
  limits.total_timeout = base::Milliseconds(object.value("total_timeout_ms", limits.total_timeout.count()));
  read(object, "max_response_bytes", limits.response_bytes);
  read(object, "max_order_bytes", limits.order_bytes);
  read(object, "max_depth", limits.depth);
  read(object, "max_redirects", limits.redirects);
  read(object, "tries", fetch.tries);
  read(object, "requests_per_second", fetch.requests_per_second);
  read(object, "allow_private_network", fetch.allow_private_network);
  return {};
}

json decode_json(const source::DecodeRules& rules) {
  json filters = json::array();
  for (const auto& filter : rules.filters)
    filters.push_back({{"at", filter.pointer}, {"values", filter.values}});
  return {{"date_format", rules.dates.format},
          {"timezone", rules.dates.zone.name()},
          {"decimal_mark", word_of(kDecimalMark, rules.decimal_mark)},
          {"sale_statuses", rules.sale_statuses},
          {"refund_statuses", rules.refund_statuses},
          {"void_line_statuses", rules.void_line_statuses},
          {"refund_id_at", rules.refund_id_pointer},
          {"from", rules.orders_from ? json(base::to_iso8601(*rules.orders_from)) : json(nullptr)},
          {"filters", std::move(filters)}};
}

base::Result<void> read_decode(const json& object, source::DecodeRules& rules) {
  read(object, "date_format", rules.dates.format);
  const auto zone = base::Zone::find(object.value("timezone", "UTC"));
  if (zone.ok()) rules.dates.zone = *zone;
  read_word(object, "decimal_mark", kDecimalMark, rules.decimal_mark);
  read(object, "sale_statuses", rules.sale_statuses);
  read(object, "refund_statuses", rules.refund_statuses);
  read(object, "void_line_statuses", rules.void_line_statuses);
  read(object, "refund_id_at", rules.refund_id_pointer);
  std::string from;
  read(object, "from", from);
  if (!from.empty()) {
    TRY_ASSIGN(rules.orders_from, base::parse_date(from, {}));
  }
  for (const auto& filter : object.value("filters", json::array())) {
    rules.filters.push_back({filter.at("at"), filter.at("values")});
  }
  if (!zone.ok()) return zone.error();  // all else is read
  return {};
}

json match_json(const match::MatchRules& rules) {
  return {{"packages", word_of(kPackages, rules.packages)},
          {"package_quantity", word_of(kPackageQuantity, rules.package_quantity)},
          {"untaxed", word_of(kUntaxed, rules.untaxed)},
          {"collision", word_of(kCollision, rules.collision)},
          {"service_product", id_json(rules.service_product)},
          {"delivery_product", id_json(rules.delivery_product)},
          {"tip_product", id_json(rules.tip_product)},
          {"rounding_product", id_json(rules.rounding_product)},
          {"voucher_method", id_json(rules.voucher_method)},
          {"pay_later_method", id_json(rules.pay_later_method)},
          {"product_map", rules.product_map},
          {"payment_map", rules.payment_map}};
}

void read_match(const json& object, match::MatchRules& rules) {
  read_word(object, "packages", kPackages, rules.packages);
  read_word(object, "package_quantity", kPackageQuantity, rules.package_quantity);
  read_word(object, "untaxed", kUntaxed, rules.untaxed);
  read_word(object, "collision", kCollision, rules.collision);
  read_id(object, "service_product", rules.service_product);
  read_id(object, "delivery_product", rules.delivery_product);
  read_id(object, "tip_product", rules.tip_product);
  read_id(object, "rounding_product", rules.rounding_product);
  read_id(object, "voucher_method", rules.voucher_method);
  read_id(object, "pay_later_method", rules.pay_later_method);
  read(object, "product_map", rules.product_map);
  read(object, "payment_map", rules.payment_map);
}

}  // namespace

json advanced_json(const sync::SyncSettings& settings) {
  return {{"fetch", fetch_json(settings.fetch)},
          {"decode", decode_json(settings.decode)},
          {"match", match_json(settings.match)},
          {"push", source::push_option(settings.push)}};
}

bool can_be_encoded(const sync::SyncSettings& settings) {
  try {
    encode_advanced(settings);
    return true;
  } catch (const json::type_error&) {
    return false;
  }
}

std::string encode_advanced(const sync::SyncSettings& settings) {
  return advanced_json(settings).dump();
}

base::Result<void> decode_advanced(std::string_view text, sync::SyncSettings& settings) {
  try {
    const json object = json::parse(text);
    TRY(read_fetch(object.value("fetch", json::object()), settings.fetch));
    auto decoded = read_decode(object.value("decode", json::object()), settings.decode);
    settings.decode.max_depth = settings.fetch.limits.depth;
    read_match(object.value("match", json::object()), settings.match);
    TRY(source::set_push_option(object.value("push", "none"), settings.push));
    return decoded;
  } catch (const json::exception& exception) {
    base::Error error =
        base::invalid("bad_sync", "The stored settings of sync \"" + settings.name + "\" cannot be read");
    error.detail = exception.what();
    return error;
  }
}

}  // namespace ordersync::app
