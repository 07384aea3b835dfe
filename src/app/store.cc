// Opening a data folder, and naming the concrete adapters; see store.h.
#include "app/store.h"

#include <chrono>
#include <filesystem>
#include <utility>

#include "app/data_files.h"
#include "app/key_file.h"
#include "app/migrate_store.h"
#include "app/schema.h"
#include "base/file_log.h"
#include "http/curl_transport.h"
#include "journal/retention.h"
#include "journal/sql_journal.h"
#include "pos/odoo_store.h"
#include "sql/postgres.h"
#include "sql/sqlite.h"

namespace ordersync::app {

// A new folder is its owner's alone: orders carry names and amounts.
base::Result<void> make_folder(const std::string& path) {
  std::error_code failure;
  if (std::filesystem::create_directories(path, failure)) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, failure);
  }
  if (!failure && std::filesystem::is_directory(path, failure)) return {};
  return base::Error{base::ErrorKind::unavailable,
                     "store_unavailable",
                     "The data folder " + path +
                         " cannot be made: " + (failure ? failure.message() : "it is a file") +
                         ". Name another with --data or ORDERSYNC_DATA, or give the right to write there",
                     {}};
}

namespace {

// A booking request on its way is worth waiting for: cut off, nobody knows what became of it, and its Odoo is
// left alone for minutes. But an Odoo that does not answer holds nobody up for longer than this.
constexpr std::chrono::seconds kPatience{30};

std::function<bool()> after_patience(std::function<bool()> stop, const base::Clock& clock) {
  if (!stop) return {};
  return [stop = std::move(stop), &clock, asked_at = std::optional<base::Instant>()]() mutable {
    if (!stop()) return false;
    const base::Instant now = clock.now();
    if (!asked_at) asked_at = now;
    return now - *asked_at >= kPatience;
  };
}

// On a store that nodes share a beat waits for nobody for long: who cannot say that he lives is dead.
sql::PostgresOptions beating() {
  sql::PostgresOptions options;
  options.busy_timeout_ms = 2000;
  options.statement_timeout_ms = 5000;
  return options;
}

}  // namespace

std::vector<Component> components() {
  return {{"journal", journal::migrations()},
          {"pos", pos::embedded_migrations()},
          {"odoo", pos::odoo_migrations()},
          {"app", migrations()},
          {"accounts", account_migrations()},
          {"push", push_migrations()},
          {"retention", journal::retention_migrations()},
          {"operations", operations_migrations()},
          {"nodes", node_migrations()}};
}

base::Result<void> migrate_all(sql::Connection& connection) {
  for (const Component& component : components()) {
    TRY(sql::migrate(connection, component.name, component.migrations));
  }
  return {};
}

base::Result<void> Store::open_database() {
  if (folder_.store_url.empty()) {
    TRY(check_not_moved(folder_));
    TRY_ASSIGN(database_, sql::open_sqlite(folder_.database()));
    nodes_ = std::make_unique<Nodes>(nullptr, clock_, random_);
    return {};
  }
  if (!sql::is_postgres_url(folder_.store_url)) {
    return base::invalid("bad_store",
                         "--store (or ORDERSYNC_STORE) takes postgresql://USER@HOST/DATABASE; without "
                         "it the database is a file in the data folder");
  }
  TRY_ASSIGN(sql::OpenedPostgres opened, sql::open_postgres(folder_.store_url));
  database_ = std::move(opened.database);
  warnings_ = std::move(opened.warnings);
  nodes_ = std::make_unique<Nodes>(sql::postgres_again(folder_.store_url, beating()), clock_, random_);
  return {};
}

base::Result<std::unique_ptr<Store>> Store::open(DataFolder folder, LogTo log_to, Hold hold,
                                                 KeyFile key_file) {
  std::unique_ptr<Store> store(new Store(std::move(folder)));
  TRY(make_folder(store->folder_.path));
  TRY(check_user(store->folder_.path));
  TRY_ASSIGN(store->lock_, StoreLock::take(store->folder_.store_lock(), hold, kStorePatience, store->clock_));
  TRY(store->open_database());
  TRY_ASSIGN(auto connection, store->database_->connect());
  TRY(migrate_all(*connection));
  if (store->nodes().is_shared()) TRY(check_moved_whole(*connection));
  TRY_ASSIGN(const auto store_time, connection->clock_ms());
  if (store_time) store->clock_.follow(*store_time);
  const bool refuses = store->nodes().is_shared() && key_file == KeyFile::fits;
  TRY_ASSIGN(auto secrets, open_key_file(store->folder_.key(), *connection,
                                         refuses ? WrongKey::is_refused : WrongKey::is_given));
  store->secrets_ = std::make_unique<base::SecretBox>(std::move(secrets));
  base::FileLogOptions options;
  options.max_bytes = store->folder_.log_file_bytes;
  options.files = store->folder_.log_files;
  options.also_stderr = log_to == LogTo::file_and_stderr ? base::AlsoStderr::yes : base::AlsoStderr::no;
  TRY_ASSIGN(store->log_, base::make_file_log(store->folder_.log(), options));
  for (const std::string& warning : store->warnings_) {
    store->log_->write(base::LogLevel::warning, "store_at_risk", {{"why", warning}});
  }
  return store;
}

