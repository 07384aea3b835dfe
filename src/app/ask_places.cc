// Places for questions; see ask_places.h.
#include "app/ask_places.h"

namespace ordersync::app {

base::Result<void> AskPlaces::take() {
  if (places_ == nullptr || place_) return {};
  place_ = places_->take();
  if (place_) return {};
  return base::Error{
      base::ErrorKind::busy,
      "too_many_questions",
      "Too many questions wait for the answers of Odoos and sources at once: try again in a moment",
      {}};
}

base::Result<http::ResponseHead> PlacedTransport::send(const http::Request& request, http::BodySink& sink) {
  TRY(places_.take());
  return transport_.send(request, sink);
}

}  // namespace ordersync::app
