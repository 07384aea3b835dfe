// Syncs in SQL; see sync_store.h.
#include "app/sync_store.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/bad_option.h"
#include "app/edited.h"
#include "app/hook_store.h"
#include "app/push_store.h"
#include "app/sync_codec.h"
#include "base/text.h"
#include "base/whole_number.h"
#include "http/url.h"
#include "journal/adopt.h"
#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;
using sync::SyncSettings;

constexpr std::string_view kUnreadableSecret = "secret_unreadable";

std::string key_context(journal::SyncId id) {
  return "sync:" + std::to_string(id);
}

std::string pos_words(const std::string& connection) {
  return connection.empty() ? "the embedded POS" : "the Odoo \"" + connection + "\"";
}

void date_new_secrets(SyncSettings& settings, base::Instant now) {
  for (source::PushSecret& one : settings.push.secrets) {
    if (!one.set_at) one.set_at = now;
  }
}

// One spelling of each address: with another case of the host, a fragment or an empty query it is the same.
std::string canonical(const std::string& url) {
  const auto parsed = http::parse_url(url);
  return parsed.ok() ? http::to_string(*parsed) : url;
}

base::Error missing(std::string_view option, std::string_view question) {
  return bad_option(option, "--" + std::string(option) + " is missing: " + std::string(question));
}

base::Error removed_meanwhile() {
  return base::not_found("sync_not_found", "This sync was removed meanwhile");
}

bool is_about_secrets(const base::Error& unreadable) {
  return unreadable.code == kUnreadableSecret;
}

}  // namespace

Result<SyncSettings> SyncStore::add(std::string_view name, const SyncForm& form) {
  SyncForm named = form;
  named.name = name;
  SyncSettings settings;
  TRY_ASSIGN(settings.source, source_by(name, form.url.value_or("")));
  TRY(apply(named, settings));
  date_new_secrets(settings, clock_.now());
  if (settings.fetch.url.empty()) return missing("url", "where are the orders?");
  if (settings.pos_config.empty()) return missing("pos", "which POS configuration?");
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(check_name(settings));
    TRY(check_url(form, settings));
    TRY(check_pos(settings));
    TRY_ASSIGN(settings.id, take_id());
    TRY(write(form, settings));
    return adopt_waiting(settings);
  }));
  return settings;
}

Result<std::string> SyncStore::source_by(std::string_view name, const std::string& url) {
  const std::string slug = base::slug(base::trim(name));
  TRY_ASSIGN(const auto syncs, select(std::nullopt));
  const auto is_anothers = [&](const std::string& source) {
    return std::any_of(syncs.begin(), syncs.end(), [&](const SyncSettings& sync) {
      return sync.source == source && canonical(sync.fetch.url) != canonical(url);
    });
  };
  std::string source = slug;
  for (int number = 2; is_anothers(source); ++number) source = slug + "-" + std::to_string(number);
  return source;
}

Result<SyncSettings> SyncStore::edit(std::string_view name, const SyncForm& form, Booked booked,
                                     std::optional<std::int64_t> revision) {
  const base::Instant now = clock_.now();
  SyncSettings settings;
  // What is not named in the form is as it stands now, and not as it stood when somebody looked.
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(settings, get_to_mend(name));
    // What the key file does not open stays sealed as it is unless another is given. A time zone that this
    // machine does not know is replaced.
    const bool may_be_edited = !settings.unreadable || is_about_secrets(*settings.unreadable) ||
                               (settings.unreadable->code == "unknown_timezone" && form.timezone);
    if (!may_be_edited) return *std::move(settings.unreadable);
    settings.unreadable.reset();
    // The secrets of push are written together: some that cannot be read would be lost.
    if ((form.push || form.end_old_push_secret) && !form.push_secret)
      TRY(PushStore(connection_, clock_).secrets(settings.id, box_));
    const std::string source = settings.source;
    const std::string connection = settings.connection;
    TRY_ASSIGN(const SyncRecord stored, record(settings.id));
    if (revision && *revision != stored.revision) return edited_meanwhile();
    TRY(apply(form, settings));
    date_new_secrets(settings, now);
    if (settings.source != source) {
      return base::invalid("source_is_fixed",
                           "The source of a sync is fixed at its creation (\"" + source +
                               "\"): with another one, orders already booked would be booked again");
    }
    if (settings.connection != connection && booked == Booked::something) {
      return base::Error{base::ErrorKind::conflict,
                         "pos_is_fixed",
                         "Orders of the source \"" + source + "\" were booked in " + pos_words(connection) +
                             ", or may have been: in another POS they could be booked again. Add a sync with "
                             "another --source and "
                             "--from for what comes from now on",
                         {}};
    }
    TRY(check_name(settings));
    TRY(check_url(form, settings));
    if (settings.connection != connection) {
      TRY_ASSIGN(const bool shared, source_is_shared(settings));
      if (!shared) TRY(forget_pos(settings.source));
    }
    TRY(check_pos(settings));
    return write(form, settings);
  }));
  return settings;
}

