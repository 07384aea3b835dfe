// Verbs, subjects and members of the audit; see audited.h.
#include "app/audited.h"

#include <nlohmann/json.hpp>

#include "app/sync_form_json.h"
#include "app/views.h"

namespace ordersync::app {

namespace {

using base::Result;

// All that a person may set of a sync, never the key.
Json settings_json(const sync::SyncSettings& settings) {
  Json json = {{"name", settings.name},
               {"active", settings.active},
               {"url", settings.fetch.url},
               {"connection", settings.connection},
               {"pos_config", settings.pos_config},
               {"auto_create_session", settings.auto_create_session},
               {"interval_minutes", settings.interval_minutes}};
  json.update(advanced_form_json(settings));
  return json;
}

Json audited_settings(const sync::SyncSettings& settings) {
  Json json = settings_json(settings);
  hide_values(json);
  return json;
}

std::string subject_of(const StoredConnection& connection) {
  return "connection " + connection.settings.name;
}

std::string subject_of(const order::OrderKey& key) {
  return "order " + order::to_string(key);
}

std::string subject_of(const pos::ListedProduct& product) {
  return "product " + std::to_string(product.product.id);
}

Json audited_session(const pos::Session& session, std::string_view connection) {
  Json json = session_json(session);
  if (!connection.empty()) json["connection"] = connection;
  return json;
}

}  // namespace

std::string subject_of_sync(journal::SyncId id) {
  return "sync " + std::to_string(id);
}

Result<void> Audited::record(std::string_view action, std::string_view subject, const Json& before,
                             const Json& after) {
  return sql::write_transaction(connection_,
                                [&] { return audit_.record(by_, action, subject, before, after); });
}

Result<void> Audited::sync_created(const sync::SyncSettings& sync) {
  return record("sync_created", subject_of_sync(sync.id), nullptr, audited_settings(sync));
}

Result<void> Audited::sync_edited(const sync::SyncSettings& before, Key key, const SyncForm& form,
                                  const sync::SyncSettings& after) {
  const Json all_was = settings_json(before);
  const Json all_is = settings_json(after);
  Json was = all_was;
  Json is = all_is;
  hide_values(was);
  hide_values(is);
  for (const std::string_view name : kMayHoldKeys) {
    if (all_was.at(name) == all_is.at(name) || was.at(name) != is.at(name)) continue;
    was[name] = "set";
    is[name] = "replaced";
  }
  if (form.key) {
    was["key"] = key == Key::was_set ? "set" : "not set";
    is["key"] = form.key->empty() ? "not set" : "replaced";
  }
  if (form.push_secret) is["push_secret"] = "added";
  if (form.end_old_push_secret == "true") is["old_push_secret"] = "ended";
  return record("sync_edited", subject_of_sync(after.id), was, is);
}

Result<void> Audited::sync_removed(const sync::SyncSettings& sync) {
  return record("sync_removed", subject_of_sync(sync.id), audited_settings(sync), nullptr);
}

Result<void> Audited::hook_saved(journal::SyncId sync, const std::optional<StoredHook>& before,
                                 const std::optional<StoredHook>& after) {
  return record(after ? "hook_edited" : "hook_removed", subject_of_sync(sync), hook_json(before),
                hook_json(after));
}

Result<void> Audited::connection_created(const StoredConnection& connection) {
  return record("connection_created", subject_of(connection), nullptr, connection_json(connection));
}

Result<void> Audited::connection_edited(const StoredConnection& before, const ConnectionForm& form,
                                        const StoredConnection& after) {
  Json was = connection_json(before);
  Json is = connection_json(after);
  if (form.key) {
    was["key"] = "set";
    is["key"] = "replaced";
  }
  return record("connection_edited", subject_of(after), was, is);
}

Result<void> Audited::connection_removed(const StoredConnection& connection) {
  return record("connection_removed", subject_of(connection), connection_json(connection), nullptr);
}

Result<void> Audited::order_retried(Commands::Refund refund, const order::OrderKey& key) {
  const char* const what = refund == Commands::Refund::alone  ? "order_retried_alone"
                           : refund == Commands::Refund::both ? "order_retried_with_its_sale"
                                                              : "order_retried";
  return record(what, subject_of(key), nullptr, nullptr);
}

Result<void> Audited::order_ignored(const order::OrderKey& key, std::string_view why) {
  return record("order_ignored", subject_of(key), nullptr, Json{{"why", why}});
}

Result<void> Audited::order_booked_again(const order::OrderKey& key) {
  return record("order_booked_again", subject_of(key), nullptr, nullptr);
}

Result<void> Audited::order_reversed(std::string_view sale, const order::OrderKey& refund) {
  return record("order_reversed", "order " + std::string(sale), nullptr,
                Json{{"refund", order::to_string(refund)}});
}

Result<void> Audited::mapped(journal::SyncId sync, const Choice& choice) {
  return record("mapped", subject_of_sync(sync), nullptr,
                Json{{std::string(to_string(choice.kind)) + " for " + choice.source, choice.id}});
}

Result<void> Audited::chosen(journal::SyncId sync, FixKind kind, std::string_view value) {
  return record("chosen", subject_of_sync(sync), nullptr, Json{{std::string(to_string(kind)), value}});
}

Result<void> Audited::cause_ignored(std::string_view cause, std::string_view why, std::int64_t orders) {
  return record("cause_ignored", "cause " + std::string(cause), nullptr,
                Json{{"why", why}, {"orders", orders}});
}

Result<void> Audited::session_opened(const pos::Session& session, std::string_view connection) {
  return record("session_opened", "session " + session.name, nullptr, audited_session(session, connection));
}

Result<void> Audited::session_closed(const pos::Session& session, std::string_view connection) {
  return record("session_closed", "session " + session.name, nullptr, audited_session(session, connection));
}

Result<void> Audited::closing_rule_edited(std::string_view connection, std::string_view pos_config,
                                          const sync::ClosingRule& before, const sync::ClosingRule& after) {
  std::string subject = "closing rule of " + std::string(pos_config);
  if (!connection.empty()) subject += " in " + std::string(connection);
  return record("closing_rule_edited", subject, Json{{"rule", sync::to_string(before)}},
                Json{{"rule", sync::to_string(after)}});
}

Result<void> Audited::schedule_edited(const Json& before, const Json& after) {
  return record("scheduled_action_edited", "scheduled action " + std::string(kScheduledAction), before,
                after);
}

Result<void> Audited::catalogue_imported(const pos::ImportSummary& summary) {
  return record("catalogue_imported", "catalogue", nullptr, import_json(summary));
}

Result<void> Audited::product_created(const pos::ListedProduct& product) {
  return record("product_created", subject_of(product), nullptr, product_json(product));
}

Result<void> Audited::product_edited(const pos::ListedProduct& before, const pos::ListedProduct& after) {
  return record("product_edited", subject_of(after), product_json(before), product_json(after));
}

}  // namespace ordersync::app
