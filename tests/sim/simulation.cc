// Drawing what happens, and letting it happen; see simulation.h.
#include "tests/sim/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/random.h"
#include "pos/odoo_key.h"

namespace ordersync::sim {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::Channel;
using testing::CrashPoint;
using testing::PosKind;
using testing::SourceFault;
using testing::World;

constexpr int kMostOrders = 40;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  int from(int first, int last) {
    return first + static_cast<int>(random_.next() % static_cast<std::uint64_t>(last - first + 1));
  }
  bool one_in(int n) { return from(1, n) == 1; }
  template <class T>
  T& of(std::vector<T>& all) {
    return all[static_cast<std::size_t>(from(0, static_cast<int>(all.size()) - 1))];
  }

 private:
  base::SeededRandom random_;
};

World some_world(Draw& draw) {
  if (draw.one_in(40)) return World(PosKind::embedded_on_postgres);
  if (draw.one_in(8)) return World(static_cast<testing::OdooVersion>(draw.from(14, 19)));
  return World(draw.one_in(3) ? PosKind::memory : PosKind::embedded);
}

std::string pos_of(World& world) {
  if (world.has_odoo()) return fmt::format("Odoo {}", static_cast<int>(world.odoo().version));
  if (!world.has_embedded_pos()) return "POS in memory";
  return world.on_postgres() ? "embedded POS on PostgreSQL" : "embedded POS";
}

std::string name_of(const ModelOrder& order) {
  return fmt::format("order {}{} of {}", order.id, order.is_refund ? ", taken back," : "", order.source);
}

class Life {
 public:
  explicit Life(std::uint64_t seed) : draw_(seed * 2'654'435'761 + 97), world_(some_world(draw_)) {
    if (draw_.one_in(2)) world_.second = std::make_unique<Channel>(world_.clock, 2, "kiosk-orders");
    channels_ = world_.channels();
    tell(fmt::format("seed {}, {}", seed, pos_of(world_)));
    for (Channel* channel : channels_) furnish(*channel);
  }

  Finding live() {
    const int steps = draw_.from(15, 60);
    for (int step = 0; step < steps; ++step) {
      happen();
      if (!std::exchange(touched_, false)) continue;
      if (std::string wrong = seen_as_it_is(); !wrong.empty()) return {wrong, history_};
    }
    come_to_rest();
    std::string wrong = rested_ ? model_.safe(world_) : "the world never came to rest";
    if (wrong.empty()) wrong = model_.at_rest(world_);
    return {wrong, history_};
  }

 private:
  void furnish(Channel& channel) {
    channel.source.keep_time_by(true_time_);
    channel.settings.fetch.date_filter.overlap = minutes(10);
    source::Pagination& paging = channel.source.paging;
    if (draw_.one_in(2)) {
      paging.kind = source::PageKind::page;
      paging.parameter = "page";
      paging.size_parameter = "size";
      paging.size = draw_.from(4, 9);
    }
    tell(fmt::format("{} answers in {}", channel.settings.source, paging.size > 0 ? "pages" : "one piece"));
  }

  // Looking on breaks nothing, and takes no failure that is meant for the program.
  std::string seen_as_it_is() {
    const auto sql = world_.sql;
    const auto ports = world_.ports;
    world_.sql.disarm();
    world_.ports.disarm();
    std::string wrong = model_.safe(world_);
    world_.sql = sql;
    world_.ports = ports;
    return wrong;
  }

  void tell(std::string what) { history_.push_back(std::move(what)); }

  void happen() {
    pass_time();
    switch (draw_.from(0, 18)) {
      case 0:
      case 1:
      case 2:
        return sell(draw_.from(1, 5));
      case 3:
        return edit();
      case 4:
        return cancel();
      case 5:
        return take_back();
      case 6:
        return break_exchange();
      case 7:
        return break_statement();
      case 8:
        return arm_crash();
      case 9:
        return hang();
      case 10:
        return jump();
      case 11:
        return see_to_session();
      case 12:
        return see_to_parked();
      case 13:
        return deliver_latte();
      case 14:
        return push();
      case 15:
        return world_.has_odoo() ? meet_deadly_order() : lose_in_pos();
      default:
        return sync();
    }
  }

