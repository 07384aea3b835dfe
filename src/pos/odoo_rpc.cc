// The exchanges: which requests are made in which order. How they are spelt is in odoo_rpc_json.cc, what
// failures mean in odoo_failure.cc.
#include "pos/odoo_rpc.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "http/url.h"
#include "pos/odoo_failure.h"
#include "pos/odoo_rpc_json.h"

namespace ordersync::pos::odoo {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

constexpr std::int64_t kMaxAnswer = 64 << 20;
constexpr int kOldestSeries = 14;
constexpr int kFirstWithJson2 = 19;
// What asks for nothing but a version or a sign-in: a registry that is being loaded takes half a minute.
constexpr std::chrono::milliseconds kGreetingTimeout{60'000};

class Collector final : public http::BodySink {
 public:
  Result<void> head(const http::ResponseHead& head) override {
    status_ = head.status;
    return {};
  }
  Result<void> chunk(std::string_view bytes) override {
    body_ += bytes;
    return {};
  }
  int status() const { return status_; }
  std::string& body() { return body_; }

 private:
  int status_ = 0;
  std::string body_;
};

// Moved into a Secret, what held the key is wiped.
void wipe(std::string& text) {
  const base::Secret wiped(std::move(text));
}

bool is_absent(const Error& error) {
  return error.code == "odoo_not_odoo" || error.code == "odoo_no_api";
}

Error bad_record(const Asked& asked, std::string_view why) {
  return base::invalid("odoo_bad_record",
                       fmt::format("{} does not answer {} as an Odoo does: {}",
                                   base::printable(asked.connection.name, 100), asked.what, why));
}

}  // namespace

struct Rpc::Answer {
  int status = 0;
  std::string body;
};

// One exchange.
struct Rpc::Exchange {
  std::string_view path;
  std::string method = "POST";
  std::string body;
  std::vector<http::Header> headers;
  std::vector<http::Header> credentials;
  std::chrono::milliseconds timeout;
};

Rpc::Rpc(http::Transport& transport, ConnectionSettings settings)
    : transport_(transport), settings_(std::move(settings)) {}

Asked Rpc::asked(std::string what, Effect effect, Api api) const {
  return {settings_, std::move(what), effect, api};
}

std::chrono::milliseconds Rpc::greeting_timeout() const {
  return std::min(settings_.call_timeout, kGreetingTimeout);
}

Result<Rpc::Answer> Rpc::send(const Asked& asked, Exchange exchange) {
  auto url = http::parse_url(settings_.url);
  if (!url.ok()) return transport_error(asked, std::move(url).error());
  url->path = exchange.path;  // people paste the address of a page: only the server counts
  url->query.clear();

  http::Request request;
  request.method = std::move(exchange.method);
  request.url = http::to_string(*url);
  request.headers = std::move(exchange.headers);
  request.headers.emplace_back("Accept", "application/json");
  if (!exchange.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.credentials = std::move(exchange.credentials);
  request.body = std::move(exchange.body);
  request.connect_timeout = settings_.connect_timeout;
  request.idle_timeout = exchange.timeout;  // Odoo is silent while it works
  request.total_timeout = exchange.timeout;
  request.max_response_bytes = kMaxAnswer;
  request.allow_private_network = settings_.allow_private_network;
  request.ca_file = settings_.ca_file;

  Collector collector;
  auto sent = transport_.send(request, collector);
  wipe(request.body);
  for (auto& [name, value] : request.credentials) wipe(value);
  if (!sent.ok()) return transport_error(asked, std::move(sent).error());
  return Answer{collector.status(), std::move(collector.body())};
}

Result<Value> Rpc::json_rpc(const Asked& asked, std::string body, std::chrono::milliseconds timeout) {
  TRY_ASSIGN(const Answer answer, send(asked, {"/jsonrpc", "POST", std::move(body), {}, {}, timeout}));
  return read_json_rpc(asked, answer.status, answer.body);
}

Result<Value> Rpc::json_2(const Asked& asked, const Call& call, std::chrono::milliseconds timeout) {
  const std::string path = json_2_path(call);
  Exchange exchange{path, "POST", json_2_body(call), {}, {}, timeout};
  if (!settings_.database.empty()) exchange.headers.emplace_back("X-Odoo-Database", settings_.database);
  exchange.credentials.emplace_back("Authorization", "bearer " + settings_.key.reveal());
  TRY_ASSIGN(const Answer answer, send(asked, std::move(exchange)));
  return read_json_2(asked, answer.status, answer.body);
}

Result<std::string> Rpc::version() {
  TRY(learn_version());
  return version_->text;
}

// JSON-RPC goes with Odoo 20, /web/version came with 19.
Result<void> Rpc::learn_version() {
  if (version_) return {};
  const Asked here = asked("the question for its version", Effect::reads, Api::json_rpc);
  auto answer = json_rpc(here, version_body(), greeting_timeout());
  if (!answer.ok()) {
    if (!is_absent(answer.error())) return std::move(answer).error();
    auto page = send(here, {"/web/version", "GET", {}, {}, {}, greeting_timeout()});
    if (!page.ok()) return std::move(page).error();
    auto told = read_json_2(here, page->status, page->body);
    if (!told.ok()) return is_absent(told.error()) ? std::move(answer).error() : std::move(told).error();
    answer = std::move(told);
  }
  version_ = read_version(*answer);
  if (!version_) return foreign_answer_error(here);
  return {};
}

Result<Server> Rpc::server() {
  if (server_) return *server_;
  TRY(learn_version());
  auto signed_in = sign_in();
  if (!signed_in.ok()) {
    forget_after(signed_in.error());
    return std::move(signed_in).error();
  }
  server_ = *std::move(signed_in);
  return *server_;
}

Result<Server> Rpc::sign_in() {
  const std::string name = base::printable(settings_.name, 100);
  if (version_->series < kOldestSeries) {
    return base::invalid(
        "odoo_too_old", fmt::format("Odoo \"{}\" is version {}: orders can be booked into {} and later", name,
                                    version_->text, kOldestSeries));
  }
  if (settings_.key.empty()) {
    return base::invalid("odoo_access_denied",
                         fmt::format("The connection \"{}\" has no API key: make one in Odoo, in the "
                                     "preferences of its user under Account Security",
                                     name));
  }
  if (version_->series < kFirstWithJson2) return sign_in_json_rpc();
  auto by_key = sign_in_json_2();
  if (by_key.ok() || by_key.error().kind != ErrorKind::invalid) return by_key;
  // A password, or a server without /json/2.
  auto by_password = sign_in_json_rpc();
  if (by_password.ok()) return by_password;
  const std::string& code = by_password.error().code;
  const bool says_less =
      is_absent(by_password.error()) || (code == "odoo_wrong_database" && settings_.database.empty());
  return says_less ? by_key : by_password;
}

// /json/2 takes API keys only and answers 401 to a password.
Result<Server> Rpc::sign_in_json_2() {
  const Asked here = asked("the sign-in", Effect::reads, Api::json_2);
  Call whoami;
  whoami.model = "res.users";
  whoami.method = "context_get";
  TRY_ASSIGN(const Value context, json_2(here, whoami, greeting_timeout()));
  const auto user = context["uid"].integer();
  if (!user) return foreign_answer_error(here);
  return Server{version_->series, version_->text, Api::json_2, *user, settings_.database};
}

Result<Server> Rpc::sign_in_json_rpc() {
  std::string database = settings_.database;
  if (database.empty()) {
    TRY_ASSIGN(database, only_database());
  }
  const Asked here = asked("the sign-in", Effect::reads, Api::json_rpc);
  TRY_ASSIGN(const Value user,
             json_rpc(here, authenticate_body(database, settings_.login, settings_.key), greeting_timeout()));
  if (user.is_false()) return exception_error(here, "AccessDenied", "");  // how Odoo says so
  if (!user.integer()) return foreign_answer_error(here);
  return Server{version_->series, version_->text, Api::json_rpc, *user.integer(), std::move(database)};
}

Result<std::string> Rpc::only_database() {
  const Asked here = asked("the question for its databases", Effect::reads, Api::json_rpc);
  auto listed = json_rpc(here, databases_body(), greeting_timeout());
  if (!listed.ok() && listed.error().kind != ErrorKind::invalid) return std::move(listed).error();
  const Value::Array none;
  const Value::Array& databases = listed.ok() ? listed->items() : none;
  if (databases.size() == 1 && databases.front().is_text()) return std::string(databases.front().text());
  std::string which = "On Odoo Online it is the first part of the address";
  if (!databases.empty()) {
    which = fmt::format("There are {}", databases.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(databases.size(), 5); ++i)
      which += fmt::format("{} {}", i == 0 ? ":" : ",", base::printable(databases[i].text(), 60));
  }
  return base::invalid("odoo_wrong_database",
                       fmt::format("Odoo \"{}\" does not tell which database is meant: name it in the "
                                   "connection. {}",
                                   base::printable(settings_.name, 100), which));
}

Result<Value> Rpc::call(const Call& call) {
  TRY_ASSIGN(const Server server, this->server());
  const Asked here = asked(fmt::format("{}.{}", call.model, call.method), call.effect, server.api);
  auto answer = server.api == Api::json_2
                    ? json_2(here, call, settings_.call_timeout)
                    : json_rpc(here, execute_body({server.database, server.user_id, settings_.key}, call),
                               settings_.call_timeout);
  if (!answer.ok()) forget_after(answer.error());
  return answer;
}

void Rpc::forget_server() {
  server_.reset();
  version_.reset();
}

// A key may be renewed, an Odoo brought to a version that has another API.
void Rpc::forget_after(const Error& error) {
  if (error.code == "odoo_access_denied" || is_absent(error)) server_.reset();
  if (is_absent(error)) version_.reset();
}

Result<void> Rpc::each(const Search& search,
                       const std::function<Result<void>(const Value& record)>& on_record) {
  CHECK(search.page > 0);
  if (!search.ids.empty()) return each_of_ids(search, on_record);
  Value::Array fields = {"id"};  // to Odoo, an empty list means all
  for (const std::string_view field : search.fields) fields.emplace_back(field);
  Call call;
  call.model = search.model;
  call.method = "search_read";
  call.context = search.context;
  const Asked here = asked(fmt::format("{}.search_read", search.model), Effect::reads, Api::json_rpc);
  for (std::int64_t last = 0;;) {
    Value::Array domain = search.domain.items();
    if (last > 0)
      domain.push_back(Value::list({"id", ">", last}));  // one more term: they are joined by "and"
    call.arguments = {
        {"domain", std::move(domain)}, {"fields", fields}, {"limit", search.page}, {"order", "id"}};
    TRY_ASSIGN(const Value page, this->call(call));
    if (!page.is_array()) return bad_record(here, "no list of records");
    for (const Value& record : page.items()) {
      const auto id = record["id"].integer();
      if (!id || *id <= last) return bad_record(here, "a record without an id, or out of order");
      last = *id;
      TRY(on_record(record));
    }
    if (page.items().size() < static_cast<std::size_t>(search.page)) return {};
  }
}

Result<void> Rpc::each_of_ids(const Search& search,
                              const std::function<Result<void>(const Value& record)>& on_record) {
  const Asked here = asked(fmt::format("{}.read", search.model), Effect::reads, Api::json_rpc);
  const auto page = static_cast<std::size_t>(search.page);
  for (std::size_t begin = 0; begin < search.ids.size(); begin += page) {
    const auto first = search.ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(page, search.ids.size() - begin));
    Call call;
    call.model = search.model;
    call.method = "read";
    call.ids = std::vector(first, last);
    call.arguments = {{"fields", Value::Array(search.fields.begin(), search.fields.end())}, {"load", ""}};
    call.context = search.context;
    TRY_ASSIGN(const Value records, this->call(call));
    if (!records.is_array()) return bad_record(here, "no list of records");
    for (const Value& record : records.items()) {
      if (!record["id"].integer()) return bad_record(here, "a record without an id");
      TRY(on_record(record));
    }
  }
  return {};
}

Result<Value::Array> Rpc::all(const Search& search) {
  Value::Array records;
  TRY(each(search, [&](const Value& record) -> Result<void> {
    records.push_back(record);
    return {};
  }));
  return records;
}

}  // namespace ordersync::pos::odoo
