// Connections in SQL; see connection_store.h.
#include "app/connection_store.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <utility>

#include "app/bad_option.h"
#include "app/edited.h"
#include "base/decimal.h"
#include "base/read_file.h"
#include "base/text.h"
#include "http/url.h"
#include "pos/odoo_flight.h"
#include "pos/odoo_store.h"

namespace ordersync::app {

namespace {

using base::Result;
using pos::odoo::ConnectionSettings;

std::string key_context(std::int64_t id) {
  return "connection:" + std::to_string(id);
}

// Odoo's API stands at the root of its host: a path is a page of it that somebody copied.
Result<std::string> server_url(std::string_view text) {
  TRY_ASSIGN(http::Url url, http::parse_url(text));
  if (url.path != "/" || !url.query.empty()) {
    return bad_option("url", "--url takes the address of the server alone, such as https://" +
                                 http::host_and_port(url) + ": nothing behind it");
  }
  std::string canonical = http::to_string(url);
  canonical.pop_back();
  return canonical;
}

// As it will be found from another folder, by `serve` for instance.
Result<std::string> readable_file(const std::string& path) {
  std::error_code failure;
  const auto absolute = std::filesystem::absolute(path, failure);
  if (failure || !base::read_file(absolute.string()).ok()) {
    return bad_option("ca-file",
                      "--ca-file: \"" + base::printable(path, 200) + "\" is not a file that can be read");
  }
  return absolute.string();
}

Result<std::string> one_line(std::string_view field, std::string_view text, std::size_t most) {
  const std::string_view trimmed = base::trim(text);
  if (!base::is_one_line(trimmed) || base::characters_in(trimmed) > most) {
    return bad_option(field, "--" + std::string(field) + " takes one line of at most " +
                                 std::to_string(most) + " characters");
  }
  return std::string(trimmed);
}

Result<void> set_seconds(std::string_view field, const std::optional<std::string>& text,
                         std::chrono::milliseconds& target) {
  constexpr std::int64_t kMost = 3600;
  if (!text) return {};
  const auto number = base::Decimal::parse(*text);
  const bool fits =
      number.ok() && number->scale() == 0 && *number >= base::Decimal(1) && *number <= base::Decimal(kMost);
  if (!fits) {
    return bad_option(field, "--" + std::string(field) + " takes whole seconds from 1 to " +
                                 std::to_string(kMost) + ", not \"" + base::printable(*text, 50) + "\"");
  }
  target = std::chrono::seconds(static_cast<std::int64_t>(number->mantissa()));
  return {};
}

// Names hold no line breaks (one_line).
std::string as_lines(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + '\n';
  return text;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return names;
}

}  // namespace

Result<void> apply(const ConnectionForm& form, ConnectionSettings& settings) {
  ConnectionSettings changed = settings;
  if (form.url) {
    TRY_ASSIGN(changed.url, server_url(*form.url));
  }
  if (form.database) {
    TRY_ASSIGN(changed.database, one_line("database", *form.database, 200));
  }
  if (form.login) {
    TRY_ASSIGN(changed.login, one_line("login", *form.login, 200));
  }
  if (form.key) changed.key = *form.key;
  if (form.ca_file) {
    changed.ca_file.clear();
    if (!form.ca_file->empty()) {
      TRY_ASSIGN(changed.ca_file, readable_file(*form.ca_file));
    }
  }
  if (form.allow_private_network) changed.allow_private_network = *form.allow_private_network == "true";
  if (form.stock_at_closing) {
    changed.stock_at_closing.clear();
    for (const std::string& config : *form.stock_at_closing) {
      TRY_ASSIGN(std::string trimmed, one_line("stock-at-closing", config, 200));
      if (!trimmed.empty()) changed.stock_at_closing.push_back(std::move(trimmed));
    }
  }
  TRY(set_seconds("answer-timeout", form.answer_timeout, changed.call_timeout));
  TRY(set_seconds("server-limit", form.server_limit, changed.server_limit));
  if (changed.url.empty()) return bad_option("url", "--url is missing: where is the Odoo?");
  if (changed.login.empty()) {
    return bad_option("login", "--login is missing: which user of the Odoo books the orders?");
  }
  if (changed.key.empty()) {
    return bad_option("key",
                      "The user's API key is missing: give it with --key-file FILE or in the variable "
                      "ORDERSYNC_KEY, never on the command line");
  }
  settings = std::move(changed);
  return {};
}

Result<StoredConnection> ConnectionStore::add(std::string_view name, const ConnectionForm& form) {
  TRY_ASSIGN(std::string trimmed, one_line("name", name, 200));
  if (trimmed.empty()) return bad_option("name", "--name is missing: a connection needs a name");
  StoredConnection stored;
  stored.settings.name = std::move(trimmed);
  TRY(apply(form, stored.settings));
  stored.created_at = stored.updated_at = clock_.now();
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const auto same, select(stored.settings.name));
    if (!same.empty()) {
      return base::Error{base::ErrorKind::conflict,
                         "connection_exists",
                         "A connection \"" + stored.settings.name + "\" exists already: edit it instead",
                         {}};
    }
    TRY_ASSIGN(const auto last, sql::integer_of(connection_, "SELECT MAX(id) FROM connection", {}));
    stored.id = last.value_or(0) + 1;
    return write(stored);
  }));
  return get(stored.settings.name);
}

