// Opening a data folder, and naming the concrete adapters; see store.h.
#include "app/store.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "app/owner.h"
#include "app/schema.h"
#include "base/file_log.h"
#include "journal/sql_journal.h"
#include "sql/sqlite.h"

namespace ordersync::app {

namespace {

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

base::Result<void> migrate_all(sql::Connection& connection) {
  TRY(sql::migrate(connection, "journal", journal::migrations()));
  TRY(sql::migrate(connection, "pos", pos::embedded_migrations()));
  return sql::migrate(connection, "app", migrations());
}

}  // namespace

base::Result<std::unique_ptr<Store>> Store::open(DataFolder folder, LogTo log_to) {
  std::unique_ptr<Store> store(new Store(std::move(folder)));
  TRY(make_folder(store->folder_.path));
  TRY_ASSIGN(store->database_, sql::open_sqlite(store->folder_.database()));
  TRY_ASSIGN(auto connection, store->database_->connect());
  TRY(migrate_all(*connection));
  TRY_ASSIGN(auto secrets, base::SecretBox::open(store->folder_.key()));
  store->secrets_ = std::make_unique<base::SecretBox>(std::move(secrets));
  base::FileLogOptions options;
  options.also_stderr = log_to == LogTo::file_and_stderr ? base::AlsoStderr::yes : base::AlsoStderr::no;
  TRY_ASSIGN(store->log_, base::make_file_log(store->folder_.log(), options));
  return store;
}

base::Result<std::unique_ptr<Worker>> Worker::open(Store& store) {
  TRY_ASSIGN(auto connection, store.database().connect());
  return std::unique_ptr<Worker>(new Worker(store, std::move(connection)));
}

Worker::Worker(Store& opened, std::unique_ptr<sql::Connection> opened_connection)
    : store(opened),
      connection(std::move(opened_connection)),
      journal(journal::make_sql_journal(*connection, store.clock(), store.random(), may_be_alive)),
      runs(journal::make_sql_runs(*connection, store.clock(), may_be_alive)),
      pos(*connection, store.clock()),
      syncs(*connection, store.secrets(), store.clock()) {}

}  // namespace ordersync::app
