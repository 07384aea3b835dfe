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

// "$1::bigint[], $2::text[]"
std::string array_parameters(std::span<const TypeNumber> types) {
  std::string list;
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::string_view name = type_name(types[i]);
    CHECK(!name.empty());
    if (i > 0) list += ", ";
    list.append("$").append(std::to_string(i + 1)).append("::").append(name).append("[]");
  }
  return list;
}

std::vector<TypeNumber> arrays_of(std::span<const TypeNumber> types) {
  std::vector<TypeNumber> arrays;
  for (const TypeNumber type : types) arrays.push_back(array_of(type));
  return arrays;
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
PostgresStatement* Session::known(std::string_view text) {
  const auto near = by_address_.find(text.data());
  if (near != by_address_.end() && near->second->text == text) return near->second;
  const auto found = by_text_.find(std::string(text));
  if (found == by_text_.end()) return nullptr;
  if (by_address_.size() >= kMostKept) by_address_.clear();
  by_address_[text.data()] = found->second.get();
  return found->second.get();
}

const PostgresStatement* Session::keep(PostgresStatement statement) {
  if (by_text_.size() >= kMostKept) {
    // Their names stay prepared at the server until the session ends; a program that builds its SQL anew
    // each time would be one to mend.
    by_text_.clear();
    by_address_.clear();
  }
  auto entry = std::make_unique<PostgresStatement>(std::move(statement));
  const PostgresStatement* kept = entry.get();
  by_text_[entry->text] = std::move(entry);
  return kept;
}

Result<PostgresStatement> Session::prepare(std::string_view text, std::string sql,
                                           std::span<const TypeNumber> declared) {
  PostgresStatement statement;
  statement.text = text;
  statement.sql = std::move(sql);
  if (link_->has_posted()) TRY(link_->settle(During::statement));
  if (!link_->is_pooled()) statement.name = "ordersync_" + std::to_string(next_name_++);
  auto described = link_->prepare(statement.name, statement.sql, declared);
  if (!described.ok()) {
    base::Error error = std::move(described).error();
    error.detail += " in: " + statement.sql.substr(0, 300);
    return error;
  }
  const int count = PQnparams(described->get());
  for (int i = 0; i < count; ++i) statement.types.push_back(PQparamtype(described->get(), i));
  statement.declared = statement.types;
  return statement;
}

Result<const PostgresStatement*> Session::statement(std::string_view sql, std::span<const Value> values) {
  const PostgresStatement* found = known(sql);
  if (found == nullptr) {
    std::vector<TypeNumber> declared;
    for (const Value& value : values) {
      declared.push_back(std::holds_alternative<std::int64_t>(value) ? kInt8 : 0);
    }
    TRY_ASSIGN(PostgresStatement statement, prepare(sql, to_postgres(sql), declared));
    found = keep(std::move(statement));
  }
  CHECK(found->types.size() == values.size());
  return found;
}

Result<const PostgresStatement*> Session::insert_of(std::string_view head, std::size_t columns,
                                                    std::string_view tail) {
  std::string text(head);
  text.append("\n").append(tail);
  if (const PostgresStatement* found = known(text)) return found;
  // The columns' own types are asked of a row that is never inserted.
  TRY_ASSIGN(const PostgresStatement row, prepare({}, to_postgres(row_insert(head, columns)), {}));
  CHECK(row.types.size() == columns);
  std::string sql(head);
  sql += " SELECT * FROM unnest(" + array_parameters(row.types) + ")";
  if (!tail.empty()) sql.append(" ").append(tail);
  TRY_ASSIGN(PostgresStatement statement, prepare(text, std::move(sql), arrays_of(row.types)));
  statement.types = row.types;
  return keep(std::move(statement));
}

// OFFSET 0 keeps the server from turning it inside out: it looks up one row of values after the other, in
// their order, each by the table's index. As a join it might read the whole table, and in any order. It is
// not prepared, so that it is planned for the table as it is: one that was small when the session began may
// have grown by the thousand since.
Result<const PostgresStatement*> Session::each_of(std::string_view sql, std::span<const Value> row) {
  const std::string text = "each\n" + std::string(sql);
  if (const PostgresStatement* found = known(text)) return found;
  TRY_ASSIGN(const PostgresStatement* const one, statement(sql, row));
  PostgresStatement each;
  each.text = text;
  each.types = one->types;
  each.declared = arrays_of(one->types);
  std::string names;
  for (std::size_t i = 0; i < one->types.size(); ++i) names += "p" + std::to_string(i + 1) + ", ";
  each.sql = "SELECT w.i, q.* FROM unnest(" + array_parameters(one->types) + ") WITH ORDINALITY AS w(" +
             names + "i) CROSS JOIN LATERAL (" + to_postgres(sql, "w.p") + " OFFSET 0) q";
  return keep(std::move(each));
}

Result<Answer> Session::run(const PostgresStatement& statement, const Parameters& parameters, During during) {
  if (!statement.name.empty()) return link_->run(statement.name, parameters, during);
  return link_->run_once(statement.sql, statement.declared, parameters, during);
}

Result<void> Session::post(const PostgresStatement& statement, const Parameters& parameters) {
  if (!statement.name.empty()) return link_->post(statement.name, parameters);
  return link_->post_once(statement.sql, statement.declared, parameters, During::statement);
}

}  // namespace ordersync::sql