Result<StoredConnection> ConnectionStore::edit(std::string_view name, const ConnectionForm& form,
                                               std::optional<std::int64_t> revision, Leads leads) {
  const base::Instant now = clock_.now();
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(StoredConnection stored, get_to_mend(name));
    if (revision && stored.revision != *revision) return edited_meanwhile();
    const std::string before = pos::odoo::connection_key(stored.settings);
    TRY(apply(form, stored.settings));
    const std::string after = pos::odoo::connection_key(stored.settings);
    if (after != before) {
      // Under another name nobody would wait for the answer.
      TRY(pos::odoo::no_flight_to(connection_, clock_, before));
      // What another connection to the same Odoo has read stays where that one looks for it.
      TRY_ASSIGN(const auto all, list());
      const bool alone = std::none_of(all.begin(), all.end(), [&](const StoredConnection& other) {
        return other.id != stored.id && pos::odoo::connection_key(other.settings) == before;
      });
      if (leads == Leads::to_the_same && alone) TRY(pos::odoo::rename_connection(connection_, before, after));
    }
    stored.updated_at = now;
    return write(stored);
  }));
  return get(name);
}

Result<void> ConnectionStore::remove(std::string_view name) {
  return write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const StoredConnection stored, get_to_mend(name));
    std::string syncs;
    for (const auto& sync : stored.syncs) syncs += (syncs.empty() ? "\"" : ", \"") + sync + "\"";
    if (!syncs.empty()) {
      return base::Error{base::ErrorKind::conflict,
                         "connection_in_use",
                         "Syncs book through the connection \"" + stored.settings.name + "\": " + syncs +
                             ". Remove them first, or let them book elsewhere",
                         {}};
    }
    TRY(connection_.execute("DELETE FROM connection WHERE id = ?", {stored.id}));
    TRY(connection_.execute("DELETE FROM session_rule WHERE connection = ?", {stored.settings.name}));
    return {};
  });
}

Result<StoredConnection> ConnectionStore::get(std::string_view name) {
  TRY_ASSIGN(auto stored, get_to_mend(name));
  if (!stored.settings.key.empty()) return stored;
  TRY_ASSIGN(stored.settings.key, key_of(stored));  // fails, and says why
  return stored;
}

Result<base::Secret> ConnectionStore::key_of(const StoredConnection& stored) {
  std::string sealed;
  TRY(connection_.query("SELECT key_sealed FROM connection WHERE id = ?", {stored.id},
                        [&](const sql::Row& row) { sealed = row.bytes(0); }));
  return box_.unseal(sealed, key_context(stored.id));
}

Result<StoredConnection> ConnectionStore::get_to_mend(std::string_view name) {
  TRY_ASSIGN(auto found, select(base::trim(name)));
  if (!found.empty()) {
    StoredConnection stored = std::move(found.front());
    auto key = key_of(stored);
    if (!key.ok() && key.error().code != "secret_unreadable") return std::move(key).error();
    if (key.ok()) stored.settings.key = *std::move(key);
    return stored;
  }
  TRY_ASSIGN(const auto all, list());
  std::string names;
  for (const auto& one : all) names += (names.empty() ? "\"" : ", \"") + one.settings.name + "\"";
  return base::not_found(
      "connection_not_found",
      "There is no connection \"" + std::string(name) + "\"" +
          (names.empty() ? ": add one with `ordersync connection add`" : "; there is " + names));
}

