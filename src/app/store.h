// Store: one data folder opened — database, key file, log — and what a thread needs to work on it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/sync_store.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/secret.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/embedded_pos.h"
#include "sql/database.h"

namespace ordersync::app {

struct DataFolder {
  std::string path = "var";
  std::string database() const { return path + "/ordersync.db"; }
  std::string key() const { return path + "/ordersync.key"; }
  std::string log() const { return path + "/external-order-sync.log"; }
  std::string serve_lock() const { return path + "/serve.lock"; }
};

// Where log lines go besides the file.
enum class LogTo { file, file_and_stderr };

// Thread-safe. Opened once a process.
class Store {
 public:
  // Makes the folder and the database when absent and brings the schema up to date. Fails with the codes of
  // sql::open_sqlite, base::SecretBox::open and base::make_file_log; the message names the path.
  static base::Result<std::unique_ptr<Store>> open(DataFolder folder, LogTo log_to);

  const DataFolder& folder() const { return folder_; }
  sql::Database& database() { return *database_; }
  const base::SecretBox& secrets() const { return *secrets_; }
  base::Log& log() { return *log_; }
  base::SystemClock& clock() { return clock_; }
  base::Random& random() { return random_; }

 private:
  explicit Store(DataFolder folder) : folder_(std::move(folder)) {}

  DataFolder folder_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  std::unique_ptr<base::Log> log_;
  std::unique_ptr<base::SecretBox> secrets_;
  std::unique_ptr<sql::Database> database_;
};

// One connection and the adapters on it. One thread at a time; a thread that works has its own.
class Worker {
 public:
  static base::Result<std::unique_ptr<Worker>> open(Store& store);

  Store& store;
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<journal::Runs> runs;
  pos::EmbeddedPos pos;
  SyncStore syncs;

 private:
  Worker(Store& opened, std::unique_ptr<sql::Connection> opened_connection);
};

}  // namespace ordersync::app
