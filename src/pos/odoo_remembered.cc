// Which searches are answered from memory; see odoo_remembered.h.
#include "pos/odoo_remembered.h"

#include <chrono>
#include <optional>
#include <string_view>

#include "base/contains.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::chrono::minutes kRemembered{1};
constexpr std::string_view kModels[] = {"pos.session", "pos.config", "pos.payment.method", "res.currency"};

// [["id", "in", ids]]: those ids; nothing for any other question.
const Value::Array* ids_asked_for(const Rpc::Search& search) {
  if (!base::contains(kModels, search.model)) return nullptr;
  if (search.domain.items().size() != 1) return nullptr;
  const Value::Array& term = search.domain.items().front().items();
  const bool by_id = term.size() == 3 && term[0].text() == "id" && term[1].text() == "in";
  return by_id ? &term[2].items() : nullptr;
}

}  // namespace

std::optional<Value::Array> Remembered::known(const std::string& model, const Value::Array& ids) const {
  const base::Instant now = clock_.now();
  Value::Array records;
  for (const Value& id : ids) {
    const auto found = kept_.find({model, id.integer().value_or(0)});
    if (found == kept_.end()) return std::nullopt;
    const base::Instant read_at = found->second.read_at;
    if (now < read_at || now - read_at > kRemembered) return std::nullopt;
    records.push_back(found->second.record);
  }
  return records;
}

base::Result<Value::Array> Remembered::all(const Rpc::Search& search) {
  const Value::Array* const ids = ids_asked_for(search);
  if (ids == nullptr) return rpc_.all(search);
  const std::string model(search.model);
  if (auto records = known(model, *ids)) return *std::move(records);
  TRY_ASSIGN(Value::Array records, rpc_.all(search));
  for (const Value& record : records) {
    kept_.insert_or_assign({model, record["id"].integer().value_or(0)}, Kept{record, clock_.now()});
  }
  return records;
}

}  // namespace ordersync::pos::odoo