Result<std::vector<StoredConnection>> ConnectionStore::list() {
  return select(std::nullopt);
}

Result<std::optional<std::int64_t>> ConnectionStore::revision_of(std::string_view name) {
  return sql::integer_of(connection_, "SELECT revision FROM connection WHERE name = ?", {name});
}

Result<bool> ConnectionStore::leads_to(std::string_view name, std::string_view key) {
  TRY_ASSIGN(const auto found, select(name));
  return !found.empty() && pos::odoo::connection_key(found.front().settings) == key;
}

Result<std::vector<StoredConnection>> ConnectionStore::select(std::optional<std::string_view> name) {
  std::vector<StoredConnection> found;
  const auto row_handler = [&](const sql::Row& row) {
    StoredConnection stored;
    stored.id = row.integer(0);
    stored.revision = row.integer(1);
    stored.settings.name = row.text(2);
    stored.settings.url = row.text(3);
    stored.settings.database = row.text(4);
    stored.settings.login = row.text(5);
    stored.settings.ca_file = row.text(6);
    stored.settings.allow_private_network = row.integer(7) != 0;
    stored.settings.stock_at_closing = lines_of(row.text(8));
    stored.settings.call_timeout = base::Milliseconds(row.integer(9));
    stored.settings.server_limit = base::Milliseconds(row.integer(10));
    stored.created_at = base::from_unix_ms(row.integer(11));
    stored.updated_at = base::from_unix_ms(row.integer(12));
    found.push_back(std::move(stored));
  };
#define CONNECTION_COLUMNS                                                                                   \
  "SELECT id, revision, name, url, database_name, login, ca_file, allow_private_network, stock_at_closing, " \
  "answer_timeout_ms, server_limit_ms, created_at, updated_at FROM connection "
  TRY(name ? connection_.query(CONNECTION_COLUMNS "WHERE name = ?", {*name}, row_handler)
           : connection_.query(CONNECTION_COLUMNS "ORDER BY name", {}, row_handler));
#undef CONNECTION_COLUMNS
  std::map<std::string_view, StoredConnection*> by_name;
  for (auto& stored : found) by_name.emplace(stored.settings.name, &stored);
  const std::string_view only = name.value_or("");
  TRY(
      connection_.query("SELECT connection, name FROM sync WHERE connection <> '' AND (? = '' OR connection "
                        "= ?) ORDER BY name",
                        {only, only}, [&](const sql::Row& row) {
                          const auto of = by_name.find(row.text(0));
                          if (of != by_name.end()) of->second->syncs.emplace_back(row.text(1));
                        }));
  return found;
}

Result<void> ConnectionStore::write(const StoredConnection& stored) {
  const ConnectionSettings& settings = stored.settings;
  const std::string at_closing = as_lines(settings.stock_at_closing);
  const std::string sealed = box_.seal(settings.key, key_context(stored.id));
  TRY(connection_.execute(
      "INSERT INTO connection(id, name, url, database_name, login, key_sealed, ca_file, "
      "allow_private_network, stock_at_closing, answer_timeout_ms, server_limit_ms, revision, created_at, "
      "updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET url = excluded.url, database_name = excluded.database_name, "
      "login = excluded.login, key_sealed = excluded.key_sealed, ca_file = excluded.ca_file, "
      "allow_private_network = excluded.allow_private_network, "
      "stock_at_closing = excluded.stock_at_closing, answer_timeout_ms = excluded.answer_timeout_ms, "
      "server_limit_ms = excluded.server_limit_ms, revision = connection.revision + 1, "
      "updated_at = excluded.updated_at",
      {stored.id, settings.name, settings.url, settings.database, settings.login, sql::Blob{sealed},
       settings.ca_file, std::int64_t{settings.allow_private_network}, at_closing,
       std::int64_t{settings.call_timeout.count()}, std::int64_t{settings.server_limit.count()},
       base::to_unix_ms(stored.created_at), base::to_unix_ms(stored.updated_at)}));
  return {};
}

}  // namespace ordersync::app
