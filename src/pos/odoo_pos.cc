// The adapter's joints: each call goes to the part that knows it; see odoo_pos.h. What is decided here is
// only when Odoo is left alone for a while because it does not answer.
#include "pos/odoo_pos.h"

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/contains.h"
#include "pos/odoo_catalogue.h"
#include "pos/odoo_customers.h"
#include "pos/odoo_flight.h"
#include "pos/odoo_mirror.h"
#include "pos/odoo_post.h"
#include "pos/odoo_range.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_remembered.h"
#include "pos/odoo_sessions.h"
#include "pos/odoo_suspects.h"
#include "pos/odoo_taxes.h"

namespace ordersync::pos {

using order::Problem;
using order::Remedy;

namespace {

// A server that does not answer holds every call for its whole time-out. After one that failed like that the
// next calls fail at once, so that a run goes on receiving orders instead of waiting for each.
constexpr std::chrono::seconds kRest{20};
// How long an Odoo is taken for the version that it was: an upgrade takes longer than that.
constexpr std::chrono::minutes kGreetedFor{10};

bool is_out_of_reach(const base::Error& error) {
  return (error.kind == base::ErrorKind::temporary && error.code != "odoo_busy" &&
          error.code != "odoo_writer_busy" && error.code != "connection_edited") ||
         error.kind == base::ErrorKind::unknown;
}

// Names of payment methods are translated, and orders are read in no language: they are called as the
// catalogue calls them, which was read in the user's.
class MethodNames {
 public:
  explicit MethodNames(odoo::CatalogueReader& catalogue) : catalogue_(catalogue) {}
  void put_into(BookedOrder& order) {
    const auto& methods = of(order.pos_config);
    for (order::DocumentPayment& payment : order.payments) {
      for (const order::PaymentMethod& method : methods) {
        if (method.id == payment.method_id) payment.method = method.name;
      }
    }
  }

 private:
  // None where the configuration was never read, or cannot be: the names are then Odoo's own.
  const std::vector<order::PaymentMethod>& of(const std::string& pos_config) {
    const auto [known, is_new] = by_config_.try_emplace(pos_config);
    if (is_new) {
      auto kept = catalogue_.kept_setup(pos_config);
      if (kept.ok() && *kept) known->second = std::move((**kept).payment_methods);
    }
    return known->second;
  }

  odoo::CatalogueReader& catalogue_;
  std::map<std::string, std::vector<order::PaymentMethod>> by_config_;
};

}  // namespace

struct OdooPos::Parts {
  Parts(Ports given, odoo::ConnectionSettings settings)
      : ports(std::move(given)),
        rpc(ports.transport, std::move(settings)),
        catalogue(rpc, ports.store, ports.clock),
        flights(ports.store, ports.clock, ports.random, ports.leads_here),
        suspects(ports.store, rpc.settings()),
        sessions(rpc, flights, ports.store, ports.clock),
        remembered(rpc, ports.clock),
        mirror(ports.store, ports.clock, rpc.settings()),
        customers(rpc, ports.clock) {}

  Ports ports;
  odoo::Rpc rpc;
  odoo::CatalogueReader catalogue;
  odoo::Flights flights;
  odoo::Suspects suspects;
  odoo::Sessions sessions;
  odoo::Remembered remembered;
  odoo::Mirror mirror;
  odoo::Customers customers;
  std::vector<odoo::Posted> posted;  // since nobody asked for them
  std::optional<base::Error> out_of_reach;
  base::Instant rests_until;
  base::Instant greeted_at;

  void greet_anew() {
    const base::Instant now = ports.clock.now();
    if (now >= greeted_at && now - greeted_at < kGreetedFor) return;
    greeted_at = now;
    rpc.forget_server();
  }
  order::StockMode stock_wanted(std::string_view pos_config) const {
    const auto& at_closing = rpc.settings().stock_at_closing;
    const bool named = base::contains(at_closing, pos_config);
    return named ? order::StockMode::at_closing : order::StockMode::real_time;
  }

