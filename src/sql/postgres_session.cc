// Preparing statements once a session; see postgres_session.h.
#include "sql/postgres_session.h"

#include <utility>

#include "base/check.h"
#include "sql/postgres_dialect.h"

namespace ordersync::sql {

namespace {

using base::Result;

// A program has a few hundred, so only SQL that is built at run time could pass this.
constexpr std::size_t kMostKept = 2000;

std::string_view type_name(TypeNumber type) {
  switch (type) {
    case kBool:
      return "boolean";
    case kBytea:
      return "bytea";
    case kInt2:
      return "smallint";
    case kInt4:
      return "integer";
    case kInt8:
      return "bigint";
    case kText:
      return "text";
    default:
      return {};
  }
}

std::string row_insert(std::string_view head, std::size_t columns) {
  std::string sql(head);
  sql += " VALUES (?";
  for (std::size_t i = 1; i < columns; ++i) sql += ", ?";
  return sql + ")";
}

}  // namespace

// By address first: literals stay where they are. The text is compared nevertheless, because a caller's built
// string may come to lie where another one was.
Prepared* Session::known(std::string_view text) {
  const auto near = by_address_.find(text.data());
  if (near != by_address_.end() && near->second->text == text) return near->second;
  const auto found = by_text_.find(std::string(text));
  if (found == by_text_.end()) return nullptr;
  if (by_address_.size() >= kMostKept) by_address_.clear();
  by_address_[text.data()] = found->second.get();
  return found->second.get();
}

const Prepared* Session::keep(Prepared prepared) {
  if (by_text_.size() >= kMostKept) {
    // Their names stay prepared at the server until the session ends; a program that builds its SQL anew
    // each time would be one to mend.
    by_text_.clear();
    by_address_.clear();
  }
  auto entry = std::make_unique<Prepared>(std::move(prepared));
  const Prepared* kept = entry.get();
  by_text_[entry->text] = std::move(entry);
  return kept;
}

Result<Prepared> Session::prepare(std::string_view text, const std::string& sql,
                                  std::span<const TypeNumber> declared) {
  Prepared prepared;
  prepared.text = text;
  prepared.name = "ordersync_" + std::to_string(next_name_++);
  if (auto done = link_->prepare(prepared.name, sql, declared); !done.ok()) {
    base::Error error = std::move(done).error();
    error.detail += " in: " + sql.substr(0, 300);
    return error;
  }
  TRY_ASSIGN(const Answer description, link_->describe(prepared.name));
  const int count = PQnparams(description.get());
  for (int i = 0; i < count; ++i) prepared.types.push_back(PQparamtype(description.get(), i));
  return prepared;
}

Result<const Prepared*> Session::prepared(std::string_view sql, std::span<const Value> values) {
  const Prepared* found = known(sql);
  if (found == nullptr) {
    std::vector<TypeNumber> declared;
    for (const Value& value : values) {
      declared.push_back(std::holds_alternative<std::int64_t>(value) ? kInt8 : 0);
    }
    TRY_ASSIGN(Prepared prepared, prepare(sql, to_postgres(sql), declared));
    found = keep(std::move(prepared));
  }
  CHECK(found->types.size() == values.size());
  return found;
}

Result<const Prepared*> Session::insert_of(std::string_view head, std::size_t columns,
                                           std::string_view tail) {
  std::string text(head);
  text.append("\n").append(tail);
  if (const Prepared* found = known(text)) return found;
  // The columns' own types are asked of a row that is never inserted.
  TRY_ASSIGN(const Prepared row, prepare({}, to_postgres(row_insert(head, columns)), {}));
  CHECK(row.types.size() == columns);
  std::string sql(head);
  sql += " SELECT * FROM unnest(";
  std::vector<TypeNumber> declared;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::string_view name = type_name(row.types[i]);
    CHECK(!name.empty());
    if (i > 0) sql += ", ";
    sql.append("$").append(std::to_string(i + 1)).append("::").append(name).append("[]");
    declared.push_back(array_of(row.types[i]));
  }
  sql += ")";
  if (!tail.empty()) sql.append(" ").append(tail);
  TRY_ASSIGN(Prepared prepared, prepare(text, sql, declared));
  prepared.types = row.types;
  return keep(std::move(prepared));
}

}  // namespace ordersync::sql
