// Values to JSON; see views.h. No logic, no reading.
#include "app/views.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/list_json.h"
#include "app/point_of_sale.h"
#include "app/schedule.h"
#include "app/sync_form_json.h"
#include "pos/names.h"

namespace ordersync::app {

namespace {

Json counts_into(Json object, const journal::RunCounts& counts) {
  object["processed"] = counts.processed;
  object["failed"] = counts.failed;
  object["already_synced"] = counts.already_synced;
  object["skipped"] = counts.skipped;
  object["waiting"] = counts.waiting;
  return object;
}

Json line_json(const order::DocumentLine& line, int decimals) {
  return {{"product_id", line.product_id},
          {"product", line.product},
          {"qty", line.qty.to_string()},
          {"price_unit", line.price_unit.to_string(decimals)},
          {"discount_percent", line.discount_percent.to_string()},
          {"subtotal", line.subtotal.to_string()},
          {"total", line.total.to_string()},
          {"taxes", line.taxes},
          {"note", line.note}};
}

Json payment_json(const order::DocumentPayment& payment) {
  return {{"method", payment.method},
          {"amount", payment.amount.to_string()},
          {"is_change", payment.is_change},
          {"reference_id", payment.reference_id},
          {"card_last4", payment.card_last4}};
}

Json warnings_json(const order::Warnings& warnings) {
  return array_json(warnings, notice_json);
}

}  // namespace

Json time_json(const std::optional<base::Instant>& time) {
  return time ? Json(base::to_iso8601(*time)) : Json(nullptr);
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json run_json(const journal::Run& run) {
  Json json = {{"id", run.id},
               {"sync", run.sync},
               {"trigger", journal::to_string(run.trigger)},
               {"status", journal::to_string(run.status)},
               {"message", run.message}};
  json = counts_into(std::move(json), run.counts);
  json["pages"] = run.pages;
  json["started_at"] = base::to_iso8601(run.started_at);
  json["ended_at"] = time_json(run.ended_at);
  return json;
}

Json dry_run_json(const sync::DryRun& run, const std::string& sync) {
  Json json = {{"id", nullptr},          {"sync", sync},
               {"trigger", "sync_now"},  {"status", journal::to_string(run.status)},
               {"message", run.message}, {"dry_run", true}};
  json = counts_into(std::move(json), run.counts);
  json["started_at"] = base::to_iso8601(run.started_at);
  json["ended_at"] = base::to_iso8601(run.ended_at);
  Json orders = Json::array();
  for (std::size_t i = 0; i < run.would_book.size(); ++i) {
    orders.push_back(would_book_json(run.would_book[i], run.warnings[i]));
  }
  json["would_book"] = std::move(orders);
  json["would_book_more"] = run.more;
  json["oldest"] = time_json(run.oldest);
  return json;
}

Json would_book_json(const pos::BookedOrder& order, const order::Warnings& warnings) {
  Json json = booked_order_json(order);
  json["warnings"] = warnings_json(warnings);
  return json;
}

Json order_json(const journal::OrderView& order, const std::optional<pos::BookedOrder>& booked) {
  Json attention = notice_json(order.attention);
  if (order.attention) attention["at"] = base::to_iso8601(order.attention->at);
  return {{"key", order::to_string(order.key)},
          {"external_id", order.key.external_id},
          {"source", order.key.source},
          {"kind", order::to_string(order.key.kind)},
          {"refund_id", text_or_null(order.key.refund_id)},
          {"state", journal::public_word(order.state)},
          {"error", notice_json(order.error)},
          {"warnings", warnings_json(order.warnings)},
          {"attention", std::move(attention)},
          {"pos_order", booked ? booked_order_json(*booked) : Json(nullptr)},
          {"total", order.total ? Json(order.total->to_string()) : Json(nullptr)},
          {"currency", order.total ? Json(order.total->currency().code()) : Json(nullptr)},
          {"date", time_json(order.date)},
          {"received_at", base::to_iso8601(order.received_at)},
          {"updated_at", base::to_iso8601(order.updated_at)},
          {"attempts", order.attempts}};
}

Json event_json(const journal::Event& event) {
  return {{"at", base::to_iso8601(event.at)},
          {"step", event.step},
          {"run", event.run ? Json(*event.run) : Json(nullptr)},
          {"actor", event.actor},
          {"text", event.text}};
}

Json booked_order_json(const pos::BookedOrder& order) {
  const int decimals = order.currency.decimals();
  return {{"name", text_or_null(order.name)},
          {"reference", order.reference},
          {"external_id", order.key.external_id},
          {"key", order::to_string(order.key)},
          {"kind", order::to_string(order.key.kind)},
          {"state", order.state},
          {"session", text_or_null(order.session)},
          {"pos_config", order.pos_config},
          {"date", base::to_iso8601(order.date)},
          {"currency", order.currency.code()},
          {"total", order.total.to_string()},
          {"tax", order.tax.to_string()},
          {"amount_paid", order.amount_paid.to_string()},
          {"change", order.change.to_string()},
          {"lines", array_json(order.lines, [&](const auto& line) { return line_json(line, decimals); })},
          {"payments", array_json(order.payments, payment_json)},
          {"picking", order.picking ? picking_json(*order.picking) : Json(nullptr)},
          {"alarm", notice_json(order.alarm)}};
}

Json order_page_json(const pos::OrderPage& page) {
  Json json = page_json_of(page, booked_order_json);
  json["count"] = page.count;
  json["total"] = page.total ? Json(page.total->to_string()) : Json(nullptr);
  return json;
}

Json product_json(const pos::ListedProduct& listed) {
  const order::Product& product = listed.product;
  return {{"id", product.id},
          {"name", product.name},
          {"list_price", product.list_price.to_string(listed.currency.decimals())},
          {"currency", listed.currency.code()},
          {"type", pos::name_of(product.type)},
          {"taxes", product.taxes},
          {"tax_names", listed.tax_names},
          {"on_hand", listed.on_hand ? Json(listed.on_hand->to_string()) : Json(nullptr)},
          {"sale_ok", product.sale_ok},
          {"available_in_pos", product.available_in_pos},
          {"active", product.active},
          {"default_code", text_or_null(product.default_code)},
          {"barcode", text_or_null(product.barcode)}};
}

Json tax_json(const order::Tax& tax) {
  return {{"id", tax.id},
          {"name", tax.name},
          {"type", pos::name_of(tax.type)},
          {"amount", tax.amount.to_string()},
          {"price_include", tax.price_include},
          {"active", tax.active}};
}

Json payment_method_json(const pos::ListedMethod& listed) {
  return {{"id", listed.method.id},
          {"name", listed.method.name},
          {"journal", text_or_null(listed.method.journal)},
          {"type", pos::name_of(listed.method.type)},
          {"pos_configs", listed.pos_configs}};
}

Json picking_json(const pos::Picking& picking) {
  const auto move_json = [](const auto& move) {
    return Json{{"product_id", move.product_id}, {"product", move.product}, {"qty", move.qty.to_string()}};
  };
  return {{"name", text_or_null(picking.name)},
          {"state", picking.state},
          {"direction", picking.direction == pos::PickingDirection::in ? "in" : "out"},
          {"moves", array_json(picking.moves, move_json)}};
}

Json listed_picking_json(const std::pair<pos::Picking, std::string>& listed) {
  Json json = picking_json(listed.first);
  json["origin"] = listed.second;
  return json;
}

Json session_json(const pos::Session& session, const std::optional<order::Notice>& attention) {
  Json closing = nullptr;
  if (session.closing) {
    closing = {{"opening_cash", session.closing->opening_cash.to_string()},
               {"expected_cash", session.closing->expected_cash.to_string()},
               {"counted_cash", session.closing->counted_cash.to_string()},
               {"difference", session.closing->difference.to_string()},
               {"counted", session.closing->counted}};
    if (!session.late_orders.empty()) closing["late_orders"] = session.late_orders;
  }
  return {{"id", session.id},
          {"name", session.name},
          {"pos_config", session.pos_config},
          {"state", pos::to_string(session.state)},
          {"automatic", session.automatic},
          {"opened_at", time_json(session.opened_at)},
          {"closed_at", time_json(session.closed_at)},
          {"orders", session.orders},
          {"total", session.total.to_string()},
          {"closing", std::move(closing)},
          {"attention", notice_json(attention)},
          {"pos_url", text_or_null(session.page)}};
}

Json listed_session_json(const ListedSession& listed) {
  return session_json(listed.session, listed.attention);
}

Json config_json(const ConfigView& config) {
  Json json = {{"id", config.id ? Json(*config.id) : Json(nullptr)},
               {"name", config.name},
               {"timezone", config.timezone},
               {"payment_methods", config.payment_methods}};
  if (!config.currency.empty()) json["currency"] = config.currency;
  if (config.stock) json["stock"] = pos::name_of(*config.stock);
  // Of an Odoo they are asked for by themselves.
  if (config.id) json["session"] = config.session ? session_json(*config.session) : Json(nullptr);
  if (config.trouble) json["trouble"] = notice_json(config.trouble);
  return json;
}

namespace {

// `url` is below the address under which the service is reached. Secrets are never shown.
Json push_json(const sync::SyncSettings& settings) {
  const auto set_at = [&](std::size_t number) {
    const auto& secrets = settings.push.secrets;
    return number < secrets.size() ? time_json(secrets[number].set_at) : Json(nullptr);
  };
  return {{"kind", source::push_option(settings.push)},
          {"url", "/api/v1/ingest/" + std::to_string(settings.id)},
          {"secret_set_at", set_at(0)},
          {"second_secret_set_at", set_at(1)}};
}

}  // namespace

std::optional<base::Instant> next_run_of(const sync::SyncSettings& settings,
                                         const journal::Progress& progress, Switch schedule) {
  const bool runs = settings.active && settings.interval_minutes > 0 && schedule == Switch::on;
  return runs ? progress.next_run_at : std::nullopt;
}

Json sync_json(const sync::SyncSettings& settings, const journal::Progress& progress, Switch schedule) {
  return {{"id", settings.id},
          {"name", settings.name},
          {"source", settings.source},
          {"active", settings.active},
          {"url", settings.fetch.url},
          {"connection", text_or_null(settings.connection)},
          {"pos_config", settings.pos_config},
          {"interval_minutes", settings.interval_minutes},
          {"auto_create_session", settings.auto_create_session},
          {"cursor", time_json(progress.cursor)},
          {"next_run_at", time_json(next_run_of(settings, progress, schedule))},
          {"last_sync_date", time_json(progress.last_sync_date)},
          {"last_sync_status", text_or_null(progress.last_sync_status)},
          {"last_sync_message", text_or_null(progress.last_sync_message)},
          {"push", push_json(settings)},
          {"advanced", advanced_form_json(settings)}};
}

Json doctor_json(std::string_view connection, std::string_view pos_config,
                 const std::vector<pos::odoo::Finding>& findings) {
  Json items = Json::array();
  bool healthy = true;
  for (const auto& finding : findings) {
    healthy = healthy && finding.health != base::Health::bad;
    items.push_back({{"code", finding.code},
                     {"health", base::to_string(finding.health)},
                     {"title", finding.title},
                     {"text", finding.text},
                     {"fix", text_or_null(finding.fix)}});
  }
  return {{"connection", connection},
          {"pos_config", text_or_null(pos_config)},
          {"healthy", healthy},
          {"findings", std::move(items)}};
}

Json connection_json(const StoredConnection& connection) {
  const auto& settings = connection.settings;
  return {{"name", settings.name},
          {"url", settings.url},
          {"database", text_or_null(settings.database)},
          {"login", settings.login},
          {"ca_file", text_or_null(settings.ca_file)},
          {"allow_private_network", settings.allow_private_network},
          {"stock_at_closing", settings.stock_at_closing},
          {"answer_timeout_seconds", settings.call_timeout.count() / 1000},
          {"server_limit_seconds", settings.server_limit.count() / 1000},
          {"syncs", connection.syncs},
          {"revision", connection.revision},
          {"created_at", base::to_iso8601(connection.created_at)},
          {"updated_at", base::to_iso8601(connection.updated_at)}};
}

Json quantity_json(const pos::Quantity& quantity) {
  return {{"product_id", quantity.product_id},
          {"product", quantity.product},
          {"on_hand", quantity.on_hand.to_string()}};
}

Json import_json(const pos::ImportSummary& summary) {
  return {{"created", summary.created},
          {"updated", summary.updated},
          {"unchanged", summary.unchanged},
          {"taxes", summary.taxes},
          {"products", summary.products},
          {"payment_methods", summary.payment_methods},
          {"fiscal_positions", summary.fiscal_positions},
          {"pos_configs", summary.pos_configs}};
}

Json node_json(const Node& node) {
  return {{"id", node.id},
          {"host", node.host},
          {"process", node.process},
          {"kind", node.kind},
          {"version", node.version},
          {"started_at", base::to_iso8601(node.started_at)},
          {"beat_at", base::to_iso8601(node.beat_at)},
          {"alive", node.alive},
          {"is_this", node.is_this}};
}

Json notice_json(const std::optional<order::Notice>& notice) {
  if (!notice) return nullptr;
  return {{"code", notice->code}, {"message", notice->message}};
}

Json error_json(const base::Error& error) {
  return {{"error", {{"code", error.code}, {"message", error.message}}}};
}

Json page_json(Json items, std::string_view next) {
  return {{"items", std::move(items)}, {"next", text_or_null(next)}};
}

}  // namespace ordersync::app
