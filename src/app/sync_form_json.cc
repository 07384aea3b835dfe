// SyncForm to JSON and back; see sync_form_json.h.
#include "app/sync_form_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/bad_option.h"
#include "app/page_option.h"
#include "app/sync_codec.h"
#include "base/text.h"
#include "http/url.h"

namespace ordersync::app {

namespace {

using base::Result;

struct TextMember {
  std::string_view name;
  std::string_view option;  // of the command line, without its dashes
  std::optional<std::string> SyncForm::*field;
};
constexpr TextMember kTexts[] = {
    {"name", "name", &SyncForm::name},
    {"url", "url", &SyncForm::url},
    {"connection", "odoo", &SyncForm::connection},
    {"pos_config", "pos", &SyncForm::pos_config},
    {"source", "source", &SyncForm::source},
    {"auth", "auth", &SyncForm::auth},
    {"interval_minutes", "interval", &SyncForm::interval},
    {"active", "active", &SyncForm::active},
    {"auto_create_session", "auto-session", &SyncForm::auto_create_session},
    {"allow_private_network", "allow-private-network", &SyncForm::allow_private_network},
    {"since_param", "since-param", &SyncForm::since_param},
    {"until_param", "until-param", &SyncForm::until_param},
    {"since_format", "since-format", &SyncForm::since_format},
    {"overlap", "overlap", &SyncForm::overlap},
    {"from", "from", &SyncForm::from},
    {"page", "page", &SyncForm::page},
    {"max_pages", "max-pages", &SyncForm::max_pages},
    {"orders_at", "orders-at", &SyncForm::orders_at},
    {"rate", "rate", &SyncForm::rate},
    {"tries", "tries", &SyncForm::tries},
    {"connect_timeout", "connect-timeout", &SyncForm::connect_timeout},
    {"idle_timeout", "idle-timeout", &SyncForm::idle_timeout},
    {"total_timeout", "total-timeout", &SyncForm::total_timeout},
    {"max_response", "max-response", &SyncForm::max_response},
    {"max_order", "max-order", &SyncForm::max_order},
    {"max_depth", "max-depth", &SyncForm::max_depth},
    {"max_redirects", "max-redirects", &SyncForm::max_redirects},
    {"push", "push", &SyncForm::push},
    {"end_old_push_secret", "end-old-push-secret", &SyncForm::end_old_push_secret},
    {"date_format", "date-format", &SyncForm::date_format},
    {"timezone", "timezone", &SyncForm::timezone},
    {"decimal_mark", "decimal-mark", &SyncForm::decimal_mark},
    {"sale_statuses", "sale-statuses", &SyncForm::sale_statuses},
    {"refund_statuses", "refund-statuses", &SyncForm::refund_statuses},
    {"void_line_statuses", "void-line-statuses", &SyncForm::void_line_statuses},
    {"refund_id_at", "refund-id-at", &SyncForm::refund_id_at},
    {"packages", "packages", &SyncForm::packages},
    {"package_quantity", "package-quantity", &SyncForm::package_quantity},
    {"untaxed", "untaxed", &SyncForm::untaxed},
    {"collision", "collision", &SyncForm::collision},
    {"service_product", "service-product", &SyncForm::service_product},
    {"delivery_product", "delivery-product", &SyncForm::delivery_product},
    {"tip_product", "tip-product", &SyncForm::tip_product},
    {"rounding_product", "rounding-product", &SyncForm::rounding_product},
    {"voucher_method", "voucher-method", &SyncForm::voucher_method},
    {"pay_later_method", "pay-later-method", &SyncForm::pay_later_method},
};

struct ListMember {
  std::string_view name;
  std::string_view option;
  std::optional<std::vector<std::string>> SyncForm::*field;
};
constexpr ListMember kLists[] = {{"params", "param", &SyncForm::params},
                                 {"headers", "header", &SyncForm::headers},
                                 {"filters", "filter", &SyncForm::filters}};
constexpr ListMember kMaps[] = {{"map_products", "map-product", &SyncForm::map_products},
                                {"map_payments", "map-payment", &SyncForm::map_payments}};

Result<std::string> text_of(std::string_view name, const Json& value) {
  if (value.is_null()) return std::string();
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number_integer()) return value.dump();
  return bad_field(name, "takes a text or a number");
}

Result<std::vector<std::string>> list_of(std::string_view name, const Json& value) {
  std::vector<std::string> list;
  if (!value.is_array()) return bad_field(name, "takes a list of texts");
  for (const Json& item : value) {
    if (!item.is_string()) return bad_field(name, "takes a list of texts");
    list.push_back(item.get<std::string>());
  }
  return list;
}

// {"Latte XL": 12, "Mocha": null} → "Latte XL=12", "Mocha="
Result<std::vector<std::string>> map_of(std::string_view name, const Json& value) {
  std::vector<std::string> pairs;
  if (!value.is_object()) return bad_field(name, "takes an object from names to ids");
  for (const auto& [source, id] : value.items()) {
    if (!id.is_null() && !id.is_number_integer()) return bad_field(name, "takes an object from names to ids");
    pairs.push_back(source + "=" + (id.is_null() ? std::string() : id.dump()));
  }
  return pairs;
}

template <class Members, class Read>
Result<bool> read_member(const Members& members, const std::string& name, const Json& value, SyncForm& form,
                         const Read& read) {
  for (const auto& member : members) {
    if (member.name != name) continue;
    TRY_ASSIGN(form.*member.field, read(member.name, value));
    return true;
  }
  return false;
}

std::vector<std::string> pairs_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<std::string> list;
  for (const auto& [name, value] : pairs) list.push_back(name + "=" + value);
  return list;
}

