// HttpSource: the external system over HTTP. Asks for page after page, tries again where that may help, cuts
// the answers into orders and hands them on. Decoding an order is decode.h; booking it is nobody's business
// here.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "http/transport.h"
#include "source/framing.h"
#include "source/order_source.h"
#include "source/pace.h"
#include "source/settings.h"

namespace ordersync::source {

class Pager;

// Besides the codes of http/transport.h, source/framing.h, source/paging.h and source/http_status.h a fetch
// fails with "interrupted" when the program is asked to stop while it waits. One thread at a time per object.
class HttpSource final : public OrderSource {
 public:
  // REQUIRES: transport, clock and random outlive the object.
  HttpSource(SourceSettings settings, http::Transport& transport, base::Clock& clock, base::Random& random,
             SingleOrder single_order = SingleOrder::guides);

  base::Result<FetchSummary> fetch(const Window& window, ElementSink& sink) override;

 private:
  struct Page;

  base::Result<Page> fetch_page(const Pager& pager, const http::Request& request, ElementSink& sink);
  Page try_page(const Pager& pager, const http::Request& request, ElementSink& sink);
  base::Result<void> pause(const Page& failed, int tries);
  base::Result<http::Request> request() const;

  SourceSettings settings_;
  http::Transport& transport_;
  base::Clock& clock_;
  base::Random& random_;
  Pace pace_;
  SingleOrder single_order_;
};

}  // namespace ordersync::source
