// Store: one data folder opened — database, key file, log — and what a thread needs to work on it, the Points
// of Sale included. The database may lie on a PostgreSQL server instead, shared with other nodes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/accounts.h"
#include "app/ask_places.h"
#include "app/connection_store.h"
#include "app/node_clock.h"
#include "app/nodes.h"
#include "app/passwords.h"
#include "app/serve_lock.h"
#include "app/sign_in_throttle.h"
#include "app/store_lock.h"
#include "app/sync_store.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/secret.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "pos/embedded_pos.h"
#include "pos/odoo_pos.h"
#include "sql/database.h"

namespace ordersync::app {

struct DataFolder {
  std::string path = "var";
  // postgresql://…: the database is there, and key file and log in the folder; empty: it is in the folder.
  std::string store_url = {};
  std::string log_folder = "";  // empty: the same one
  std::size_t log_file_bytes = 10 << 20;
  std::size_t log_files = 5;  // older ones kept
  std::string database() const { return path + "/ordersync.db"; }
  std::string key() const { return path + "/ordersync.key"; }
  std::string log() const { return (log_folder.empty() ? path : log_folder) + "/external-order-sync.log"; }
  std::string moved() const { return path + "/ordersync.moved"; }  // where the database went, if it did
  std::string serve_lock() const { return path + "/serve.lock"; }
  std::string store_lock() const { return path + "/store.lock"; }
};

// Whether the folder's key file has to be the one that a shared store is sealed with: all but who gives it a
// new key since it is lost.
enum class KeyFile { fits, may_be_lost };

// Where log lines go besides the file.
enum class LogTo { file, file_and_stderr };

// Makes the folder, for its owner alone, when it is absent. Fails with "store_unavailable".
base::Result<void> make_folder(const std::string& path);
// Whoever has tables in the store, in the order in which they are made.
struct Component {
  std::string_view name;
  std::span<const sql::Migration> migrations;
};
std::vector<Component> components();
// Brings the tables of every component to the newest version. Fails as sql::migrate.
base::Result<void> migrate_all(sql::Connection& connection);

// Thread-safe. Opened once a process.
class Store {
 public:
  // Makes the folder and the database when absent and brings the schema up to date. Fails with the codes of
  // sql::open_sqlite or sql::open_postgres, base::SecretBox::open and base::make_file_log, and with
  // "bad_store" (an address of another kind); the message names the path. Waits for a restore or a new key to
  // be done, 30 s at most: "store_in_use". `hold`: whether others may have the folder open meanwhile. A
  // shared store fails with "secret_unreadable" where the key file is another node's no more.
  static base::Result<std::unique_ptr<Store>> open(DataFolder folder, LogTo log_to,
                                                   Hold hold = Hold::together,
                                                   KeyFile key_file = KeyFile::fits);

  const DataFolder& folder() const { return folder_; }
  sql::Database& database() { return *database_; }
  const base::SecretBox& secrets() const { return *secrets_; }
  base::Log& log() { return *log_; }
  NodeClock& clock() { return clock_; }
  Nodes& nodes() { return *nodes_; }
  base::Random& random() { return random_; }
  Passwords& passwords() { return passwords_; }
  SignInThrottle& throttle() { return throttle_; }

 private:
  explicit Store(DataFolder folder) : folder_(std::move(folder)) {}

  base::Result<void> open_database();

  DataFolder folder_;
  std::vector<std::string> warnings_;  // about the server, until there is a log
  StoreLock lock_;
  NodeClock clock_;
  base::SystemRandom random_;
  Passwords passwords_;
  SignInThrottle throttle_{clock_};
  std::unique_ptr<base::Log> log_;
  std::unique_ptr<base::SecretBox> secrets_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<Nodes> nodes_;  // ends before what it writes to
};

// One connection and the adapters on it. One thread at a time; a thread that works has its own.
class Worker {
 public:
  // `stop_requested` ends long work in good order; may be empty.
  static base::Result<std::unique_ptr<Worker>> open(Store& store, std::function<bool()> stop_requested = {});
  ~Worker();

  // The POS behind a connection, made when it is first asked for; empty: the embedded one. Lives as long as
  // the worker, or until the next call finds that the connection was edited. Asks no Odoo anything. Fails
  // with "connection_not_found", "secret_unreadable".
  base::Result<pos::Target*> target(std::string_view connection_name);
  // REQUIRES: a name.
  base::Result<pos::OdooPos*> odoo(std::string_view connection_name);
  // Whether a POS configuration is there. Nothing when it is; why nobody can tell now where its Odoo is out
  // of reach, which is no reason to refuse: an owner may set things up before the Odoo is there. Fails with
  // "pos_config_not_found" and as target().
  base::Result<std::optional<order::Notice>> check_pos_config(std::string_view connection_name,
                                                              std::string_view pos_config);
  // A journal on a connection of its own, made when it is first asked for: for the thread that fetches while
  // this worker's books.
  base::Result<journal::Journal*> journal_aside();
  // Nothing is asked of it for a while: as of its connections.
  void give_back_memory();
  // One that no sync uses yet, or that is to be looked at before it is saved. `leads_here` as
  // pos::odoo::Flights::LeadsHere.
  std::unique_ptr<pos::OdooPos> odoo_of(const pos::odoo::ConnectionSettings& settings,
                                        std::function<base::Result<bool>()> leads_here = {});

  Store& store;
  std::function<bool()> stop_requested;
  std::unique_ptr<sql::Connection> connection;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<journal::Runs> runs;
  pos::EmbeddedPos pos;
  SyncStore syncs;
  ConnectionStore connections;
  Accounts accounts;
  AskPlaces places;  // for questions to others: as many as it likes, unless it is limited

 private:
  struct Remote {
    std::int64_t revision = 0;
    std::unique_ptr<pos::OdooPos> pos;
  };

  Worker(Store& opened, std::unique_ptr<sql::Connection> opened_connection, std::function<bool()> stop);

  std::unique_ptr<sql::Connection> connection_aside_;
  std::unique_ptr<journal::Journal> journal_aside_;
  std::unique_ptr<http::Transport> transport_;  // of all connections; one call at a time
  std::unique_ptr<http::Transport> placed_;     // the same, with a place
  std::map<std::string, Remote, std::less<>> remotes_;
};

}  // namespace ordersync::app