std::int64_t seconds_of(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

}  // namespace

Json advanced_form_json(const sync::SyncSettings& settings) {
  // The words of enumerations are the codec's; names and units are the form's.
  const nlohmann::json stored = advanced_json(settings);
  const auto& fetch = settings.fetch;
  const auto& decode = settings.decode;
  const auto& words = stored.at("match");
  std::string auth = stored.at("fetch").at("auth");
  if (auth == "header") auth += ":" + fetch.auth.header;
  std::vector<std::string> filters;
  for (const auto& filter : decode.filters)
    filters.push_back(filter.pointer + "=" + base::joined(filter.values, ","));
  Json form = {{"auth", auth},
               {"allow_private_network", fetch.allow_private_network},
               {"params", pairs_of(fetch.parameters)},
               {"headers", pairs_of(fetch.headers)},
               {"since_param", fetch.date_filter.since_parameter},
               {"until_param", fetch.date_filter.until_parameter},
               {"since_format", stored.at("fetch").at("since_format")},
               {"overlap", fetch.date_filter.overlap.count()},
               {"page", page_option(fetch.pagination)},
               {"max_pages", fetch.pagination.max_pages},
               {"orders_at", fetch.orders_at},
               {"rate", fetch.requests_per_second},
               {"tries", fetch.tries},
               {"connect_timeout", seconds_of(fetch.limits.connect_timeout)},
               {"idle_timeout", seconds_of(fetch.limits.idle_timeout)},
               {"total_timeout", seconds_of(fetch.limits.total_timeout)},
               {"max_response", fetch.limits.response_bytes >> 20},
               {"max_order", fetch.limits.order_bytes >> 10},
               {"max_depth", decode.max_depth},
               {"max_redirects", fetch.limits.redirects},
               {"push", source::push_option(settings.push)},
               {"from", stored.at("decode").at("from")},
               {"filters", filters},
               {"date_format", decode.dates.format},
               {"timezone", decode.dates.zone.name()},
               {"decimal_mark", stored.at("decode").at("decimal_mark")},
               {"sale_statuses", base::joined(decode.sale_statuses, ",")},
               {"refund_statuses", base::joined(decode.refund_statuses, ",")},
               {"void_line_statuses", base::joined(decode.void_line_statuses, ",")},
               {"refund_id_at", decode.refund_id_pointer}};
  for (const char* same :
       {"packages", "package_quantity", "untaxed", "collision", "service_product", "delivery_product",
        "tip_product", "rounding_product", "voucher_method", "pay_later_method"}) {
    form[same] = words.at(same);
  }
  form["map_products"] = settings.match.product_map;
  form["map_payments"] = settings.match.payment_map;
  return form;
}

void hide_values(Json& form) {
  if (!form.is_object()) return;
  for (const std::string_view name : kMayHoldKeys) {
    const auto member = form.find(name);
    if (member == form.end()) continue;
    if (member->is_string()) *member = http::without_values(member->get<std::string>());
    if (!member->is_array()) continue;
    for (Json& pair : *member) {
      if (!pair.is_string()) continue;
      const std::string text = pair;
      pair = text.substr(0, text.find('=')) + "=…";
    }
  }
}

Result<SyncForm> sync_form_of(const Json& body) {
  SyncForm form;
  for (const auto& [name, value] : body.items()) {
    if (name == "key") {
      TRY_ASSIGN(const std::string key, text_of(name, value));
      form.key = base::Secret(key);
      continue;
    }
    if (name == "push_secret") {
      TRY_ASSIGN(const std::string secret, text_of(name, value));
      form.push_secret = base::Secret(std::string(base::trim(secret)));
      continue;
    }
    TRY_ASSIGN(bool known, read_member(kTexts, name, value, form, text_of));
    if (!known) {
      TRY_ASSIGN(known, read_member(kLists, name, value, form, list_of));
    }
    if (!known) {
      TRY_ASSIGN(known, read_member(kMaps, name, value, form, map_of));
    }
    if (!known) {
      return base::invalid_option("bad_field", name, "A sync has no field \"" + name + "\"");
    }
  }
  return form;
}

base::Error in_members(base::Error error) {
  for (const auto& [code, member] : {std::pair("bad_url", "url"), std::pair("unknown_timezone", "timezone"),
                                     std::pair("bad_date_format", "date_format")}) {
    if (error.code == code) error.about = member;
  }
  if (error.code != "bad_option") return error;
  const std::string prefix = "--" + error.about;
  const auto rename = [&](const auto& members) {
    for (const auto& member : members) {
      if (error.about != member.option) continue;
      if (error.message.starts_with(prefix)) error.message.replace(0, prefix.size(), member.name);
      error.about = member.name;
      return true;
    }
    return false;
  };
  if (error.about == "push-secret-file") {
    if (error.message.starts_with(prefix)) error.message.replace(0, prefix.size(), "push_secret");
    error.about = "push_secret";
    return error;
  }
  if (!rename(kTexts) && !rename(kLists) && !rename(kMaps)) error.about.clear();
  return error;
}

}  // namespace ordersync::app