base::Result<std::unique_ptr<Worker>> Worker::open(Store& store, std::function<bool()> stop_requested) {
  TRY_ASSIGN(auto connection, store.database().connect());
  return std::unique_ptr<Worker>(new Worker(store, std::move(connection), std::move(stop_requested)));
}

Worker::Worker(Store& opened, std::unique_ptr<sql::Connection> opened_connection, std::function<bool()> stop)
    : store(opened),
      stop_requested(std::move(stop)),
      connection(std::move(opened_connection)),
      journal(journal::make_sql_journal(*connection, store.clock(), store.random(),
                                        store.nodes().owner_alive(*connection))),
      runs(journal::make_sql_runs(*connection, store.clock(), store.nodes().owner_alive(*connection))),
      pos(*connection, store.clock()),
      syncs(*connection, store.secrets(), store.clock()),
      connections(*connection, store.secrets(), store.clock()),
      accounts(*connection, store.passwords(), store.throttle(), store.clock(), store.random()) {}

Worker::~Worker() = default;

base::Result<journal::Journal*> Worker::journal_aside() {
  if (!journal_aside_) {
    TRY_ASSIGN(connection_aside_, store.database().connect());
    journal_aside_ = journal::make_sql_journal(*connection_aside_, store.clock(), store.random(),
                                               store.nodes().owner_alive(*connection_aside_));
  }
  return journal_aside_.get();
}

void Worker::give_back_memory() {
  connection->give_back_memory();
  if (connection_aside_) connection_aside_->give_back_memory();
}

base::Result<pos::Target*> Worker::target(std::string_view connection_name) {
  if (connection_name.empty()) return &pos;
  TRY_ASSIGN(pos::OdooPos* const odoo_pos, odoo(connection_name));
  return odoo_pos;
}

base::Result<pos::OdooPos*> Worker::odoo(std::string_view connection_name) {
  TRY_ASSIGN(const auto revision, connections.revision_of(connection_name));
  const auto known = remotes_.find(connection_name);
  if (known != remotes_.end() && revision == known->second.revision) return known->second.pos.get();
  TRY_ASSIGN(const StoredConnection stored, connections.get(connection_name));
  Remote& remote = remotes_[stored.settings.name];
  remote = {stored.revision, odoo_of(stored.settings, [this, name = stored.settings.name,
                                                       key = pos::odoo::connection_key(stored.settings)] {
              return connections.leads_to(name, key);
            })};
  return remote.pos.get();
}

base::Result<std::optional<order::Notice>> Worker::check_pos_config(std::string_view connection_name,
                                                                    std::string_view pos_config) {
  TRY_ASSIGN(pos::Target* const found, target(connection_name));
  const auto catalogue = found->catalogue(pos_config);
  if (catalogue.ok()) return std::optional<order::Notice>();
  const base::Error& error = catalogue.error();
  if (error.kind == base::ErrorKind::temporary || error.kind == base::ErrorKind::unknown ||
      error.code == "too_many_questions") {
    return std::optional(order::notice_of(error));
  }
  return error;
}

std::unique_ptr<pos::OdooPos> Worker::odoo_of(const pos::odoo::ConnectionSettings& settings,
                                              std::function<base::Result<bool>()> leads_here) {
  if (!transport_) {
    transport_ = std::make_unique<http::CurlTransport>(after_patience(stop_requested, store.clock()));
    placed_ = std::make_unique<PlacedTransport>(*transport_, places);
  }
  return std::make_unique<pos::OdooPos>(
      pos::OdooPos::Ports{*placed_, *connection, store.clock(), store.random(), stop_requested,
                          std::move(leads_here)},
      settings);
}

}  // namespace ordersync::app
