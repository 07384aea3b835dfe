#include "tests/support/postgres_cluster.h"

#define ORDERSYNC_TEST_ON_POSTGRES  // this file holds that part of it
#include "sql/test_store.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

namespace ordersync::support {

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "The tests' PostgreSQL server: %s\n", why.c_str());
  std::abort();
}

// The newest of /usr/lib/postgresql/VERSION/bin.
std::string find_programs() {
  std::string found;
  int newest = 0;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", failure)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version <= newest || !std::filesystem::exists(entry.path() / "bin/initdb")) continue;
    newest = version;
    found = entry.path() / "bin";
  }
  if (found.empty()) give_up("none is installed (tools/install_packages --test)");
  return found;
}

const passwd* server_user() {
  if (::getuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  if (user == nullptr) give_up("there is no user \"postgres\" to run it as");
  return user;
}

// Forks and runs; what it says goes to `log`. The child ends with this program.
pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
  const passwd* user = server_user();
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (user != nullptr &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(file, 1);
  ::dup2(file, 2);
  if (::chdir("/") != 0) ::_exit(126);
  ::setenv("LC_ALL", "C", 1);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

bool succeeded(pid_t child) {
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class WithoutClock final : public sql::Connection {
 public:
  explicit WithoutClock(std::unique_ptr<sql::Connection> real) : real_(std::move(real)) {}
  sql::Dialect dialect() const override { return real_->dialect(); }
  base::Result<std::optional<std::int64_t>> clock_ms() override { return std::optional<std::int64_t>(); }
  base::Result<std::int64_t> execute(std::string_view sql, std::span<const sql::Value> values) override {
    return real_->execute(sql, values);
  }
  base::Result<void> query(std::string_view sql, std::span<const sql::Value> values,
                           const sql::RowHandler& row) override {
    return real_->query(sql, values, row);
  }
  base::Result<void> query_each(std::string_view sql, int parameters, std::span<const sql::Value> values,
                                const sql::EachRowHandler& row) override {
    return real_->query_each(sql, parameters, values, row);
  }
  base::Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                         std::span<const sql::Value> cells) override {
    return real_->insert_rows(head, columns, tail, cells);
  }
  base::Result<void> add_rows(std::string_view head, int columns, std::string_view tail,
                              std::span<const sql::Value> cells) override {
    return real_->add_rows(head, columns, tail, cells);
  }
  base::Result<void> check_generation() override { return real_->check_generation(); }
  base::Result<void> begin_read() override { return real_->begin_read(); }
  base::Result<void> begin_write() override { return real_->begin_write(); }
  base::Result<void> begin_append() override { return real_->begin_append(); }
  base::Result<void> begin_alone() override { return real_->begin_alone(); }
  base::Result<void> commit() override { return real_->commit(); }
  void rollback() override { real_->rollback(); }

 private:
  std::unique_ptr<sql::Connection> real_;
};

}  // namespace

PostgresCluster& PostgresCluster::shared() {
  static PostgresCluster cluster;
  return cluster;
}

PostgresCluster::PostgresCluster() : programs_(find_programs()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "ordersync-pg-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  if (const passwd* user = server_user(); user != nullptr) {
    if (::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) give_up("cannot own its folder");
  }
  const std::string data = folder_ + "/data";
  const std::vector<std::string> make = {programs_ + "/initdb", "-D",        data, "-U",   "tester",
                                         "--auth=trust",        "--no-sync", "-E", "UTF8", "--locale=C.UTF-8",
                                         "--no-instructions"};
  if (!succeeded(spawn(make, folder_ + "/log"))) give_up("initdb failed, see " + folder_ + "/log");
  start();
}

// No fsync: the tests ask what is committed, and pull no plugs.
void PostgresCluster::start() {
  server_ = spawn({programs_ + "/postgres", "-D", folder_ + "/data", "-k", folder_, "-c",
                   "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60", "-c",
                   "shared_buffers=32MB", "-c", "max_wal_size=256MB", "-c", "autovacuum_naptime=5min"},
                  folder_ + "/log");
  const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < give_up_at) {
    if (auto opened = sql::open_postgres(url()); opened.ok()) return;
    if (::waitpid(server_, nullptr, WNOHANG) == server_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  give_up("it did not start, see " + folder_ + "/log");
}

PostgresCluster::~PostgresCluster() {
  ::kill(server_, SIGQUIT);
  ::waitpid(server_, nullptr, 0);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PostgresCluster::restart() {
  ::kill(server_, SIGINT);
  ::waitpid(server_, nullptr, 0);
  start();
}

std::string PostgresCluster::url() const {
  return "postgresql://tester@/postgres?host=" + folder_;
}

void PostgresCluster::run(const std::string& sql) {
  auto opened = sql::open_postgres(url());
  if (!opened.ok()) give_up(opened.error().detail);
  auto connection = opened->database->connect();
  if (!connection.ok()) give_up(connection.error().detail);
  if (const auto done = (*connection)->execute(sql, {}); !done.ok()) give_up(done.error().detail);
}

std::string PostgresCluster::fresh_store() {
  const std::string schema = "store_" + std::to_string(::getpid()) + "_" + std::to_string(++stores_);
  run("CREATE SCHEMA " + schema);
  return url() + "&options=-csearch_path%3D" + schema;
}

void PostgresCluster::drop_store(const std::string& url) {
  run("DROP SCHEMA " + url.substr(url.rfind("%3D") + 3) + " CASCADE");
}

void PostgresCluster::end_connections() {
  run("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
      "backend_type = "
      "'client backend'");
}

PostgresStore::PostgresStore(sql::PostgresOptions options) : url_(PostgresCluster::shared().fresh_store()) {
  auto opened = sql::open_postgres(url_, options);
  if (!opened.ok()) give_up(opened.error().message + " " + opened.error().detail);
  database_ = std::move(opened->database);
}

PostgresStore::~PostgresStore() {
  database_.reset();
  PostgresCluster::shared().drop_store(url_);
}

std::unique_ptr<sql::Connection> PostgresStore::connect() {
  auto connection = database_->connect();
  if (!connection.ok()) give_up(connection.error().message + " " + connection.error().detail);
  return std::move(connection).value();
}

std::unique_ptr<sql::Connection> without_clock(std::unique_ptr<sql::Connection> real) {
  return std::make_unique<WithoutClock>(std::move(real));
}

}  // namespace ordersync::support

namespace ordersync::sql {

StoreOnPostgres::StoreOnPostgres(const std::string&)
    : place_(support::PostgresCluster::shared().fresh_store()) {
  database_ = open_postgres(place_).value().database;
}

StoreOnPostgres::~StoreOnPostgres() {
  database_.reset();
  support::PostgresCluster::shared().drop_store(place_);
}

}  // namespace ordersync::sql