Result<void> SyncStore::remove(std::string_view name, Booked booked) {
  return write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const SyncSettings settings, get_to_mend(name));
    TRY(connection_.execute("DELETE FROM sync WHERE id = ?", {settings.id}));
    TRY(connection_.execute("INSERT INTO removed_sync(id, name) VALUES (?, ?)",
                            {settings.id, settings.name}));
    TRY(PushStore(connection_, clock_).forget(settings.id));
    TRY_ASSIGN(const bool shared, source_is_shared(settings));
    if (booked == Booked::nothing && !shared) TRY(forget_pos(settings.source));
    return {};
  });
}

Result<SyncSettings> SyncStore::get(std::string_view name) {
  TRY_ASSIGN(auto settings, get_to_mend(name));
  if (settings.unreadable && !is_about_secrets(*settings.unreadable)) return *std::move(settings.unreadable);
  return settings;
}

Result<SyncSettings> SyncStore::get_to_mend(std::string_view name) {
  TRY_ASSIGN(auto found, select(base::trim(name)));
  if (!found.empty()) {
    SyncSettings settings = std::move(found.front());
    TRY_ASSIGN(settings.decode.hook, HookStore(connection_, clock_).reshaper(settings.id));
    auto secrets = PushStore(connection_, clock_).secrets(settings.id, box_);
    if (secrets.ok()) {
      settings.push.secrets = *std::move(secrets);
    } else if (secrets.error().code != kUnreadableSecret) {
      return std::move(secrets).error();
    } else if (!settings.unreadable) {
      settings.unreadable = std::move(secrets).error();
      settings.unreadable->about = "push-secret";
    }
    return settings;
  }
  TRY_ASSIGN(const auto all, list());
  std::string names;
  for (const auto& sync : all) names += (names.empty() ? "\"" : ", \"") + sync.name + "\"";
  return base::not_found("sync_not_found",
                         "There is no sync \"" + std::string(name) + "\"" +
                             (names.empty() ? ": add one with `ordersync sync add`" : "; there is " + names));
}

Result<std::vector<SyncSettings>> SyncStore::list() {
  TRY_ASSIGN(auto all, select(std::nullopt));
  // One question for all: a chain of shops has a thousand, and the schedule asks every second.
  TRY_ASSIGN(const auto set_at, PushStore(connection_, clock_).secrets_set_at());
  for (SyncSettings& settings : all) {
    settings.fetch.key = base::Secret();
    const auto of = set_at.find(settings.id);
    if (of == set_at.end()) continue;
    for (const auto& at : {of->second.newest, of->second.before}) {
      if (at) settings.push.secrets.push_back({base::Secret(), at});
    }
  }
  return all;
}

Result<std::optional<std::string>> SyncStore::name_of(journal::SyncId id) {
  std::optional<std::string> name;
  TRY(connection_.query("SELECT name FROM sync WHERE id = ?", {id},
                        [&](const sql::Row& row) { name = row.text(0); }));
  return name;
}

Result<std::optional<std::string>> SyncStore::name_ever_of(journal::SyncId id) {
  std::optional<std::string> name;
  TRY(connection_.query(
      "SELECT name FROM sync WHERE id = ? UNION ALL SELECT name FROM removed_sync WHERE id = ?", {id, id},
      [&](const sql::Row& row) { name = row.text(0); }));
  return name;
}

Result<void> SyncStore::still_has(journal::SyncId id) {
  TRY_ASSIGN(const auto name, name_of(id));
  if (!name) return removed_meanwhile();
  return {};
}

Result<std::optional<std::string>> SyncStore::find(std::string_view name_or_id) {
  std::optional<std::string> name;
  TRY(connection_.query("SELECT name FROM sync WHERE name = ?", {name_or_id},
                        [&](const sql::Row& row) { name = row.text(0); }));
  if (name) return name;
  const auto id = base::whole_number<journal::SyncId>(name_or_id);
  // Another spelling of a number, such as 07, is nobody's.
  if (!id || std::to_string(*id) != name_or_id) return name;
  return name_of(*id);
}

