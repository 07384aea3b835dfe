// What routes share: JSON answers, problem documents, preconditions, parameters. See route.h.
#include "api/route.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <system_error>
#include <utility>

#include "app/edited.h"
#include "base/contains.h"
#include "base/digest.h"
#include "base/text.h"
#include "base/whole_number.h"
#include "http/reason.h"
#include "http/server_answer.h"
#include "http/url.h"

namespace ordersync::api {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kWait{20};
constexpr std::chrono::seconds kLongestWait{50};
constexpr int kMostItems = 1000;
constexpr std::chrono::milliseconds kEventPause{250};
constexpr int kHeartbeat = 60;  // pauses without an event

// Text from a source, a log or an Odoo may hold anything; JSON must not fail over it.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string etag_of(std::string_view tag) {
  return "\"" + std::string(tag) + "\"";
}

int status_of(const base::Error& error) {
  struct Own {
    std::string_view code;
    int status;
  };
  // Codes whose status says more than their kind does.
  static constexpr Own kOwn[] = {
      {"unauthorized", 401},      {"token_expired", 401},     {"sign_in_failed", 401},
      {"link_invalid", 401},      {"not_allowed", 403},       {"csrf_token_wrong", 403},
      {"cross_site", 403},        {"edited_meanwhile", 412},  {"if_match_missing", 428},
      {"too_many_attempts", 429}, {"unsupported_media", 415}, {"malformed_json", 400},
      {"push_not_verified", 401}, {"html_answer", 400},       {"invalid_json", 400},
      {"empty_answer", 400},      {"truncated_answer", 400},  {"unexpected_shape", 400},
      {"too_many_orders", 413}};
  for (const Own& own : kOwn) {
    if (error.code == own.code) return own.status;
  }
  switch (error.kind) {
    case base::ErrorKind::invalid:
      return 422;
    case base::ErrorKind::not_found:
      return 404;
    case base::ErrorKind::conflict:
      return 409;
    case base::ErrorKind::temporary:
    case base::ErrorKind::unknown:
      return 502;
    case base::ErrorKind::busy:
    case base::ErrorKind::unavailable:
      return 503;
  }
  return 500;
}

}  // namespace

std::string_view to_string(Needs needs) {
  switch (needs) {
    case Needs::nothing:
      return "nothing";
    case Needs::read:
      return "read";
    case Needs::operate:
      return "operate";
    case Needs::admin:
      return "admin";
    case Needs::ingest:
      return "ingest";
  }
  return "admin";
}

std::chrono::seconds wait_of(const http::ServerRequest& request) {
  const std::string_view prefer = request.header("Prefer");
  if (prefer.find("respond-async") != std::string_view::npos) return 0s;
  const auto at = prefer.find("wait=");
  if (at == std::string_view::npos) return kWait;
  int seconds = 0;
  const auto read = std::from_chars(prefer.data() + at + 5, prefer.data() + prefer.size(), seconds);
  if (read.ec == std::errc::invalid_argument) return kWait;
  if (read.ec == std::errc::result_out_of_range) return prefer[at + 5] == '-' ? 0s : kLongestWait;
  return std::min(std::chrono::seconds(std::max(seconds, 0)), kLongestWait);
}

PatientCommands patient_commands(Call& call) {
  auto place = call.service.waits.take();
  const base::Milliseconds patience = place ? wait_of(call.request) : 0s;
  return {std::move(place), app::Commands(call.worker, patience)};
}

http::ServerResponse json_answer(const Json& json, int status) {
  http::ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  response.body = dump(json);
  return response;
}

http::ServerResponse json_answer_with_etag(const Json& json, std::int64_t revision, int status) {
  return json_answer_with_etag(json, std::to_string(revision), status);
}

http::ServerResponse json_answer_with_etag(const Json& json, std::string_view tag, int status) {
  http::ServerResponse response = json_answer(json, status);
  response.headers.emplace_back("ETag", etag_of(tag));
  return response;
}

std::string tag_of(const Json& editable) {
  return base::digest_of(dump(editable)).to_hex().substr(0, 16);
}

