// One row a suspect. They are few, and mostly none: then nothing is written.
#include "pos/odoo_suspects.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pos/odoo_store.h"

namespace ordersync::pos::odoo {

base::Result<void> Suspects::read() {
  known_.clear();
  TRY_ASSIGN(connection_, connection_id(store_, connection_key(settings_)));
  return store_.query(
      "SELECT source, external_id, kind, refund_id, alone, others_answered FROM odoo_suspect WHERE "
      "connection_id = ?",
      {connection_}, [&](const sql::Row& row) {
        order::OrderKey key{std::string(row.text(0)), std::string(row.text(1)),
                            static_cast<order::Kind>(row.integer(2)), std::string(row.text(3))};
        known_.emplace(std::move(key), Lost{static_cast<int>(row.integer(4)), row.integer(5) != 0});
      });
}

int Suspects::lost_alone(const order::OrderKey& key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? 0 : found->second.alone;
}

base::Result<void> Suspects::not_answered(std::span<const order::OrderKey> keys) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    for (const order::OrderKey& key : keys) {
      Lost lost = known_[key];
      if (keys.size() == 1 && (lost.alone == 0 || lost.others_answered)) lost = {lost.alone + 1, false};
      TRY(write(key, lost));
    }
    return {};
  });
}

base::Result<void> Suspects::answered(std::span<const order::OrderKey> keys) {
  TRY(forget(keys));
  std::vector<std::pair<order::OrderKey, Lost>> others;
  for (const auto& [key, lost] : known_) {
    if (lost.alone > 0 && !lost.others_answered) others.emplace_back(key, Lost{lost.alone, true});
  }
  if (others.empty()) return {};
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    for (const auto& [key, lost] : others) TRY(write(key, lost));
    return {};
  });
}

base::Result<void> Suspects::no_more(std::span<const order::OrderKey> keys) {
  if (keys.empty()) return {};
  TRY(read());
  return forget(keys);
}

base::Result<void> Suspects::forget(std::span<const order::OrderKey> keys) {
  if (std::none_of(keys.begin(), keys.end(), [&](const order::OrderKey& key) { return contains(key); }))
    return {};
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    for (const order::OrderKey& key : keys) TRY(remove(key));
    return {};
  });
}

base::Result<void> Suspects::handed_over(const order::OrderKey& key) {
  return sql::write_transaction(store_, [&] { return write(key, Lost{kLostAloneAtMost - 1, true}); });
}

base::Result<void> Suspects::write(const order::OrderKey& key, const Lost& lost) {
  known_[key] = lost;
  TRY(store_.execute(
      "INSERT INTO odoo_suspect(connection_id, source, external_id, kind, refund_id, alone, "
      "others_answered) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection_id, external_id, source, kind, "
      "refund_id) DO UPDATE SET alone = excluded.alone, others_answered = excluded.others_answered",
      {connection_, key.source, key.external_id, kind_number(key.kind), key.refund_id,
       std::int64_t{lost.alone}, std::int64_t{lost.others_answered ? 1 : 0}}));
  return {};
}

base::Result<void> Suspects::remove(const order::OrderKey& key) {
  if (known_.erase(key) == 0) return {};
  TRY(store_.execute(
      "DELETE FROM odoo_suspect WHERE connection_id = ? AND external_id = ? AND source = ? AND kind = ? AND "
      "refund_id = ?",
      {connection_, key.external_id, key.source, kind_number(key.kind), key.refund_id}));
  return {};
}

}  // namespace ordersync::pos::odoo
