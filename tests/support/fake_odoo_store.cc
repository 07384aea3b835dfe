// Rows, their index and their undoing.
#include "tests/support/fake_odoo_store.h"

#include <algorithm>

#include "base/check.h"

namespace ordersync::testing::odoo {

void Store::put(const Key& key, std::optional<json> row) {
  auto& table = tables_[key.first];
  const auto found = table.find(key.second);
  for (const std::string& field : indexed_[key.first]) {
    auto& places = index_[{key.first, field}];
    if (found != table.end()) places[id_of(found->second.value(field, json()))].erase(key.second);
    if (row) places[id_of(row->value(field, json()))].insert(key.second);
  }
  if (row) {
    table[key.second] = std::move(*row);
  } else {
    table.erase(key.second);
  }
}

int Store::insert(const std::string& model, json row) {
  const int id = last_id_[model] + 1;
  insert_at(model, id, std::move(row));
  return id;
}

void Store::insert_at(const std::string& model, int id, json row) {
  CHECK(!exists(model, id));
  last_id_[model] = std::max(last_id_[model], id);
  undo_.push_back({{model, id}, std::nullopt});
  for (auto& [listener, heard] : heard_) heard.inserted.insert({model, id});
  row["id"] = id;
  put({model, id}, std::move(row));
}

void Store::set(const std::string& model, int id, const std::string& field, json value) {
  json changed = row(model, id);
  undo_.push_back({{model, id}, changed});
  for (auto& [listener, heard] : heard_) heard.changed.insert({model, id});
  changed[field] = std::move(value);
  put({model, id}, std::move(changed));
}

void Store::erase(const std::string& model, int id) {
  undo_.push_back({{model, id}, row(model, id)});
  put({model, id}, std::nullopt);
}

bool Store::exists(const std::string& model, int id) const {
  const auto table = tables_.find(model);
  return table != tables_.end() && table->second.count(id) != 0;
}

const json& Store::row(const std::string& model, int id) const {
  CHECK(exists(model, id));
  return tables_.at(model).at(id);
}

const std::map<int, json>& Store::rows(const std::string& model) const {
  static const std::map<int, json> none;
  const auto table = tables_.find(model);
  return table == tables_.end() ? none : table->second;
}

std::vector<int> Store::referring(const std::string& model, const std::string& field, int id) const {
  const auto places = index_.find({model, field});
  if (places == index_.end()) return {};
  const auto ids = places->second.find(id);
  if (ids == places->second.end()) return {};
  return {ids->second.begin(), ids->second.end()};
}

void Store::roll_back(std::size_t mark) {
  while (undo_.size() > mark) {
    Before before = std::move(undo_.back());
    undo_.pop_back();
    put(before.key, std::move(before.row));
  }
}

int Store::listen() {
  heard_[++last_listener_];
  return last_listener_;
}

Store::Heard Store::heard(int listener) {
  const auto found = heard_.find(listener);
  CHECK(found != heard_.end());
  Heard all = std::move(found->second);
  heard_.erase(found);
  return all;
}

}  // namespace ordersync::testing::odoo
