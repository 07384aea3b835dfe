// AskPlaces: who asks others — an Odoo, a source — keeps a thread for as long as they are silent. A worker of
// the API asks only where it has a place, so that those who need nobody find a thread; one of a run asks
// always.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/slots.h"
#include "http/transport.h"

namespace ordersync::app {

// One thread at a time, as the worker it belongs to.
class AskPlaces {
 public:
  // From now on one of `places` is needed, which outlives the worker.
  void limit_to(base::Slots& places) { places_ = &places; }
  // Holds a place until leave(), also where it is asked again. Fails with "too_many_questions".
  base::Result<void> take();
  void leave() { place_.reset(); }

 private:
  base::Slots* places_ = nullptr;
  std::shared_ptr<void> place_;
};

// Takes a place before it sends.
class PlacedTransport final : public http::Transport {
 public:
  // Both outlive it.
  PlacedTransport(http::Transport& transport, AskPlaces& places) : transport_(transport), places_(places) {}
  // As the transport, and with "too_many_questions": busy, and nothing was sent.
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override;

 private:
  http::Transport& transport_;
  AskPlaces& places_;
};

}  // namespace ordersync::app
