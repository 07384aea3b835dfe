// Sending and waiting on libpq; see postgres_link.h.
#include "sql/postgres_link.h"

#include <poll.h>

#include <cerrno>
#include <iterator>
#include <utility>

#include "base/check.h"

namespace ordersync::sql {

namespace {

using base::Result;
using Time = std::chrono::steady_clock::time_point;

Time now() {
  return std::chrono::steady_clock::now();
}

void ignore_notice(void*, const PGresult*) {}

bool poll_until(int socket, short events, Time give_up_at) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up_at - now()).count();
    if (left <= 0) return false;
    pollfd entry{socket, events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::min<long long>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

std::string_view state_of(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : std::string_view(state);
}

bool is_error(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_NONFATAL_ERROR;
}

// Their answers in binary form.
int send_prepared(PGconn* to, const std::string& name, const Parameters& parameters) {
  return PQsendQueryPrepared(to, name.c_str(), parameters.count(), parameters.values(), parameters.lengths(),
                             parameters.formats(), 1);
}

int send_once(PGconn* to, const std::string& sql, std::span<const TypeNumber> types,
              const Parameters& parameters) {
  return PQsendQueryParams(to, sql.c_str(), parameters.count(), types.data(), parameters.values(),
                           parameters.lengths(), parameters.formats(), 1);
}

}  // namespace

// A server behind a dead network is noticed in half a minute; what the address says itself stands above this.
Result<std::unique_ptr<Link>> Link::open(const std::string& url, std::string store,
                                         std::chrono::milliseconds patience) {
  const char* const keywords[] = {"fallback_application_name",
                                  "connect_timeout",
                                  "keepalives_idle",
                                  "keepalives_interval",
                                  "keepalives_count",
                                  "tcp_user_timeout",
                                  "dbname",
                                  "client_encoding",
                                  nullptr};
  const char* const values[] = {"ordersync", "10", "10", "5", "3", "25000", url.c_str(), "UTF8", nullptr};
  Handle handle(PQconnectdbParams(keywords, values, 1));
  if (PQstatus(handle.get()) != CONNECTION_OK) {
    // Of an address that it cannot read the library tells parts, and a password may be among them.
    const bool is_readable = store != "postgresql://";
    const std::string text = is_readable ? PQerrorMessage(handle.get()) : "the address cannot be read";
    // The library gives no SQLSTATE for a connection that was not made; the server's words are enough here.
    const bool let_in = text.find("authentication failed") == std::string::npos &&
                        text.find("does not exist") == std::string::npos &&
                        text.find("no password supplied") == std::string::npos &&
                        text.find("no pg_hba.conf entry") == std::string::npos;
    return postgres_error(let_in ? "" : "28000", text, store, During::open);
  }
  PQsetNoticeReceiver(handle.get(), ignore_notice, nullptr);
  PQsetnonblocking(handle.get(), 1);
  std::unique_ptr<Link> link(new Link(std::move(handle), std::move(store), patience));
  TRY(link->find_pooler());
  return link;
}

// A server names its process when a connection begins; a pooler names something of its own there.
Result<void> Link::find_pooler() {
  const std::string named = std::to_string(PQbackendPID(connection_.get()));
  TRY_ASSIGN(const Answer answer, simple("SELECT pg_backend_pid()", During::open));
  is_pooled_ = PQntuples(answer.get()) != 1 || named != PQgetvalue(answer.get(), 0, 0);
  return {};
}

base::Error Link::lost(During during) {
  const std::string text = is_up() ? PQerrorMessage(connection_.get()) : "the connection was lost before";
  give_up();
  return postgres_error("", text, store_, during);
}

// Nobody has asked: whatever the server says now is that it ends the connection, or a change of its settings,
// after which a new connection is as good.
bool Link::is_alive() {
  if (!is_up()) return false;
  pollfd entry{PQsocket(connection_.get()), POLLIN, 0};
  if (::poll(&entry, 1, 0) == 0) return true;
  give_up();
  return false;
}

// Until what was sent is away and an answer is there.
Result<void> Link::wait(Time give_up_at, During during) {
  for (;;) {
    if (!is_up()) return lost(during);
    const int unsent = PQflush(connection_.get());
    if (unsent < 0) return lost(during);
    if (unsent == 0 && PQisBusy(connection_.get()) == 0) return {};
    const short events = unsent > 0 ? POLLIN | POLLOUT : POLLIN;
    if (!poll_until(PQsocket(connection_.get()), events, give_up_at)) return lost(during);
    if (PQconsumeInput(connection_.get()) == 0) return lost(during);
  }
}

Result<Answer> Link::checked(Answer answer, During during) {
  if (!is_error(answer.get())) return answer;
  const std::string state(state_of(answer.get()));
  const bool is_lost = PQstatus(connection_.get()) != CONNECTION_OK || ends_connection(state);
  // An answer of the server is an answer, unless the connection ended in the middle of a commit.
  base::Error error = postgres_error(state, PQresultErrorMessage(answer.get()), store_, during);
  if (is_lost) give_up();
  return error;
}

// All answers to what was sent, up to the one that says that there are no more.
Result<Answer> Link::collect(int sent, During during) {
  CHECK(posted_ == 0);
  if (!is_up() || sent == 0) return lost(during);
  const Time give_up_at = now() + patience_;
  Answer kept;
  std::optional<base::Error> failed;
  for (;;) {
    TRY(wait(give_up_at, during));
    Answer answer(PQgetResult(connection_.get()));
    if (!answer) break;
    auto fine = checked(std::move(answer), during);
    if (!fine.ok()) {
      if (!failed) failed = std::move(fine).error();
      if (!is_up()) break;
      continue;
    }
    const bool keeps_rows = kept && PQresultStatus(kept.get()) == PGRES_TUPLES_OK &&
                            PQresultStatus(fine->get()) != PGRES_TUPLES_OK;
    if (!keeps_rows) kept = std::move(*fine);
  }
  if (failed) return *std::move(failed);
  if (!kept) return lost(during);
  return kept;
}

Result<Answer> Link::simple(const std::string& sql, During during) {
  return ask([&](PGconn* to) { return PQsendQuery(to, sql.c_str()); }, during);
}

// In one transaction, so that a pooler asks one server process.
Result<Answer> Link::prepare(const std::string& name, const std::string& sql,
                             std::span<const TypeNumber> types) {
  const bool alone = is_pooled_ && is_up() && PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
  if (alone) TRY(simple("BEGIN", During::statement));
  auto answer = ask(
      [&](PGconn* to) {
        return PQsendPrepare(to, name.c_str(), sql.c_str(), static_cast<int>(types.size()), types.data());
      },
      During::statement);
  if (answer.ok()) {
    answer = ask([&](PGconn* to) { return PQsendDescribePrepared(to, name.c_str()); }, During::statement);
  }
  if (alone && is_up() && !simple("ROLLBACK", During::statement).ok()) give_up();
  return answer;
}

Result<Answer> Link::run(const std::string& name, const Parameters& parameters, During during) {
  return ask([&](PGconn* to) { return send_prepared(to, name, parameters); }, during);
}

Result<Answer> Link::run_once(const std::string& sql, std::span<const TypeNumber> types,
                              const Parameters& parameters, During during) {
  CHECK(types.size() == static_cast<std::size_t>(parameters.count()));
  return ask([&](PGconn* to) { return send_once(to, sql, types, parameters); }, during);
}

Result<void> Link::begin_posting() {
  if (!is_up()) return lost(During::statement);
  if (posted_++ == 0 && PQenterPipelineMode(connection_.get()) == 0) return lost(During::statement);
  return {};
}

// The whole of it: what lay in a buffer here would keep nobody busy.
Result<void> Link::send_away(int sent, During during) {
  const Time give_up_at = now() + patience_;
  while (sent != 0) {
    const int unsent = PQflush(connection_.get());
    if (unsent == 0) return {};
    if (unsent < 0 || !poll_until(PQsocket(connection_.get()), POLLIN | POLLOUT, give_up_at)) break;
    if (PQconsumeInput(connection_.get()) == 0) break;
  }
  return lost(during);
}

Result<void> Link::post(const std::string& name, const Parameters& parameters) {
  TRY(begin_posting());
  return send_away(send_prepared(connection_.get(), name, parameters), During::statement);
}

Result<void> Link::post_once(const std::string& sql, std::span<const TypeNumber> types,
                             const Parameters& parameters, During during) {
  TRY(begin_posting());
  return send_away(send_once(connection_.get(), sql, types, parameters), during);
}

// Each statement has its answer and a null behind it; the end of them all has an answer of its own.
Result<Answer> Link::settle(During during) {
  posted_ = 0;
  if (!is_up() || PQpipelineSync(connection_.get()) == 0) return lost(during);
  const Time give_up_at = now() + patience_;
  Answer last;
  std::optional<base::Error> failed;
  for (int nulls = 0; nulls < 2;) {
    TRY(wait(give_up_at, during));
    Answer answer(PQgetResult(connection_.get()));
    nulls = answer ? 0 : nulls + 1;
    if (!answer) continue;
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_PIPELINE_ABORTED) continue;
    auto fine = checked(std::move(answer), during);
    if (fine.ok()) {
      last = std::move(*fine);
      continue;
    }
    if (!failed) failed = std::move(fine).error();
    if (!is_up()) return *std::move(failed);
  }
  if (PQexitPipelineMode(connection_.get()) == 0) return lost(during);
  if (failed) return *std::move(failed);
  return last;
}

}  // namespace ordersync::sql