http::ServerResponse empty_answer() {
  http::ServerResponse response;
  response.status = 204;
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

Answer event_stream(Call& call, http::BodyProducer produce) {
  auto slot = call.service.streams.take();
  if (!slot) {
    return base::Error{base::ErrorKind::busy,
                       "too_many_streams",
                       "Too many screens are being kept up to date at once: close some, or ask again later",
                       {}};
  }
  http::ServerResponse response;
  response.headers = {
      {"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  response.body = ": welcome\n\n";
  response.producer = [slot = std::move(slot), produce = std::move(produce),
                       silent = 0](std::string& chunk) mutable {
    const std::size_t before = chunk.size();
    const bool goes_on = produce(chunk);
    silent = chunk.size() == before ? silent + 1 : 0;
    if (silent == kHeartbeat) {
      chunk += ": still here\n\n";
      silent = 0;
    }
    return goes_on;
  };
  response.producer_pause = kEventPause;
  return response;
}

base::Result<void> key_stays_with(std::string_view before, std::string_view after, std::string_view what) {
  const auto from = http::parse_url(before);
  const auto to = http::parse_url(after);
  if (!to.ok() || (from.ok() && http::same_origin(*from, *to)))
    return {};  // what is no URL is refused as such
  return bad_field("key", "is missing: the " + std::string(what) + " was given for " +
                              (from.ok() ? http::host_and_port(*from) : "another server") +
                              " and goes nowhere else: enter it again with the new URL");
}

base::Result<void> check_if_match(const Call& call, std::int64_t revision) {
  return check_if_match(call, std::to_string(revision));
}

base::Result<void> check_if_match(const Call& call, std::string_view tag) {
  const std::string_view said = call.request.header("If-Match");
  if (said.empty()) {
    return base::invalid("if_match_missing",
                         "An edit says what it was made from: send If-Match with the ETag of the record");
  }
  if (said == "*" || said == etag_of(tag)) return {};
  return app::edited_meanwhile();
}

base::Result<PageOf> page_of(const http::ServerRequest& request) {
  PageOf page;
  if (const std::string* limit = request.parameter("limit")) {
    page.limit = base::whole_number<int>(*limit).value_or(0);
    if (page.limit < 1 || page.limit > kMostItems) {
      return base::invalid("bad_parameter", "limit takes a number from 1 to " + std::to_string(kMostItems));
    }
  }
  page.cursor = text_parameter(request, "cursor");
  return page;
}

base::Result<PageOf> page_or_all_of(const http::ServerRequest& request) {
  TRY_ASSIGN(PageOf page, page_of(request));
  const bool in_pages = request.parameter("limit") != nullptr || request.parameter("cursor") != nullptr;
  if (!in_pages) page.limit = std::numeric_limits<int>::max();
  return page;
}

std::string text_parameter(const http::ServerRequest& request, std::string_view name) {
  const std::string* const text = request.parameter(name);
  return text == nullptr ? std::string() : *text;
}

base::Result<std::optional<bool>> flag_parameter(const http::ServerRequest& request, std::string_view name) {
  const std::string text = text_parameter(request, name);
  if (text.empty()) return std::optional<bool>();
  if (text == "true" || text == "false") return std::optional(text == "true");
  return base::invalid("bad_parameter", std::string(name) + " takes true or false");
}

base::Result<std::optional<base::Instant>> time_parameter(const http::ServerRequest& request,
                                                          std::string_view name) {
  const std::string text = text_parameter(request, name);
  if (text.empty()) return std::optional<base::Instant>();
  const auto time = base::parse_date(text, {});
  if (time.ok()) return std::optional(*time);
  return base::invalid("bad_parameter", std::string(name) + " takes a time such as 2026-03-14T00:00:00Z");
}

base::Result<std::optional<SortParameter>> sort_parameter(const http::ServerRequest& request,
                                                          std::initializer_list<std::string_view> keys) {
  const std::string text = text_parameter(request, "sort");
  if (text.empty()) return std::optional<SortParameter>();
  SortParameter sort{text, text.starts_with('-')};
  if (sort.is_descending) sort.key.erase(0, 1);
  if (base::contains(keys, sort.key)) return std::optional(std::move(sort));
  return base::invalid("bad_parameter",
                       "sort takes " + base::joined(keys, ", ") + ", with a - before it the other way round");
}

base::Result<base::ListOrder> list_order_parameter(const http::ServerRequest& request,
                                                   std::string_view name) {
  TRY_ASSIGN(const auto sort, sort_parameter(request, {name}));
  return sort && !sort->is_descending ? base::ListOrder::oldest_first : base::ListOrder::newest_first;
}

base::Result<std::optional<std::string>> text_member(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return std::optional<std::string>();
  if (found->is_string()) return std::optional(found->get<std::string>());
  if (found->is_boolean() || found->is_number_integer()) return std::optional(found->dump());
  return bad_field(name, "takes a text");
}

base::Result<bool> flag_member(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end()) return false;
  if (!found->is_boolean()) return bad_field(name, "takes true or false");
  return found->get<bool>();
}

base::Result<std::optional<base::Instant>> time_member(const Json& body, std::string_view name) {
  TRY_ASSIGN(const auto text, text_member(body, name));
  if (!text) return std::optional<base::Instant>();
  const auto time = base::parse_date(*text, {});
  if (!time.ok()) return bad_field(name, "takes a time such as 2026-03-14T00:00:00Z");
  return std::optional(*time);
}

base::Result<std::optional<std::vector<std::string>>> texts_member(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return std::optional<std::vector<std::string>>();
  if (!found->is_array()) return bad_field(name, "takes a list of texts");
  std::vector<std::string> texts;
  for (const Json& item : *found) {
    if (!item.is_string()) return bad_field(name, "takes a list of texts");
    texts.push_back(item.get<std::string>());
  }
  return std::optional(std::move(texts));
}

base::Result<std::optional<std::string>> text_or_emptied(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found != body.end() && found->is_null()) return std::optional<std::string>("");
  return text_member(body, name);
}

base::Result<void> check_members(const Json& body, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : body.items()) {
    bool is_known = false;
    for (const std::string_view member : known) is_known = is_known || member == name;
    if (!is_known) return bad_field(name, "is no member of this request");
  }
  return {};
}

http::ServerResponse problem_of(const base::Error& error) {
  const int status = status_of(error);
  Json problem = {{"type", "about:blank"},   {"title", http::reason_of(status)},
                  {"status", status},        {"code", error.code},
                  {"detail", error.message}, {"error", {{"code", error.code}, {"message", error.message}}}};
  constexpr std::string_view kOfAField[] = {"bad_field", "bad_option",       "password_refused",
                                            "bad_url",   "unknown_timezone", "bad_date_format"};
  if (!error.about.empty() && std::ranges::find(kOfAField, error.code) != std::end(kOfAField)) {
    problem["fields"] = {{error.about, error.message}};
  }
  http::ServerResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  response.body = dump(problem);
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 429) response.headers.emplace_back("Retry-After", error.about.empty() ? "30" : error.about);
  if (status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

}  // namespace ordersync::api
