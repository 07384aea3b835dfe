// Options of a sync; see sync_options.h. Their rules are app::apply()'s.
#include "cli/sync_options.h"

#include <CLI/CLI.hpp>

namespace ordersync::cli {

namespace {

struct TextOption {
  const char* name;
  std::optional<std::string> app::SyncForm::*field;
  const char* help;
};

constexpr TextOption kTextOptions[] = {
    {"--url", &app::SyncForm::url, "External API URL"},
    {"--pos", &app::SyncForm::pos_config, "POS configuration, by name"},
    {"--odoo,--connection", &app::SyncForm::connection,
     "book into the Odoo of this connection (default: the embedded POS)"},
    {"--source", &app::SyncForm::source, "source code; fixed at creation (default: from the name)"},
    {"--auth", &app::SyncForm::auth,
     "how the key is sent: bearer (default) | x-api-key | header:NAME | basic | none"},
    {"--interval", &app::SyncForm::interval, "minutes between runs (default 15; 0: only by hand)"},
    {"--since-param", &app::SyncForm::since_param, "query parameter that asks for orders since a moment"},
    {"--until-param", &app::SyncForm::until_param, "query parameter for the end of the window"},
    {"--since-format", &app::SyncForm::since_format,
     "how the date filter writes moments: iso (default) | unix"},
    {"--overlap", &app::SyncForm::overlap, "minutes read again at each fetch (default 10)"},
    {"--from", &app::SyncForm::from, "book orders from this date; older ones are skipped"},
    {"--page", &app::SyncForm::page,
     "how the answer is paged: page:NAME,size:NAME=100 | offset:NAME,limit:NAME=100 | cursor:POINTER=NAME | "
     "next:POINTER | link | "
     "none (default)"},
    {"--max-pages", &app::SyncForm::max_pages, "most pages of one fetch (default 10000)"},
    {"--orders-at", &app::SyncForm::orders_at, "JSON Pointer to the orders in the answer"},
    {"--rate", &app::SyncForm::rate, "most requests a second (default 5)"},
    {"--tries", &app::SyncForm::tries, "tries of a failing request (default 4)"},
    {"--connect-timeout", &app::SyncForm::connect_timeout, "seconds to connect (default 10)"},
    {"--idle-timeout", &app::SyncForm::idle_timeout, "seconds without a byte of the answer (default 60)"},
    {"--total-timeout", &app::SyncForm::total_timeout, "seconds for one answer (default 1800)"},
    {"--max-response", &app::SyncForm::max_response, "most MiB of one answer (default 2048)"},
    {"--max-order", &app::SyncForm::max_order, "most KiB of one order (default 1024)"},
    {"--max-depth", &app::SyncForm::max_depth, "most levels of nesting in one order (default 64)"},
    {"--max-redirects", &app::SyncForm::max_redirects, "most redirects followed for one request (default 5)"},
    {"--push", &app::SyncForm::push,
     "how pushed orders are verified: standard-webhooks | hmac:HEADER[,url=URL] | bearer | basic | none "
     "(default)"},
    {"--date-format", &app::SyncForm::date_format,
     "how the source writes dates, such as \"%d-%m-%Y %I:%M:%S %p\""},
    {"--timezone", &app::SyncForm::timezone, "time zone of dates without one (default UTC)"},
    {"--decimal-mark", &app::SyncForm::decimal_mark,
     "decimal mark in amounts sent as text: point (default) | comma"},
    {"--sale-statuses", &app::SyncForm::sale_statuses, "OrderStatus values that are sales (default 103)"},
    {"--refund-statuses", &app::SyncForm::refund_statuses,
     "OrderStatus values that are refunds (default 106)"},
    {"--void-line-statuses", &app::SyncForm::void_line_statuses, "Status values of lines that are left out"},
    {"--refund-id-at", &app::SyncForm::refund_id_at, "JSON Pointer to a refund's own id (default RefundID)"},
    {"--packages", &app::SyncForm::packages,
     "what is booked of a package: components (default) | explode | parent_only"},
    {"--package-quantity", &app::SyncForm::package_quantity,
     "what a component's quantity is: per_unit (default) | in_total"},
    {"--untaxed", &app::SyncForm::untaxed,
     "orders without tax on taxed products: park (default) | included | none"},
    {"--collision", &app::SyncForm::collision,
     "when the id and the name are different products: id_wins (default) | park"},
    {"--service-product", &app::SyncForm::service_product, "product id that service charges are booked on"},
    {"--delivery-product", &app::SyncForm::delivery_product,
     "product id that delivery charges are booked on"},
    {"--tip-product", &app::SyncForm::tip_product, "product id that tips are booked on"},
    {"--rounding-product", &app::SyncForm::rounding_product,
     "product id that rounding differences are booked on"},
    {"--voucher-method", &app::SyncForm::voucher_method, "payment method id for vouchers"},
    {"--pay-later-method", &app::SyncForm::pay_later_method, "payment method id for unpaid balances"},
};

struct ListOption {
  const char* name;
  std::optional<std::vector<std::string>> app::SyncForm::*field;
  const char* help;
};

constexpr ListOption kListOptions[] = {
    {"--filter", &app::SyncForm::filters,
     "POINTER=VALUE,…: only orders with one of these values; may be repeated"},
    {"--param", &app::SyncForm::params, "K=V: query parameter; may be repeated"},
    {"--header", &app::SyncForm::headers, "K=V: request header; may be repeated"},
    {"--map-product", &app::SyncForm::map_products,
     "SOURCE=ID: id or name at the source → product; may be repeated"},
    {"--map-payment", &app::SyncForm::map_payments,
     "SOURCE=ID: CardType or PaymentMode → payment method; may be repeated"},
};

struct SwitchOption {
  const char* name;
  std::optional<std::string> app::SyncForm::*field;
  const char* value;
  const char* help;
};

constexpr SwitchOption kSwitchOptions[] = {
    {"--inactive", &app::SyncForm::active, "false", "do not run it by the schedule or by hand yet"},
    {"--active", &app::SyncForm::active, "true", "let it run (default)"},
    {"--auto-session", &app::SyncForm::auto_create_session, "true",
     "create a POS session when none is open (default)"},
    {"--no-auto-session", &app::SyncForm::auto_create_session, "false", "never create a POS session"},
    {"--end-old-push-secret", &app::SyncForm::end_old_push_secret, "true",
     "of two secrets for push keep only the newer"},
    {"--allow-private-network", &app::SyncForm::allow_private_network, "true",
     "let it reach loopback and private addresses, and plain http"},
    {"--no-allow-private-network", &app::SyncForm::allow_private_network, "false",
     "let it reach public https addresses only (default)"},
};

}  // namespace

void declare_sync_options(CLI::App& command, SyncOptions& options, Saving saving) {
  app::SyncForm& form = options.form;
  for (const auto& option : kTextOptions) {
    auto* declared = command.add_option_function<std::string>(
        option.name, [&form, field = option.field](const std::string& value) { form.*field = value; },
        option.help);
    const bool needed = option.field == &app::SyncForm::url || option.field == &app::SyncForm::pos_config;
    if (needed && saving == Saving::add) declared->required();
  }
  for (const auto& option : kListOptions) {
    command
        .add_option_function<std::vector<std::string>>(
            option.name,
            [&form, field = option.field](const std::vector<std::string>& values) { form.*field = values; },
            option.help)
        ->expected(1, 1)
        ->allow_extra_args(false)  // else it takes the words behind it as well, and [a,b] for two
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  for (const auto& option : kSwitchOptions) {
    command.add_flag_callback(
        option.name, [&form, field = option.field, value = option.value] { form.*field = value; },
        option.help);
  }
  if (saving == Saving::edit) {
    command.add_option_function<std::string>(
        "--name", [&form](const std::string& value) { form.name = value; }, "give the sync another name");
  }
  command.add_option("--profile", options.profile,
                     "the source is woocommerce, shopify or square: sets the hook that reads its orders");
  command.add_option(
      "--push-secret-file", options.push_secret_file,
      "file with a new secret for push (basic: user:password); the former goes on being good as well");
  command.add_option(
      "--key-file", options.key_file,
      saving == Saving::add
          ? "file with the External API Key (basic: user:password); or the variable ORDERSYNC_KEY"
          : "file with a new External API Key (basic: user:password)");
}

}  // namespace ordersync::cli
