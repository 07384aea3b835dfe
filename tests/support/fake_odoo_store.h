// Store: the tables of a fake Odoo. One transaction at a time, undone as a whole; ids and sequences never go
// back, as in PostgreSQL, so failures leave holes. Knows nothing of models or of rights.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace ordersync::testing::odoo {

using nlohmann::json;

class Store {
 public:
  using Key = std::pair<std::string, int>;  // model, id

  // Relations that are asked for by their far end: see referring().
  void index(const std::string& model, const std::string& field) { indexed_[model].insert(field); }

  int insert(const std::string& model, json row);
  // For records that are known by their id. REQUIRES: the id is free.
  void insert_at(const std::string& model, int id, json row);
  void set(const std::string& model, int id, const std::string& field, json value);
  void erase(const std::string& model, int id);

  bool exists(const std::string& model, int id) const;
  // REQUIRES: exists()
  const json& row(const std::string& model, int id) const;
  const std::map<int, json>& rows(const std::string& model) const;
  // The ids of `model` whose indexed `field` is `id`, in their order.
  std::vector<int> referring(const std::string& model, const std::string& field, int id) const;

  // The next number of a sequence, from 1.
  int next(const std::string& sequence) { return ++sequences_[sequence]; }

  // Everything since then can be undone. What another request commits in between stays.
  std::size_t mark() const { return undo_.size(); }
  void roll_back(std::size_t mark);
  void commit(std::size_t mark) { undo_.resize(mark); }

  // What is written from listen() to heard(), for any number of listeners at once.
  struct Heard {
    std::set<Key> inserted;
    std::set<Key> changed;
  };
  int listen();
  Heard heard(int listener);

 private:
  struct Before {
    Key key;
    std::optional<json> row;
  };
  void put(const Key& key, std::optional<json> row);

  std::map<std::string, std::map<int, json>> tables_;
  std::map<std::string, std::set<std::string>> indexed_;
  std::map<std::pair<std::string, std::string>, std::map<int, std::set<int>>> index_;
  std::map<std::string, int> last_id_;
  std::map<std::string, int> sequences_;
  std::vector<Before> undo_;
  std::map<int, Heard> heard_;  // by listener
  int last_listener_ = 0;
};

// The id in a many2one, 0 when it is empty.
inline int id_of(const json& value) {
  return value.is_number_integer() ? value.get<int>() : 0;
}

}  // namespace ordersync::testing::odoo