Result<std::vector<SyncSettings>> SyncStore::select(std::optional<std::string_view> name) {
  std::vector<SyncSettings> found;
  const auto row_handler = [&](const sql::Row& row) {
    SyncSettings settings;
    settings.id = row.integer(0);
    settings.name = row.text(1);
    settings.source = row.text(2);
    settings.active = row.integer(3) != 0;
    settings.fetch.url = row.text(4);
    settings.pos_config = row.text(5);
    settings.interval_minutes = static_cast<int>(row.integer(6));
    settings.auto_create_session = row.integer(7) != 0;
    settings.connection = row.text(9);
    read_key(row, settings);
    if (auto read = decode_advanced(row.text(8), settings); !read.ok())
      settings.unreadable = std::move(read).error();
    settings.decode.source = settings.source;
    found.push_back(std::move(settings));
  };
  static const std::string kSelect =
      "SELECT id, name, source, active, url, pos_config, interval_minutes, auto_create_session, advanced, "
      "connection, key_sealed FROM sync ";
  static const std::string kAll = kSelect + "ORDER BY name";
  static const std::string kOne = kSelect + "WHERE name = ?";
  TRY(name ? connection_.query(kOne, {*name}, row_handler) : connection_.query(kAll, {}, row_handler));
  return found;
}

void SyncStore::read_key(const sql::Row& row, SyncSettings& settings) const {
  constexpr int kSealed = 10;
  if (row.is_null(kSealed)) return;
  auto key = box_.unseal(row.bytes(kSealed), key_context(settings.id));
  if (key.ok()) {
    settings.fetch.key = *std::move(key);
  } else {
    settings.unreadable = std::move(key).error();
    settings.unreadable->about = "key";
  }
}

Result<void> SyncStore::check_name(const SyncSettings& settings) {
  TRY_ASSIGN(const auto same, select(settings.name));
  if (same.empty() || same.front().id == settings.id) return {};
  return base::Error{base::ErrorKind::conflict,
                     "sync_exists",
                     "A sync \"" + settings.name + "\" exists already: edit it instead",
                     {}};
}

Result<SyncRecord> SyncStore::record(journal::SyncId id) {
  std::optional<SyncRecord> found;
  TRY(connection_.query(
      "SELECT revision, created_at, updated_at, key_sealed IS NOT NULL, key_set_at FROM sync WHERE id = ?",
      {id}, [&](const sql::Row& row) {
        found = SyncRecord{row.integer(0),
                           base::from_unix_ms(row.integer(1)),
                           base::from_unix_ms(row.integer(2)),
                           row.integer(3) != 0,
                           {}};
        found->key_set_at = sql::maybe_time(row, 4);
      }));
  if (!found) return removed_meanwhile();
  return *found;
}

// The same orders under two sources would be booked twice, once for each: the second source must be meant, or
// its orders told apart where it is known already.
Result<void> SyncStore::check_url(const SyncForm& form, const SyncSettings& settings) {
  if (form.source || (settings.id != 0 && !settings.decode.filters.empty())) return {};
  const std::string url = canonical(settings.fetch.url);
  std::set<std::string> others;
  bool own = false;
  TRY(connection_.query("SELECT url, source FROM sync_url", {}, [&](const sql::Row& row) {
    if (canonical(std::string(row.text(0))) != url) return;
    if (row.text(1) == settings.source) {
      own = true;
    } else {
      others.insert(std::string(row.text(1)));
    }
  }));
  if (others.empty() || own) return {};
  std::string names;
  for (const std::string& other : others) names += (names.empty() ? "\"" : "\", \"") + other;
  const bool one = others.size() == 1;
  return base::Error{
      base::ErrorKind::conflict,
      "url_in_use",
      "This URL is or was in use under the source" + std::string(one ? " " : "s ") + names +
          "\": its orders would be booked a second time. " +
          (one ? "Go on under that source with --source " + *others.begin()
               : std::string("Go on with --source under the one that these orders were booked under")) +
          ", or name another with --source and tell the orders apart with --filter",
      {}};
}

