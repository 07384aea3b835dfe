// Rpc: calls of methods of a real Odoo's models from outside: JSON-RPC for 14 to 18, JSON-2 for 19 and later,
// whichever the server offers. Knows how calls travel and what their failures mean; nothing of orders.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/transport.h"
#include "pos/odoo_value.h"

namespace ordersync::pos::odoo {

struct Asked;

// How one Odoo is reached. `key` is an API key or a password.
struct ConnectionSettings {
  std::string name;      // what people call it
  std::string url;       // "https://shop.odoo.com", without a path
  std::string database;  // empty: the server's only one, where it tells
  std::string login;
  base::Secret key;
  std::string ca_file;                 // empty: the machine's authorities
  bool allow_private_network = false;  // an Odoo in the shop's own network; also plain http
  // POS configurations whose stock moves once, when the session closes: about seven times cheaper in Odoo.
  // All others have one picking an order (behaviour 9). Odoo itself knows only one choice a company.
  std::vector<std::string> stock_at_closing;
  std::chrono::milliseconds connect_timeout{10'000};
  // Longer than Odoo's own five retries, which may take 94 s (protocol section 2), and than limit_time_real.
  std::chrono::milliseconds call_timeout{180'000};
  // How long Odoo may still be at work after the client has given up: limit_time_real (120 s by default) and
  // its own retries, with room to spare (design "Exactly once" 7). After a lost answer nothing is sent
  // before.
  std::chrono::milliseconds server_limit{300'000};
};

enum class Api { json_rpc, json_2 };

struct Version {
  std::string text;  // "17.0", "saas~17.2+e", as the server says it
  int series = 0;    // 17
};

struct Server {
  int series = 0;       // 14 … 19 …; "saas~17.2" is 17
  std::string version;  // "17.0", as the server says it
  Api api = Api::json_rpc;
  std::int64_t user_id = 0;
  std::string database;  // as named, or as the server told; empty where JSON-2 needs none
};

// Whether a call may change anything: a lost answer of a call that only reads is simply asked again.
enum class Effect { reads, writes };

// A method call. `arguments` are named as in Odoo's source and given in the method's order.
struct Call {
  std::string_view model;
  std::string_view method;
  std::optional<std::vector<std::int64_t>> ids;  // the records it is called on; nothing for @api.model
  Value::Object arguments;
  Value::Object context;
  Effect effect = Effect::reads;
};

// One thread at a time. Failures, beyond those of http::Transport (whose codes are kept):
//   kind temporary: nothing happened, or the call only reads; trying later may help
//     "odoo_busy" (rolled back by the database: SerializationFailure and the like), "odoo_unavailable" (429,
//     Odoo without its database; 5xx where the call reads), "odoo_maintenance", "odoo_answer_lost" (reads)
//   kind unknown: only of calls that write: sent, and nobody knows: http's unknowns, "odoo_answer_lost" (5xx
//     without Odoo's own error object, 502 to 504 included; an answer that is cut off or no JSON; the
//     database went away in the middle)
//   kind invalid: refused, nothing happened: "odoo_wrong_database", "odoo_access_denied" (wrong or expired
//     key), "odoo_no_api" (a plan or a proxy without the API), "odoo_not_odoo" (HTML or 404 where the API
//     should be), "odoo_too_old" (before 14), "odoo_request_too_large" (413), "odoo_missing_right"
//     (AccessError), "odoo_missing_record", "odoo_validation_error", "odoo_user_error", "odoo_fault" (any
//     other exception of the server), "odoo_bad_record" (a search that answers no records); detail is the
//     exception's name, message holds Odoo's own words where there are any
// Messages name the connection, never the key.
class Rpc {
 public:
  // All outlive it.
  Rpc(http::Transport& transport, ConnectionSettings settings);

  // The version without signing in. Asked once and kept.
  base::Result<std::string> version();
  // Version and sign-in, once and kept; forgotten after "odoo_access_denied", and with it the version when
  // the API is not there any more. Calls do it by themselves, and what they fail with before they are sent is
  // never unknown.
  base::Result<Server> server();
  // Both are asked for anew by whoever needs them next: an Odoo may have been brought to another version.
  void forget_server();

  base::Result<Value> call(const Call& call);

  // A search_read in pages of `page` records, by id, so that what is created meanwhile is not missed and
  // memory is one page; `domain` is Odoo's list of triples. Ends early with the error that `on_record`
  // answers.
  struct Search {
    std::string_view model;
    Value domain = Value(Value::Array{});
    std::vector<std::string_view> fields;  // beside the id, which is always there
    Value::Object context;
    int page = 500;
    // Not empty: these records instead of a search, their relations as bare ids: no names of other records
    // are made up, which is most of what a search_read of many lines costs Odoo. Fails with
    // "odoo_missing_record" when one is gone.
    std::vector<std::int64_t> ids = {};
  };
  base::Result<void> each(const Search& search,
                          const std::function<base::Result<void>(const Value& record)>& on_record);
  // All records at once; for what is few.
  base::Result<Value::Array> all(const Search& search);

  const ConnectionSettings& settings() const { return settings_; }

 private:
  struct Answer;
  struct Exchange;
  base::Result<Answer> send(const Asked& asked, Exchange exchange);
  base::Result<void> each_of_ids(const Search& search,
                                 const std::function<base::Result<void>(const Value& record)>& on_record);
  base::Result<Value> json_rpc(const Asked& asked, std::string body, std::chrono::milliseconds timeout);
  base::Result<Value> json_2(const Asked& asked, const Call& call, std::chrono::milliseconds timeout);
  Asked asked(std::string what, Effect effect, Api api) const;
  std::chrono::milliseconds greeting_timeout() const;

  base::Result<void> learn_version();
  base::Result<Server> sign_in();
  base::Result<Server> sign_in_json_rpc();
  base::Result<Server> sign_in_json_2();
  base::Result<std::string> only_database();
  void forget_after(const base::Error& error);

  http::Transport& transport_;
  ConnectionSettings settings_;
  std::optional<Version> version_;
  std::optional<Server> server_;
};

}  // namespace ordersync::pos::odoo
