// Tests of the places for questions; see ask_places.h.
#include "app/ask_places.h"

#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

class Answering final : public http::Transport {
 public:
  base::Result<http::ResponseHead> send(const http::Request&, http::BodySink&) override {
    ++asked;
    return http::ResponseHead{200, {}, ""};
  }
  int asked = 0;
};

class Nowhere final : public http::BodySink {
 public:
  base::Result<void> head(const http::ResponseHead&) override { return {}; }
  base::Result<void> chunk(std::string_view) override { return {}; }
};

TEST(AskPlaces, WhoIsNotLimitedAsksAlways) {
  AskPlaces places;
  EXPECT_TRUE(places.take().ok());
}

TEST(AskPlaces, AWorkerHoldsOnePlaceFromItsFirstQuestionUntilItLeaves) {
  base::Slots slots(1);
  AskPlaces first;
  AskPlaces second;
  first.limit_to(slots);
  second.limit_to(slots);
  EXPECT_TRUE(first.take().ok());
  EXPECT_TRUE(first.take().ok());
  EXPECT_EQ(second.take().error().code, "too_many_questions");
  first.leave();
  EXPECT_TRUE(second.take().ok());
  EXPECT_EQ(first.take().error().code, "too_many_questions");
}

TEST(AskPlaces, WithoutAPlaceNothingIsSent) {
  base::Slots slots(1);
  const auto taken = slots.take();
  AskPlaces places;
  places.limit_to(slots);
  Answering odoo;
  PlacedTransport transport(odoo, places);
  Nowhere sink;
  const auto sent = transport.send({}, sink);
  EXPECT_EQ(sent.error().code, "too_many_questions");
  EXPECT_EQ(sent.error().kind, base::ErrorKind::busy);
  EXPECT_EQ(odoo.asked, 0);
}

TEST(AskPlaces, WithAPlaceItIsSent) {
  base::Slots slots(1);
  AskPlaces places;
  places.limit_to(slots);
  Answering odoo;
  PlacedTransport transport(odoo, places);
  Nowhere sink;
  EXPECT_EQ(transport.send({}, sink)->status, 200);
  EXPECT_EQ(odoo.asked, 1);
}

}  // namespace
}  // namespace ordersync::app
