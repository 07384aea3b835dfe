// The contract suite of the port pos/pos_target.h: every Point of Sale passes it. One instantiates it with
//
//   INSTANTIATE_TEST_SUITE_P(EmbeddedPos, PosTargetContract, ::testing::Values(kind));
//
// and is linked with the facts, pos_target_contract.cc.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "pos/pos_target.h"
#include "pos/test_shop.h"

namespace ordersync::pos {

// Holds pos/test_shop.h's shop_goods().
class PosUnderTest {
 public:
  virtual ~PosUnderTest() = default;
  virtual Target& target() = 0;
  virtual base::FakeClock& clock() = 0;
  // Drops the target and builds it anew on the same POS.
  virtual void reopen() = 0;
  // As if a person had done it.
  virtual void put_session(std::string_view config, SessionState state) = 0;
  // A real server's shop stands under other ids and names, and its clock is its own.
  virtual test_shop::Names names() { return {}; }
  virtual bool is_now(base::Instant time) { return time == clock().now(); }
};

struct PosKind {
  std::string name;
  std::function<std::unique_ptr<PosUnderTest>()> make;
};

inline std::ostream& operator<<(std::ostream& out, const PosKind& kind) {
  return out << kind.name;
}

class PosTargetContract : public ::testing::TestWithParam<PosKind> {
 protected:
  using Kind = Outcome::Kind;

  PosUnderTest& pos() { return *pos_; }
  Target& target() { return pos_->target(); }
  test_shop::Names names() { return pos_->names(); }
  std::string main_store() { return names().main_store; }
  bool is_now(std::optional<base::Instant> time) { return time && pos_->is_now(*time); }

  std::shared_ptr<const order::Catalogue> catalogue() { return catalogue(main_store()); }
  std::shared_ptr<const order::Catalogue> catalogue(std::string_view config);
  Session open_session() { return open_session(main_store()); }
  Session open_session(std::string_view config);
  order::PosDocument sale(const std::string& id) { return sale(id, {{names().burger, "1"}}); }
  order::PosDocument sale(const std::string& id, const std::vector<test_shop::Item>& items) {
    return sale(id, items, main_store());
  }
  order::PosDocument sale(const std::string& id, const std::vector<test_shop::Item>& items,
                          std::string_view config);
  order::PosDocument refund_of(const std::string& id, const std::vector<test_shop::Item>& items);
  Outcome post_one(const order::PosDocument& document);
  std::optional<BookedOrder> find_one(const order::OrderKey& key);
  static std::string difference(const order::PosDocument& document, const std::optional<BookedOrder>& booked);
  static std::string code_of(const Outcome& outcome);

 private:
  std::unique_ptr<PosUnderTest> pos_ = GetParam().make();
};

}  // namespace ordersync::pos