// A connection that is there, and the one POS in which orders of this source are booked.
Result<void> SyncStore::check_pos(const SyncSettings& settings) {
  TRY_ASSIGN(const bool is_connection,
             sql::any_row(connection_, "SELECT 1 FROM connection WHERE name = ?", {settings.connection}));
  if (!is_connection && !settings.connection.empty()) {
    return base::not_found("connection_not_found", "There is no connection \"" + settings.connection +
                                                       "\": see `ordersync connection list`");
  }
  std::optional<std::string> other;
  TRY(connection_.query("SELECT connection FROM source_pos WHERE source = ? AND connection <> ?",
                        {settings.source, settings.connection},
                        [&](const sql::Row& row) { other = row.text(0); }));
  if (!other) return {};
  return base::Error{
      base::ErrorKind::conflict,
      "source_elsewhere",
      "Orders of the source \"" + settings.source + "\" are or were booked in " + pos_words(*other) +
          ": in another POS they could be booked again. Name another source with --source, and "
          "with --from the day it begins",
      {}};
}

Result<bool> SyncStore::source_is_shared(const SyncSettings& settings) {
  return sql::any_row(connection_, "SELECT 1 FROM sync WHERE source = ? AND id <> ?",
                      {settings.source, settings.id});
}

Result<void> SyncStore::forget_pos(std::string_view source) {
  TRY(connection_.execute("DELETE FROM source_pos WHERE source = ?", {source}));
  return {};
}

// After check_pos(): it books into the POS that may have been sent some of them. Where several syncs share
// the source, whose shop an order was of is not known any more: those wait until it is sent again.
Result<void> SyncStore::adopt_waiting(const SyncSettings& settings) {
  TRY_ASSIGN(const bool shared, source_is_shared(settings));
  if (shared) return {};
  TRY_ASSIGN(const auto syncs, journal::syncs_that_wait(connection_, settings.source));
  for (const journal::SyncId id : syncs) {
    TRY(journal::adopt_waiting(connection_, settings.source, id, settings.id));
  }
  return {};
}

Result<std::map<std::string, std::string>> SyncStore::pos_of_sources() {
  std::map<std::string, std::string> pos;
  TRY(connection_.query("SELECT source, connection FROM source_pos", {}, [&](const sql::Row& row) {
    pos.emplace(std::string(row.text(0)), std::string(row.text(1)));
  }));
  return pos;
}

Result<void> SyncStore::write(const SyncForm& form, const SyncSettings& settings) {
  const std::string advanced = encode_advanced(settings);
  const std::int64_t now = base::to_unix_ms(clock_.now());
  TRY(connection_.execute(
      "INSERT INTO sync(id, name, source, active, url, pos_config, interval_minutes, auto_create_session, "
      "advanced, connection, revision, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active, url = excluded.url, "
      "pos_config = excluded.pos_config, interval_minutes = excluded.interval_minutes, "
      "auto_create_session = excluded.auto_create_session, advanced = excluded.advanced, "
      "connection = excluded.connection, revision = sync.revision + 1, "
      "updated_at = excluded.updated_at",
      {settings.id, settings.name, settings.source, std::int64_t{settings.active}, settings.fetch.url,
       settings.pos_config, std::int64_t{settings.interval_minutes},
       std::int64_t{settings.auto_create_session}, advanced, settings.connection, now, now}));
  if (form.push || form.push_secret || form.end_old_push_secret) {
    TRY(PushStore(connection_, clock_).set_secrets(settings.id, settings.push.secrets, box_));
  }
  if (form.key) {
    const base::Secret& key = settings.fetch.key;
    const std::string sealed = key.empty() ? std::string() : box_.seal(key, key_context(settings.id));
    TRY(connection_.execute(
        "UPDATE sync SET key_sealed = ?, key_set_at = ? WHERE id = ?",
        {key.empty() ? sql::Value(sql::Null{}) : sql::Value(sql::Blob{sealed}), now, settings.id}));
  }
  TRY(connection_.execute("INSERT INTO sync_url(url, source) VALUES (?, ?) ON CONFLICT DO NOTHING",
                          {settings.fetch.url, settings.source}));
  TRY(connection_.execute("INSERT INTO source_pos(source, connection) VALUES (?, ?) ON CONFLICT DO NOTHING",
                          {settings.source, settings.connection}));
  return {};
}

Result<journal::SyncId> SyncStore::take_id() {
  TRY_ASSIGN(const auto id, sql::integer_of(connection_, "SELECT next FROM sync_id", {}));
  TRY(connection_.execute("UPDATE sync_id SET next = next + 1", {}));
  return id.value_or(0);
}

}  // namespace ordersync::app