  base::Result<std::vector<std::optional<odoo::StandingOrder>>> read_back(
      std::span<const order::OrderKey> keys) {
    TRY_ASSIGN(const odoo::Server server, rpc.server());
    const odoo::Ask ask = [this](const odoo::Rpc::Search& search) { return remembered.all(search); };
    // Once: the next time they may stand otherwise.
    const std::vector<odoo::Posted> just_posted = std::exchange(posted, {});
    TRY_ASSIGN(auto read, odoo::read_posted(ask, server.series, just_posted));
    std::map<order::OrderKey, odoo::StandingOrder> known;
    for (auto& order : read) {
      if (order) known.emplace(order->booked.key, *std::move(order));
    }
    std::vector<order::OrderKey> others;
    for (const order::OrderKey& key : keys) {
      if (!known.contains(key)) others.push_back(key);
    }
    TRY_ASSIGN(auto by_key, odoo::read_back(ask, server.series, others));
    auto next = by_key.begin();
    std::vector<std::optional<odoo::StandingOrder>> standing;
    standing.reserve(keys.size());
    for (const order::OrderKey& key : keys) {
      const auto found = known.find(key);
      standing.push_back(found == known.end() ? *next++ : found->second);  // a key may be asked for twice
    }
    return standing;
  }

  // The error to answer at once while Odoo is left alone.
  std::optional<base::Error> resting() const {
    const base::Instant now = ports.clock.now();
    if (!out_of_reach || now >= rests_until || rests_until - now > kRest) return std::nullopt;
    base::Error error = *out_of_reach;
    error.kind = base::ErrorKind::temporary;  // nothing was sent this time
    return error;
  }
  void note(const base::Error& error) {
    if (!is_out_of_reach(error)) return;
    out_of_reach = error;
    rests_until = ports.clock.now() + kRest;
  }
  template <class T>
  base::Result<T> noted(base::Result<T> result) {
    if (!result.ok()) note(result.error());
    return result;
  }
};

OdooPos::OdooPos(Ports ports, odoo::ConnectionSettings settings)
    : parts_(std::make_unique<Parts>(std::move(ports), std::move(settings))) {}
OdooPos::~OdooPos() = default;

odoo::Rpc& OdooPos::rpc() {
  return parts_->rpc;
}

// Each run begins here. The kept catalogue serves while Odoo is away, so this one asks by itself what it may
// do without.
base::Result<std::shared_ptr<const order::Catalogue>> OdooPos::catalogue(std::string_view pos_config) {
  parts_->greet_anew();
  return parts_->catalogue.catalogue(pos_config);
}

base::Result<std::shared_ptr<const order::Catalogue>> OdooPos::catalogue_now(std::string_view pos_config) {
  return parts_->catalogue.catalogue(pos_config, odoo::Fresh::only_now);
}

base::Result<std::optional<std::string>> OdooPos::find_customer(const order::Customer& customer) {
  if (auto resting = parts_->resting()) return *resting;
  return parts_->noted(parts_->customers.find(customer));
}

base::Result<std::optional<order::LineAmounts>> OdooPos::compute_all(
    const order::PosAmounts::Question& question, base::Currency currency) {
  if (auto resting = parts_->resting()) return *resting;
  return parts_->noted(odoo::compute_all(parts_->rpc, question, currency));
}

base::Result<Session> OdooPos::ensure_session(std::string_view pos_config, AutoCreate auto_create) {
  if (auto resting = parts_->resting()) return *resting;
  TRY_ASSIGN(const odoo::PosFacts facts, parts_->noted(parts_->catalogue.facts(pos_config)));
  return parts_->noted(parts_->sessions.ensure(facts, auto_create, parts_->stock_wanted(pos_config)));
}

base::Result<std::optional<Session>> OdooPos::open_session(std::string_view pos_config) {
  if (auto resting = parts_->resting()) return *resting;
  TRY_ASSIGN(const odoo::PosFacts facts, parts_->noted(parts_->catalogue.facts(pos_config)));
  TRY_ASSIGN(auto session, parts_->noted(parts_->sessions.open(facts)));
  if (session) session->page = odoo::page_of_session(parts_->rpc.settings(), session->id);
  return session;
}

base::Result<Session> OdooPos::close_session(std::string_view pos_config,
                                             std::optional<base::Money> counted_cash,
                                             std::optional<std::int64_t> only) {
  TRY_ASSIGN(const odoo::PosFacts facts, parts_->noted(parts_->catalogue.facts(pos_config)));
  return parts_->noted(parts_->sessions.close(facts, counted_cash, only));
}

std::vector<Outcome> OdooPos::book(const Session& session, std::span<const order::PosDocument> documents,
                                   const Permit& permit) {
  return depart(session, documents, odoo::Errand::book, permit);
}

std::vector<Outcome> OdooPos::call_off(const Session& session,
                                       std::span<const order::PosDocument> documents) {
  return depart(session, documents, odoo::Errand::call_off, {});
}

std::vector<Outcome> OdooPos::depart(const Session& session, std::span<const order::PosDocument> documents,
                                     odoo::Errand errand, const Permit& permit) {
  const auto all_wait = [&](const base::Error& error) {
    Outcome outcome;
    outcome.problem = Problem{error.code, error.message, error.code, Remedy::wait};
    return std::vector<Outcome>(documents.size(), outcome);
  };
  if (auto resting = parts_->resting()) return all_wait(*resting);
  const auto facts = parts_->noted(parts_->catalogue.facts(session.pos_config));
  if (!facts.ok()) return all_wait(facts.error());
  const auto goods = parts_->catalogue.catalogue(session.pos_config);
  if (!goods.ok()) return all_wait(goods.error());
  odoo::Poster poster(parts_->rpc, parts_->flights, parts_->suspects, parts_->customers,
                      parts_->ports.stop_requested);
  auto outcomes = poster.post(*facts, **goods, session, documents, errand, permit);
  if (poster.out_of_reach()) parts_->note(*poster.out_of_reach());
  parts_->posted = std::move(poster.posted());
  return outcomes;
}

base::Result<std::vector<std::optional<BookedOrder>>> OdooPos::find(std::span<const order::OrderKey> keys) {
  if (keys.empty()) return std::vector<std::optional<BookedOrder>>();
  if (auto resting = parts_->resting()) return *resting;
  TRY_ASSIGN(auto standing, parts_->noted(parts_->read_back(keys)));
  MethodNames names(parts_->catalogue);
  for (auto& order : standing) {
    if (order) names.put_into(order->booked);
  }
  TRY(parts_->mirror.keep(standing));
  std::vector<order::OrderKey> found;
  for (const auto& order : standing) {
    if (order) found.push_back(order->booked.key);
  }
  TRY(parts_->suspects.no_more(found));
  std::vector<std::optional<BookedOrder>> orders;
  orders.reserve(standing.size());
  for (auto& order : standing) {
    if (order) order->booked.page = odoo::page_of_order(parts_->rpc.settings(), order->id);
    orders.push_back(order ? std::optional(std::move(order->booked)) : std::nullopt);
  }
  return orders;
}

base::Result<std::vector<BookedOrder>> OdooPos::orders_of(const OrderRange& range) {
  if (auto resting = parts_->resting()) return *resting;
  TRY_ASSIGN(const odoo::PosFacts facts, parts_->noted(parts_->catalogue.facts(range.pos_config)));
  TRY_ASSIGN(auto standing, parts_->noted(odoo::orders_between(parts_->rpc, facts.config_id, range.source,
                                                               range.from, range.until)));
  std::vector<BookedOrder> orders;
  orders.reserve(standing.size());
  MethodNames names(parts_->catalogue);
  for (odoo::StandingOrder& order : standing) {
    names.put_into(order.booked);
    orders.push_back(std::move(order.booked));
  }
  return orders;
}

base::Result<std::vector<std::optional<BookedOrder>>> OdooPos::kept(std::span<const order::OrderKey> keys) {
  return parts_->mirror.kept(keys);
}

base::Result<std::shared_ptr<const order::Catalogue>> OdooPos::kept_catalogue(std::string_view pos_config) {
  return parts_->catalogue.kept_catalogue(pos_config);
}

// Under another name it may be known by now: any configuration's has the currency, where all have the same.
base::Result<std::shared_ptr<const order::Catalogue>> OdooPos::kept_for_receiving(
    std::string_view pos_config) {
  TRY_ASSIGN(auto own, kept_catalogue(pos_config));
  if (own) return own;
  TRY_ASSIGN(const auto names, kept_configs());
  for (const std::string& name : names) {
    TRY_ASSIGN(auto other, kept_catalogue(name));
    if (own && other && other->currency() != own->currency())
      return std::shared_ptr<const order::Catalogue>();
    if (!own) own = std::move(other);
  }
  return own;
}

base::Result<std::optional<order::Catalogue::Parts>> OdooPos::kept_setup(std::string_view pos_config) {
  return parts_->catalogue.kept_setup(pos_config);
}

base::Result<std::vector<std::string>> OdooPos::kept_configs() {
  return parts_->catalogue.kept_configs();
}

base::Result<std::vector<std::string>> OdooPos::configs() {
  return parts_->noted(parts_->catalogue.configs());
}

base::Result<order::Catalogue::Parts> OdooPos::setup(std::string_view pos_config) {
  if (auto resting = parts_->resting()) return *resting;
  return parts_->noted(parts_->catalogue.setup(pos_config));
}

base::Result<Session> OdooPos::open_session_by_hand(std::string_view pos_config) {
  TRY_ASSIGN(const odoo::PosFacts facts, parts_->noted(parts_->catalogue.facts(pos_config)));
  return parts_->noted(parts_->sessions.open_by_hand(facts, parts_->stock_wanted(pos_config)));
}

}  // namespace ordersync::pos
