// Push in SQL; see push_store.h.
#include "app/push_store.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;

// Both ways of the tolerance: a message may be dated five minutes ahead, and is good until five minutes
// after.
constexpr auto kMessagesKept = 2 * source::kPushTolerance + std::chrono::minutes(1);

std::string context_of(journal::SyncId sync) {
  return "push:" + std::to_string(sync);
}

sql::Blob blob(const base::Digest& digest) {
  return {{reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()}};
}

}  // namespace

Result<std::vector<source::PushSecret>> PushStore::secrets(journal::SyncId sync, const base::SecretBox& box) {
  std::vector<std::pair<std::string, base::Instant>> sealed;
  TRY(connection_.query(
      "SELECT secret_sealed, set_at FROM push_secret WHERE sync_id = ? ORDER BY number", {sync},
      [&](const sql::Row& row) { sealed.emplace_back(row.bytes(0), base::from_unix_ms(row.integer(1))); }));
  std::vector<source::PushSecret> secrets;
  for (const auto& [bytes, set_at] : sealed) {
    TRY_ASSIGN(auto secret, box.unseal(bytes, context_of(sync)));
    secrets.push_back({std::move(secret), set_at});
  }
  return secrets;
}

Result<std::map<journal::SyncId, PushStore::SetAt>> PushStore::secrets_set_at() {
  std::map<journal::SyncId, SetAt> found;
  TRY(connection_.query("SELECT sync_id, number, set_at FROM push_secret", {}, [&](const sql::Row& row) {
    SetAt& of = found[row.integer(0)];
    (row.integer(1) == 1 ? of.newest : of.before) = base::from_unix_ms(row.integer(2));
  }));
  return found;
}

Result<void> PushStore::set_secrets(journal::SyncId sync, const std::vector<source::PushSecret>& secrets,
                                    const base::SecretBox& box) {
  TRY(connection_.execute("DELETE FROM push_secret WHERE sync_id = ?", {sync}));
  std::int64_t number = 0;
  for (const auto& [secret, set_at] : secrets) {
    const std::string sealed = box.seal(secret, context_of(sync));
    TRY(connection_.execute(
        "INSERT INTO push_secret(sync_id, number, secret_sealed, set_at) VALUES (?, ?, ?, ?)",
        {sync, ++number, sql::Blob{sealed}, base::to_unix_ms(set_at.value_or(clock_.now()))}));
  }
  return {};
}

Result<void> PushStore::forget(journal::SyncId sync) {
  TRY(connection_.execute("DELETE FROM push_secret WHERE sync_id = ?", {sync}));
  TRY(connection_.execute("DELETE FROM push_state WHERE sync_id = ?", {sync}));
  TRY(connection_.execute("DELETE FROM push_message WHERE sync_id = ?", {sync}));
  TRY(connection_.execute("DELETE FROM sync_hook WHERE sync_id = ?", {sync}));
  return {};
}

Result<PushState> PushStore::state(journal::SyncId sync) {
  PushState state;
  TRY(connection_.query(
      "SELECT currency, delivered_at, delivered_orders, catalogue_version FROM push_state WHERE sync_id = ?",
      {sync}, [&](const sql::Row& row) {
        if (!row.is_null(0)) {
          const auto currency = base::Currency::of(row.text(0));
          if (currency.ok()) state.currency = *currency;
        }
        state.delivered_at = sql::maybe_time(row, 1);
        state.delivered_orders = sql::maybe_integer(row, 2).value_or(0);
        state.catalogue_version = sql::maybe_integer(row, 3);
      }));
  return state;
}

Result<void> PushStore::delivered(journal::SyncId sync, std::int64_t orders) {
  TRY(
      connection_.execute("INSERT INTO push_state(sync_id, delivered_at, delivered_orders) VALUES (?, ?, ?) "
                          "ON CONFLICT (sync_id) DO UPDATE SET delivered_at = excluded.delivered_at, "
                          "delivered_orders = excluded.delivered_orders",
                          {sync, base::to_unix_ms(clock_.now()), orders}));
  return {};
}

Result<void> PushStore::remember_catalogue(journal::SyncId sync, const order::Catalogue& catalogue) {
  TRY(
      connection_.execute("INSERT INTO push_state(sync_id, currency, catalogue_version) VALUES (?, ?, ?) "
                          "ON CONFLICT (sync_id) DO UPDATE SET currency = excluded.currency, "
                          "catalogue_version = excluded.catalogue_version",
                          {sync, catalogue.currency().code(), catalogue.version()}));
  return {};
}

Result<std::optional<base::Digest>> PushStore::body_of(journal::SyncId sync, const base::Digest& message_id) {
  std::optional<base::Digest> body;
  TRY(connection_.query("SELECT body FROM push_message WHERE sync_id = ? AND id = ? AND at > ?",
                        {sync, blob(message_id), base::to_unix_ms(clock_.now() - kMessagesKept)},
                        [&](const sql::Row& row) {
                          const std::string_view bytes = row.bytes(0);
                          body.emplace();
                          std::copy_n(bytes.begin(), std::min(bytes.size(), body->bytes.size()),
                                      reinterpret_cast<char*>(body->bytes.data()));
                        }));
  return body;
}

Result<bool> PushStore::add_message(journal::SyncId sync, const base::Digest& message_id,
                                    const base::Digest& body) {
  const base::Instant now = clock_.now();
  TRY_ASSIGN(
      const std::int64_t added,
      connection_.execute("INSERT INTO push_message(sync_id, id, body, at) VALUES (?, ?, ?, ?) "
                          "ON CONFLICT (sync_id, id) DO UPDATE SET body = excluded.body, at = excluded.at "
                          "WHERE push_message.at <= ?",
                          {sync, blob(message_id), blob(body), base::to_unix_ms(now),
                           base::to_unix_ms(now - kMessagesKept)}));
  return added > 0;
}

Result<void> PushStore::forget_old_messages() {
  TRY(connection_.execute("DELETE FROM push_message WHERE at <= ?",
                          {base::to_unix_ms(clock_.now() - kMessagesKept)}));
  return {};
}

}  // namespace ordersync::app
