// SyncForm: what a person (or a script) says about a sync, field by field as text, and how it changes
// SyncSettings. The command line and the API fill the same form; every rule about a field stands
// here, once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "sync/settings.h"

namespace ordersync::app {

// Fields that are not set leave the sync as it is. Lists replace the whole list, maps add to the map (an
// entry without a value, "SOURCE=", removes it).
struct SyncForm {
  std::optional<std::string> name;  // another name
  std::optional<std::string> url;
  std::optional<std::string> connection;  // of the Odoo, by name; empty: the embedded POS
  std::optional<std::string> pos_config;
  std::optional<base::Secret> key;
  std::optional<std::string> source;                 // at creation only
  std::optional<std::string> auth;                   // bearer | x-api-key | header:NAME | basic | none
  std::optional<std::string> interval;               // minutes; 0: only by hand
  std::optional<std::string> active;                 // "true", "false"
  std::optional<std::string> auto_create_session;    // "true", "false"
  std::optional<std::string> allow_private_network;  // "true", "false"

  std::optional<std::string> since_param;
  std::optional<std::string> until_param;
  std::optional<std::string> since_format;          // iso | unix
  std::optional<std::string> overlap;               // minutes
  std::optional<std::string> from;                  // date: orders before it are skipped
  std::optional<std::vector<std::string>> filters;  // POINTER=VALUE,…
  std::optional<std::string> page;                  // the contract's --page
  std::optional<std::string> max_pages;
  std::optional<std::string> orders_at;             // JSON Pointer
  std::optional<std::vector<std::string>> params;   // K=V
  std::optional<std::vector<std::string>> headers;  // K=V
  std::optional<std::string> rate;                  // requests a second
  std::optional<std::string> tries;
  std::optional<std::string> connect_timeout;  // seconds
  std::optional<std::string> idle_timeout;     // seconds
  std::optional<std::string> total_timeout;    // seconds
  std::optional<std::string> max_response;     // MiB
  std::optional<std::string> max_order;        // KiB
  std::optional<std::string> max_depth;        // levels of nesting in one order
  std::optional<std::string> max_redirects;

  std::optional<std::string> push;  // the contract's --push
  std::optional<base::Secret> push_secret;
  std::optional<std::string> end_old_push_secret;  // "true": of two secrets only the newer stays

  std::optional<std::string> date_format;
  std::optional<std::string> timezone;
  std::optional<std::string> decimal_mark;   // point | comma
  std::optional<std::string> sale_statuses;  // comma separated
  std::optional<std::string> refund_statuses;
  std::optional<std::string> void_line_statuses;
  std::optional<std::string> refund_id_at;  // JSON Pointer

  std::optional<std::string> packages;          // components | explode | parent_only
  std::optional<std::string> package_quantity;  // per_unit | in_total
  std::optional<std::string> untaxed;           // park | included | none
  std::optional<std::string> collision;         // id_wins | park
  std::optional<std::string> service_product;   // product ids; empty: none
  std::optional<std::string> delivery_product;
  std::optional<std::string> tip_product;
  std::optional<std::string> rounding_product;
  std::optional<std::string> voucher_method;  // payment method ids; empty: none
  std::optional<std::string> pay_later_method;
  std::optional<std::vector<std::string>> map_products;  // SOURCE=ID
  std::optional<std::vector<std::string>> map_payments;  // SOURCE=ID
};

// Applies the form. Fails with "bad_option", naming the field and what it takes (it is about the option's
// name); `settings` is then unchanged.
base::Result<void> apply(const SyncForm& form, sync::SyncSettings& settings);

}  // namespace ordersync::app
