// The audit in SQL; see audit.h.
#include "app/audit.h"

#include <utility>

#include "app/id_page.h"

namespace ordersync::app {

namespace {

using base::Result;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Leaves in each object what the other does not have, or has otherwise.
void leave_differences(Json& before, Json& after) {
  if (!before.is_object() || !after.is_object()) return;
  const Json was = before;
  for (auto it = was.begin(); it != was.end(); ++it) {
    const auto same = after.find(it.key());
    if (same == after.end() || *same != it.value()) continue;
    after.erase(it.key());
    before.erase(it.key());
  }
}

Json parsed(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json() : json;
}

}  // namespace

Result<void> Audit::record(const By& by, std::string_view action, std::string_view subject,
                           const Json& before, const Json& after) {
  Json was = before;
  Json is = after;
  leave_differences(was, is);
  const std::string was_text = dumped(was);
  const std::string is_text = dumped(is);
  TRY(connection_.execute(
      "INSERT INTO audit(id, at, actor, remote, action, subject, before, after) "
      "SELECT COALESCE(MAX(id), 0) + 1, ?, ?, ?, ?, ?, ?, ? FROM audit",
      {base::to_unix_ms(clock_.now()), by.actor, by.remote, action, subject, was_text, is_text}));
  return {};
}

Result<Audit::Page> Audit::changes(std::string_view subject, int limit, std::string_view cursor) {
  TRY_ASSIGN(const std::int64_t before, id_before(cursor));
  Page page;
  const auto read = [&](const sql::Row& row) {
    Change change;
    change.id = row.integer(0);
    change.at = base::from_unix_ms(row.integer(1));
    change.by = {std::string(row.text(2)), std::string(row.text(3))};
    change.action = row.text(4);
    change.subject = row.text(5);
    change.before = parsed(row.text(6));
    change.after = parsed(row.text(7));
    page.items.push_back(std::move(change));
  };
  const std::int64_t one_more = std::int64_t{limit} + 1;
  static const std::string kSelect =
      "SELECT id, at, actor, remote, action, subject, before, after FROM audit WHERE ";
  static const std::string kAll = kSelect + "id < ? ORDER BY id DESC LIMIT ?";
  static const std::string kOfSubject = kSelect + "subject = ? AND id < ? ORDER BY id DESC LIMIT ?";
  TRY(subject.empty() ? connection_.query(kAll, {before, one_more}, read)
                      : connection_.query(kOfSubject, {subject, before, one_more}, read));
  page.next = cut_page(page.items, limit, [](const Change& change) { return change.id; });
  return page;
}

}  // namespace ordersync::app
