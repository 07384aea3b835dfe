// FakeSource: an external ordering system in memory, as an http::Transport. It keeps order texts, checks the
// API key, pages in every way that the product knows, and fails on demand. A model, not a script: it answers
// any request.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/transport.h"
#include "http/url.h"
#include "source/settings.h"
#include "tests/support/fake_exchange.h"

namespace ordersync::testing {

enum class SourceFault {
  refuse,  // connection refused
  name_not_found,
  time_out_before_sending,
  lose_answer,   // the request arrived, the answer is lost
  cut_body,      // half of the answer arrives
  rate_limit,    // 429 with Retry-After: 2
  unavailable,   // 503
  unauthorized,  // 401
  not_found,     // 404
  garbage,       // no HTTP at all
  html,          // 200 with a login page
  empty_body,    // 200 without a byte
  broken_json,   // 200, JSON cut in the middle, framed correctly
  slow_down,     // 429 with Retry-After: 3600
};

class FakeSource final : public http::Transport {
 public:
  FakeSource() = default;
  // With a clock, answers carry a Date header.
  explicit FakeSource(const base::Clock& clock) : clock_(&clock) {}

  // The clock of the Date header from now on; outlives it.
  void keep_time_by(const base::Clock& clock) { clock_ = &clock; }

  // What a sync needs to reach this source, with its key and paging.
  source::SourceSettings settings() const;

  // Orders, in the order of their arrival. `changed_at` is what the date filter compares; none: always shown.
  void put(std::string order_json, std::optional<base::Instant> changed_at = std::nullopt);
  void clear() { orders_.clear(); }
  std::size_t size() const { return orders_.size(); }

  // Faults for the next requests, in turn, before all others.
  void fail_next(SourceFault fault, int times = 1);
  // A fault for each request of page `page` (from 1), until it is lifted.
  void fail_page(int page, SourceFault fault) { page_faults_[page] = fault; }
  // A fault for every request, until it is lifted.
  void fail_always(SourceFault fault) { lasting_fault_ = fault; }
  void heal();

  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override;

  const std::vector<http::Request>& requests() const { return requests_; }
  // Requests that the source acted on, whether or not its answer came back.
  int answered() const { return answered_; }

  std::string url = "https://source.example/api/orders";
  std::string api_key = "test-key";  // empty: not checked
  source::Pagination paging;         // kind none: everything in one answer
  int largest_page = 1000;           // sources cap the page size
  std::string since_parameter = "since";

 private:
  struct StoredOrder {
    std::string json;
    std::optional<base::Instant> changed_at;
  };
  struct Slice {
    std::vector<std::string_view> orders;
    int page = 1;
    std::string next_cursor;  // cursor: the cursor; next and link: the URL
  };

  std::optional<SourceFault> fault_for(int page);
  bool key_fits(const http::Request& request) const;
  Slice slice(const http::Url& asked) const;
  FakeAnswer answer(const Slice& slice) const;
  base::Result<http::ResponseHead> play(SourceFault fault, FakeAnswer answer, const http::Request& request,
                                        http::BodySink& sink);

  const base::Clock* clock_ = nullptr;
  std::vector<StoredOrder> orders_;
  std::deque<SourceFault> next_faults_;
  std::map<int, SourceFault> page_faults_;
  std::optional<SourceFault> lasting_fault_;
  std::vector<http::Request> requests_;
  int answered_ = 0;
};

}  // namespace ordersync::testing