  void pass_time() {
    const auto passed = base::Milliseconds(draw_.from(0, 20 * 60'000));
    true_time_.advance(passed);
    world_.clock.advance(passed);
  }

  Content some_content(int sign) {
    Content content;
    const int lines = draw_.from(1, 3);
    for (int line = 0; line < lines; ++line) {
      const auto& products = Model::products();
      const bool any = draw_.one_in(8);  // else one that is there from the beginning
      const auto& product = products[static_cast<std::size_t>(
          draw_.from(0, static_cast<int>(products.size()) - (any ? 1 : 2)))];
      const int pieces = sign * draw_.from(1, 3);
      content.pieces[product.id] += pieces;
      content.total_cents += pieces * product.gross_cents;
    }
    return content;
  }

  void sell(int count) {
    for (int i = 0; i < count && static_cast<int>(model_.orders.size()) < kMostOrders; ++i) {
      ModelOrder order;
      order.source = draw_.of(channels_)->settings.source;
      order.id = fmt::format("{}", 1000 + ++sold_[order.source]);
      order.changed_at = true_time_.now();
      order.shown.push_back(some_content(1));
      tell(fmt::format("{} over {} cents", name_of(order), order.shown.back().total_cents));
      model_.orders.push_back(std::move(order));
    }
  }

  // A sale that nobody took back: a refund is of the sale as it was when it was sold.
  ModelOrder* some_sale() {
    std::set<std::pair<std::string, std::string>> taken_back;
    for (const ModelOrder& order : model_.orders) {
      if (order.is_refund) taken_back.emplace(order.source, order.id);
    }
    std::vector<ModelOrder*> sales;
    for (ModelOrder& order : model_.orders) {
      if (!order.is_refund && !order.shown.back().cancelled && !taken_back.contains({order.source, order.id}))
        sales.push_back(&order);
    }
    return sales.empty() ? nullptr : draw_.of(sales);
  }

  void show(ModelOrder& order, Content content, const char* what) {
    order.shown.push_back(std::move(content));
    order.changed_at = true_time_.now();
    tell(fmt::format("{} is {}: {} cents", name_of(order), what, order.shown.back().total_cents));
  }
  void edit() {
    if (ModelOrder* const order = some_sale()) show(*order, some_content(1), "edited");
  }
  void cancel() {
    ModelOrder* const order = some_sale();
    if (order == nullptr) return;
    Content content = order->shown.back();
    content.cancelled = true;
    show(*order, std::move(content), "cancelled");
  }

  void take_back() {
    ModelOrder* const sale = some_sale();
    if (sale == nullptr || sale->was_edited() || static_cast<int>(model_.orders.size()) >= kMostOrders)
      return;
    ModelOrder refund;
    refund.source = sale->source;
    refund.id = sale->id;
    refund.is_refund = true;
    refund.changed_at = true_time_.now();
    Content content = sale->shown.back();
    for (auto& [product, pieces] : content.pieces) pieces = -pieces;
    content.total_cents = -content.total_cents;
    refund.shown.push_back(std::move(content));
    tell(name_of(*sale) + " is taken back");
    model_.orders.push_back(std::move(refund));
  }

  void break_exchange() {
    if (world_.has_odoo() && draw_.one_in(2)) return break_odoo();
    static const std::vector<SourceFault> kFaults = {
        SourceFault::refuse,      SourceFault::lose_answer,  SourceFault::cut_body, SourceFault::rate_limit,
        SourceFault::unavailable, SourceFault::unauthorized, SourceFault::garbage,  SourceFault::html,
        SourceFault::empty_body,  SourceFault::broken_json,  SourceFault::slow_down};
    const int which = draw_.from(0, static_cast<int>(kFaults.size()));
    const int ahead = draw_.from(1, 6);
    Channel& channel = *draw_.of(channels_);
    auto& way = channel.transport;
    way.fail_at = way.exchanges + ahead;
    way.fault.reset();
    if (which < static_cast<int>(kFaults.size())) way.fault = kFaults[static_cast<std::size_t>(which)];
    tell(fmt::format("exchange {} with {} from now {}", ahead, channel.settings.source,
                     way.fault ? fmt::format("fails by {}", which) : "kills the program"));
  }

  void break_odoo() {
    auto& way = world_.odoo_transport();
    const int which = draw_.from(0, static_cast<int>(testing::kOdooFaults.size()));
    const int ahead = draw_.from(1, 25);
    way.fail_at = way.exchanges + ahead;
    way.fault.reset();
    if (which < static_cast<int>(testing::kOdooFaults.size())) {
      way.fault = testing::kOdooFaults[static_cast<std::size_t>(which)];
    }
    way.dies_at = draw_.one_in(2) ? CrashPoint::before_call : CrashPoint::after_call;
    tell(fmt::format("exchange {} with Odoo from now {}", ahead,
                     way.fault ? "ends in " + to_string(*way.fault) : "kills the program"));
  }

  void break_statement() {
    const auto fault = draw_.one_in(3) ? support::Fault::answer_lost : support::Fault::refused;
    const auto afterwards = draw_.one_in(2) ? support::Afterwards::recovers : support::Afterwards::stays_down;
    const int ahead = fault == support::Fault::answer_lost ? draw_.from(1, 12) : draw_.from(1, 120);
    world_.sql.arm(fault, ahead, afterwards);
    tell(fmt::format("{} {} from now {}, and {}", fault == support::Fault::answer_lost ? "commit" : "call",
                     ahead, fault == support::Fault::answer_lost ? "loses its answer" : "fails",
                     afterwards == support::Afterwards::recovers ? "recovers" : "stays down"));
  }

  void arm_crash() {
    const auto point = draw_.one_in(2) ? CrashPoint::before_call : CrashPoint::after_call;
    const int ahead = draw_.from(1, 40);
    world_.ports.arm(ahead, point);
    tell(fmt::format("the program dies {} port call {}",
                     point == CrashPoint::before_call ? "before" : "after", ahead));
  }

  // Another node takes over and works; then the first one goes on.
  void hang() {
    const auto point = draw_.one_in(2) ? CrashPoint::before_call : CrashPoint::after_call;
    const int ahead = draw_.from(1, 40);
    const auto hangs_for = minutes(draw_.from(0, 40));
    Channel& channel = *draw_.of(channels_);
    world_.ports.arm_hang(ahead, point, [this, hangs_for, &channel] {
      world_.clock.advance(hangs_for);
      const auto ended = world_.sync_on_another_node(channel);
      tell(ended.ok() ? "The program hangs, another node: " + ended->message
                      : "The program hangs, another node fails: " + ended.error().code);
      hung_ = true;
    });
    tell(fmt::format("the program hangs {} port call {}",
                     point == CrashPoint::before_call ? "before" : "after", ahead));
  }

  // The program's clock only: the source keeps the true time.
  void jump() {
    const auto by = base::Milliseconds(draw_.from(-180, 600) * 60'000);
    world_.clock.advance(by);
    tell(fmt::format("the clock jumps by {} min", by.count() / 60'000));
  }

  // What a person does is done on a healthy machine.
  void calm() {
    touched_ = true;
    if (world_.sql.fired && world_.sql.afterwards == support::Afterwards::stays_down) world_.kill();
    world_.sql.disarm();
    world_.ports.disarm();
    if (world_.has_odoo()) world_.odoo_transport().fail_at = 0;
  }

  void see_to_session() {
    calm();
    const bool is_open = [&] {
      const auto session = world_.pos().open_session("Main Store");
      return session.ok() && session->has_value();
    }();
    if (!is_open) return;
    const auto closed = world_.pos().close_session("Main Store", std::nullopt);
    tell(closed.ok() ? "a person closes the session"
                     : "a person cannot close the session: " + closed.error().message);
  }

  void see_to_parked() {
    calm();
    std::vector<journal::OrderView> parked;
    for (auto& view : world_.orders()) {
      if (view.state == journal::State::parked) parked.push_back(std::move(view));
    }
    if (parked.empty()) return;
    const journal::OrderView& view = draw_.of(parked);
    if (draw_.one_in(3)) {
      if (!world_.journal().ignore(view.row, "a person says so", "anna", view.attention).ok()) return;
      tell("a person ignores " + order::to_string(view.key));
      for (ModelOrder& order : model_.orders) {
        if (order.key() == view.key) order.ignored = true;
      }
      return;
    }
    if (world_.journal().wake(std::nullopt, "a person pressed Retry all").ok())
      tell("a person presses Retry all");
  }

  // An order that Odoo dies of, each time it is sent; or what killed it is mended.
  void meet_deadly_order() {
    if (model_.orders.empty()) return;
    if (std::exchange(deadly_, !deadly_)) {
      world_.odoo().heal();
      return tell("Odoo dies of no order any more");
    }
    const ModelOrder& order = draw_.of(model_.orders);
    const bool is_new = world_.odoo().version >= testing::OdooVersion::v18;
    world_.odoo().fail_each_with(is_new ? "sync_from_ui" : "create_from_ui",
                                 pos::odoo::pos_reference(order.key()), testing::OdooFault::kill_worker);
    tell("Odoo dies of " + name_of(order));
  }

  // It was restored from a backup; or a person has what it lost booked again.
  void lose_in_pos() {
    if (world_.has_embedded_pos()) return;
    calm();
    auto booked = world_.booked();
    if (booked.empty()) return;
    if (draw_.one_in(2)) return book_again();
    const order::OrderKey key = draw_.of(booked).key;
    world_.memory().lose(key);
    tell("the POS loses " + order::to_string(key));
  }
  void book_again() {
    for (const auto& view : world_.orders()) {
      if (view.state != journal::State::settled) continue;
      const auto found = world_.pos().find(std::span(&view.key, 1));
      if (!found.ok() || found->front()) continue;
      const auto again = world_.journal().book_again(view, channel_of(view).settings.id, "anna");
      tell("a person has " + order::to_string(view.key) + " booked again" +
           (again.ok() ? "" : ": " + again.error().code));
    }
  }
  Channel& channel_of(const journal::OrderView& view) {
    return **std::find_if(channels_.begin(), channels_.end(),
                          [&](const Channel* one) { return one->settings.source == view.key.source; });
  }
  // Those that no run tries by itself.
  void retry_held() {
    for (const auto& view : world_.orders()) {
      if (!view.error || view.error->code != "odoo_no_answer") continue;
      const auto run = world_.retry(channel_of(view), view);
      tell("a person retries " + order::to_string(view.key) + (run.ok() ? "" : ": " + run.error().code));
    }
  }

  void deliver_latte() {
    if (model_.latte_is_there || !draw_.one_in(3)) return;
    calm();
    world_.deliver_latte();
    model_.latte_is_there = true;
    tell("the shop gets Latte");
  }

  // What the source shows: everything, in any order, some of it twice.
  void lay_out() {
    for (Channel* channel : channels_) lay_out(*channel);
  }
  void lay_out(Channel& channel) {
    std::vector<const ModelOrder*> laid;
    for (const ModelOrder& order : model_.orders) {
      if (order.source != channel.settings.source) continue;
      laid.push_back(&order);
      if (draw_.one_in(9)) laid.push_back(&order);
    }
    if (draw_.one_in(2)) {
      for (std::size_t i = laid.size(); i > 1; --i)
        std::swap(laid[i - 1], laid[static_cast<std::size_t>(draw_.from(0, static_cast<int>(i) - 1))]);
    }
    channel.source.clear();
    for (const ModelOrder* order : laid)
      channel.source.put(shown_as_json(*order, order->shown.back()), order->changed_at);
  }

  // As it is now, whether or not anybody has fetched it; a sender that is not answered does not try again
  // here.
  void push() {
    if (model_.orders.empty()) return;
    touched_ = true;
    lay_out();  // another node may fetch meanwhile
    const ModelOrder& order = draw_.of(model_.orders);
    const auto channel = std::find_if(channels_.begin(), channels_.end(), [&](const Channel* one) {
      return one->settings.source == order.source;
    });
    const auto ended = world_.push(**channel, shown_as_json(order, order.shown.back()));
    const std::string outcome = !ended ? ": the program dies" : ended->ok() ? "" : ": " + ended->error().code;
    tell(name_of(order) + " is pushed" + outcome);
    end_of_faults();
  }

  void sync() {
    touched_ = true;
    lay_out();
    Channel& channel = *draw_.of(channels_);
    const auto ended = world_.sync_now(channel);
    const std::string outcome = !ended        ? "the program dies"
                                : ended->ok() ? (*ended)->message
                                              : "fails: " + ended->error().code;
    tell(fmt::format("Sync Now of {}: {}", channel.settings.source, outcome));
    end_of_faults();
  }

  // What stays down is restarted; one that hung was held for dead, and comes back under another name.
  void end_of_faults() {
    if (world_.sql.fired && world_.sql.afterwards == support::Afterwards::stays_down) world_.kill();
    if (world_.sql.fired) world_.sql.disarm();
    if (std::exchange(hung_, false)) world_.kill();
  }

  // Nothing fails any more; whatever waits has its time.
  void come_to_rest() {
    calm();
    for (Channel* channel : channels_) {
      channel->transport.fail_at = 0;
      channel->source.heal();
    }
    lay_out();
    if (world_.has_odoo()) world_.odoo().heal();
    tell("nothing fails any more");
    if (!world_.has_odoo()) book_again();
    rested_ = world_.drain(minutes(61), 12);
    // What was laid on ice by a jump of the clock is a day away at most.
    world_.clock.advance(hours(25));
    retry_held();
    rested_ = rested_ && world_.journal().wake(std::nullopt, "the end").ok() && world_.drain(minutes(61), 12);
  }

  Draw draw_;
  World world_;
  base::FakeClock true_time_{testing::kWorldBegins};
  Model model_;
  std::vector<Channel*> channels_;
  std::map<std::string, int> sold_;  // by each source
  std::vector<std::string> history_;
  bool touched_ = false;  // the program or a person did something since the last look
  bool hung_ = false;
  bool deadly_ = false;
  bool rested_ = false;
};

}  // namespace

Finding simulate(std::uint64_t seed) {
  return Life(seed).live();
}

}  // namespace ordersync::sim
