// What a sync says about its source: how to ask (SourceSettings) and how to read the answer (DecodeRules).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "base/secret.h"
#include "base/time.h"

namespace ordersync::source {

enum class AuthKind { bearer, x_api_key, header, basic, none };

// For basic the key is "user:password"; for header, `header` names it.
struct Auth {
  AuthKind kind = AuthKind::bearer;
  std::string header;
};

enum class PageKind { none, page, offset, cursor, next, link };

struct Pagination {
  PageKind kind = PageKind::none;
  std::string parameter;       // page, offset, cursor: the query parameter's name
  std::string size_parameter;  // page, offset: name of the page-size parameter; empty: not sent
  int size = 100;
  int first_page = 1;   // page: number of the first page
  std::string pointer;  // cursor, next: JSON Pointer into the body
  int max_pages = 10'000;
};

enum class DateFormat { iso8601, unix_seconds };

struct DateFilter {
  std::string since_parameter;  // empty: no date filter
  std::string until_parameter;  // empty: not sent
  DateFormat format = DateFormat::iso8601;
  std::chrono::minutes overlap{10};
};

inline constexpr int kDeepestOrder = 1000;  // reading an order is recursive: more is not allowed

struct Limits {
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};  // without a byte
  std::chrono::milliseconds total_timeout{1'800'000};
  int redirects = 5;
  std::int64_t response_bytes = 2LL << 30;  // after decompression
  std::int64_t order_bytes = 1 << 20;
  int depth = 64;  // of one order, its root being level 1; at most kDeepestOrder
};

struct SourceSettings {
  std::string url;
  Auth auth;
  base::Secret key;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::pair<std::string, std::string>> headers;
  DateFilter date_filter;
  Pagination pagination;
  std::string orders_at;  // JSON Pointer to the orders; empty: the guide's three shapes
  Limits limits;
  int tries = 4;
  int requests_per_second = 5;
  bool allow_private_network = false;
};

class Reshaper;

// JSON Pointer = any of these values, as text ("/LocationID" = "404").
struct Filter {
  std::string pointer;
  std::vector<std::string> values;
};

struct DecodeRules {
  std::string source;       // the source code, for the key
  base::Currency currency;  // the POS's
  base::DecimalMark decimal_mark = base::DecimalMark::point;
  base::DateRules dates;
  std::vector<std::string> sale_statuses{"103"};
  std::vector<std::string> refund_statuses{"106"};
  std::vector<std::string> void_line_statuses;
  std::string refund_id_pointer;             // empty: RefundID
  std::optional<base::Instant> orders_from;  // older orders are skipped
  std::optional<base::Instant> received_at;  // counts for orders without a date; nothing: they are not old
  std::vector<Filter> filters;               // all must hold, else skipped
  int max_depth = 64;                        // Limits::depth
  std::shared_ptr<const Reshaper> hook;      // null: elements have the guide's form
};

}  // namespace ordersync::source
