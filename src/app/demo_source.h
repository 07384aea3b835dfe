// The sample external system: a small restaurant's order API over HTTP, for trying the program and for
// measuring it. What its orders are is in demo_menu; here is how they are asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "app/demo_menu.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/server.h"

namespace ordersync::app {

struct DemoSourceOptions {
  std::string address = "127.0.0.1";
  int port = 8090;                     // 0: any free port
  std::optional<std::int64_t> orders;  // exactly so many; nothing: a history of 40 to 79 that grows with time
  std::uint64_t seed = 1;
  DemoMix mix = DemoMix::everything;
  base::Secret api_key;          // empty: none is asked for
  int requests_per_second = 20;  // more are answered 429, twice as many at once are borne; 0: no limit
  base::Log* log = nullptr;
};

// The API as a function, thread-safe:
//   GET /api/orders[?page=N][&size=N][&since=T][&until=T]   an array, oldest first; all without page and size
//   GET /api/catalogue.json                                 what `catalog import` takes
// The guide's example comes first, then (not where every order must be bookable) the real one of
// demo_real_order().
class DemoSource {
 public:
  // The stream starts by the clock's time now. REQUIRES: the clock outlives it.
  DemoSource(const DemoSourceOptions& options, const base::Clock& clock);

  http::ServerResponse answer(const http::ServerRequest& request);
  // How many orders there are now.
  std::int64_t size() const;

 private:
  struct Range {
    std::int64_t from = 0;
    std::int64_t to = 0;  // one past the last
  };
  http::ServerResponse orders(const http::ServerRequest& request) const;
  base::Result<Range> asked_for(const http::ServerRequest& request) const;
  base::Instant changed_at(std::int64_t place) const;
  std::int64_t first_at_or_after(base::Instant t) const;
  bool has_key(const http::ServerRequest& request) const;
  bool within_rate();

  // The elements of the stream, by place; a value that an answer under way can keep.
  struct Stream {
    DemoMenu menu;
    std::int64_t fixed = 0;  // orders that are not from the menu
    std::int64_t first = 0;  // the menu's number of the first that is
    void append(std::int64_t place, std::string& out) const;
  };

  Stream stream_;
  std::optional<std::int64_t> orders_;
  base::Secret api_key_;
  int requests_per_second_;
  const base::Clock& clock_;
  base::Mutex mutex_;
  std::int64_t tokens_ GUARDED_BY(mutex_);  // thousandths of a request
  base::Instant filled_at_ GUARDED_BY(mutex_);
};

// Serves until `stopped` says so (asked every tenth of a second); calls `listening` once with the port. Fails
// with the codes of http::Server::start.
base::Result<void> run_demo_source(const DemoSourceOptions& options, base::Clock& clock,
                                   const std::function<void(int port)>& listening,
                                   const std::function<bool()>& stopped);

}  // namespace ordersync::app
