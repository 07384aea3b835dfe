// The model behind memory_pos.h.
#include "tests/support/memory_pos.h"

#include <algorithm>

#include "pos/document_check.h"
#include "pos/embedded_stock.h"
#include "pos/embedded_store.h"
#include "pos/session_words.h"

namespace ordersync::support {
namespace {

using pos::Outcome;
using pos::Session;
using pos::SessionState;

base::Error conflict(std::string code, std::string message) {
  return {base::ErrorKind::conflict, std::move(code), std::move(message), {}};
}

base::Error unreachable_error() {
  return {base::ErrorKind::temporary, "pos_unreachable", "The POS does not answer", {}};
}

order::Problem problem(std::string code, std::string message, order::Remedy remedy) {
  order::Problem out;
  out.cause = code;
  out.code = std::move(code);
  out.message = std::move(message);
  out.remedy = remedy;
  return out;
}

Outcome unknown() {
  Outcome outcome;
  outcome.kind = Outcome::Kind::unknown;
  outcome.problem = problem("pos_answer_lost", "The POS gave no answer", order::Remedy::wait);
  return outcome;
}

Outcome refused(order::Problem why) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::refused;
  outcome.problem = std::move(why);
  return outcome;
}

}  // namespace

MemoryPos::MemoryPos(pos::CatalogueFile goods, const base::Clock& clock)
    : goods_(std::move(goods)), clock_(clock) {
  for (const auto& row : goods_.products) on_hand_[row.product.id] = row.on_hand;
  for (const auto& row : goods_.pos_configs) {
    if (row.session == pos::StartSession::opened) start(row.config.name, SessionState::opened);
    if (row.session == pos::StartSession::opening_control)
      start(row.config.name, SessionState::opening_control);
  }
}

MemoryPos::~MemoryPos() = default;

bool MemoryPos::unreachable() {
  if (unreachable_ == 0) return false;
  --unreachable_;
  return true;
}

const pos::CatalogueFile::ConfigRow* MemoryPos::config_named(std::string_view name) const {
  for (const auto& row : goods_.pos_configs) {
    if (row.config.name == name) return &row;
  }
  return nullptr;
}

base::Result<const pos::CatalogueFile::ConfigRow*> MemoryPos::require_config(std::string_view name) const {
  if (const auto* row = config_named(name)) return row;
  return base::not_found("pos_config_not_found",
                         "There is no POS configuration \"" + std::string(name) + "\"");
}

base::Result<std::shared_ptr<const order::Catalogue>> MemoryPos::catalogue(std::string_view pos_config) {
  if (unreachable()) return unreachable_error();
  TRY_ASSIGN(const auto* row, require_config(pos_config));
  return goods_of(row->config);
}

std::shared_ptr<const order::Catalogue> MemoryPos::goods_of(const order::PosConfig& config) {
  auto& kept = catalogues_[config.name];
  if (kept) return kept;
  order::Catalogue::Parts parts;
  parts.currency = goods_.currency.value_or(base::Currency());
  parts.tax_rounding = goods_.tax_rounding.value_or(order::TaxRounding::round_per_line);
  parts.taxes = goods_.taxes;
  for (const auto& product : goods_.products) parts.products.push_back(product.product);
  order::Product rounding;
  rounding.id = pos::kRoundingProduct;
  rounding.name = "Rounding";
  rounding.type = order::ProductType::service;
  rounding.available_in_pos = false;
  parts.products.push_back(rounding);
  parts.rounding_product = rounding.id;
  for (const std::int64_t id : config.payment_methods) {
    for (const auto& method : goods_.payment_methods) {
      if (method.id == id) parts.payment_methods.push_back(method);
    }
  }
  for (const auto& position : goods_.fiscal_positions) {
    if (config.fiscal_position == position.id) parts.fiscal_position = position;
  }
  parts.config = config;
  parts.version = version_;
  parts.read_at = clock_.now();
  return kept = std::make_shared<const order::Catalogue>(std::move(parts));
}

void MemoryPos::change_goods(pos::CatalogueFile goods) {
  for (const auto& row : goods.products) on_hand_.try_emplace(row.product.id, row.on_hand);
  goods_ = std::move(goods);
  ++version_;
  catalogues_.clear();
}

void MemoryPos::lose(const order::OrderKey& key) {
  const auto lost = std::find_if(orders_.begin(), orders_.end(),
                                 [&](const pos::BookedOrder& order) { return order.key == key; });
  CHECK(lost != orders_.end());
  if (lost->picking) {
    const bool went_out = lost->picking->direction == pos::PickingDirection::out;
    for (const pos::BookedMove& move : lost->picking->moves) {
      on_hand_[move.product_id] += went_out ? move.qty : -move.qty;
    }
  }
  orders_.erase(lost);
}

base::Decimal MemoryPos::on_hand(std::int64_t product_id) const {
  const auto found = on_hand_.find(product_id);
  return found == on_hand_.end() ? base::Decimal() : found->second;
}

Session* MemoryPos::not_closed(std::string_view name) {
  for (Session& session : sessions_) {
    if (session.pos_config == name && session.state != SessionState::closed) return &session;
  }
  return nullptr;
}

Session& MemoryPos::start(std::string_view name, SessionState state) {
  const auto before = std::count_if(sessions_.begin(), sessions_.end(),
                                    [&](const Session& session) { return session.pos_config == name; });
  Session session;
  session.id = static_cast<std::int64_t>(sessions_.size()) + 1;
  session.name = pos::numbered(name, before + 1, 5);
  session.pos_config = name;
  session.state = state;
  session.total = base::Money::zero(goods_.currency.value_or(base::Currency()));
  if (state == SessionState::opened) session.opened_at = clock_.now();
  Drawer& drawer = drawers_[session.pos_config];
  drawer.cash = drawer.left_over;
  return sessions_.emplace_back(std::move(session));
}

void MemoryPos::put_session(std::string_view pos_config, SessionState state) {
  CHECK(config_named(pos_config) != nullptr);
  Session* standing = not_closed(pos_config);
  if (standing == nullptr) {
    start(pos_config, state);
    return;
  }
  standing->state = state;
  if (state == SessionState::closed) standing->closed_at = clock_.now();
  if (state == SessionState::opened && !standing->opened_at) standing->opened_at = clock_.now();
}

base::Result<Session> MemoryPos::ensure_session(std::string_view pos_config, pos::AutoCreate auto_create) {
  if (unreachable()) return unreachable_error();
  TRY_ASSIGN(const auto* row, require_config(pos_config));
  if (row->config.payment_methods.empty()) {
    return conflict("no_payment_method", "POS \"" + row->config.name + "\" has no payment method");
  }
  Session* standing = not_closed(pos_config);
  if (standing != nullptr && standing->state == SessionState::opened) return *standing;
  if (standing != nullptr && standing->state == SessionState::closing_control) {
    return conflict("session_closing", "POS is being closed: finish it");
  }
  if (auto_create == pos::AutoCreate::no) {
    return conflict("no_open_session", "No open POS session found for \"" + row->config.name +
                                           "\": enable Auto Create Session or open a session");
  }
  if (standing == nullptr) standing = &start(pos_config, SessionState::opening_control);
  standing->state = SessionState::opened;
  standing->opened_at = clock_.now();
  standing->automatic = true;
  return *standing;
}

base::Result<std::optional<Session>> MemoryPos::open_session(std::string_view pos_config) {
  if (unreachable()) return unreachable_error();
  TRY(require_config(pos_config));
  const Session* standing = not_closed(pos_config);
  return standing == nullptr ? std::optional<Session>() : *standing;
}

base::Result<Session> MemoryPos::close_session(std::string_view pos_config,
                                               std::optional<base::Money> counted_cash,
                                               std::optional<std::int64_t> only) {
  if (unreachable()) return unreachable_error();
  TRY(require_config(pos_config));
  Session* session = not_closed(pos_config);
  if (session == nullptr || session->state == SessionState::opening_control) {
    return conflict("session_not_open",
                    "POS \"" + std::string(pos_config) + "\" has no open session to close");
  }
  if (only && session->id != *only) return pos::another_session_open(pos_config, session->name);
  Drawer& drawer = drawers_[session->pos_config];
  pos::Closing closing;
  closing.expected_cash = base::Money(drawer.cash, session->total.currency());
  closing.counted_cash = counted_cash.value_or(closing.expected_cash);
  closing.difference = closing.counted_cash - closing.expected_cash;
  closing.counted = counted_cash.has_value();
  drawer.left_over = closing.counted_cash.minor();
  session->closing = closing;
  session->state = SessionState::closed;
  session->closed_at = clock_.now();
  for (const pos::BookedOrder& order : orders_) {
    if (order.session == session->name && order.date <= *session->opened_at - pos::kLateFrom)
      session->late_orders.push_back(order.name);
  }
  return *session;
}

std::optional<Play> MemoryPos::next_play() {
  if (queue_.empty()) return std::nullopt;
  const Play play = queue_.front();
  queue_.pop_front();
  return play;
}

base::Result<std::optional<std::string>> MemoryPos::find_customer(const order::Customer&) {
  if (unreachable()) return unreachable_error();
  return std::optional<std::string>();
}

std::vector<Outcome> MemoryPos::book(const Session& session, std::span<const order::PosDocument> documents,
                                     const pos::Permit& permit) {
  if (const auto allowed = permit.may_send(); !allowed.ok()) {
    Outcome unknown;
    unknown.problem = problem(allowed.error().code, allowed.error().message, order::Remedy::wait);
    return std::vector<Outcome>(documents.size(), unknown);
  }
  std::vector<Outcome> outcomes;
  largest_batch_ = std::max(largest_batch_, documents.size());
  for (const order::PosDocument& document : documents) {
    ++documents_posted_;
    outcomes.push_back(post_one(session, document));
  }
  return outcomes;
}

Outcome MemoryPos::post_one(const Session& session, const order::PosDocument& document) {
  const std::optional<Play> play = next_play();
  if (const pos::BookedOrder* booked = find_one(document.key)) return existing(*booked, document);
  if (play == Play::refuse) {
    return refused(
        problem("pos_refused", "The POS refused order " + document.key.external_id, order::Remedy::fix));
  }
  if (play == Play::unknown) return unknown();
  if (play == Play::close_session) put_session(session.pos_config, SessionState::closed);

  const auto standing = std::find_if(sessions_.begin(), sessions_.end(),
                                     [&](const Session& candidate) { return candidate.id == session.id; });
  if (standing == sessions_.end() || standing->state != SessionState::opened) {
    return refused(
        problem("session_closed", "Session " + session.name + " is not open any more", order::Remedy::wait));
  }
  const std::shared_ptr<const order::Catalogue> goods = goods_of(config_named(standing->pos_config)->config);
  if (auto why = pos::check_document(document, *goods)) return refused(*std::move(why));

  Outcome outcome;
  outcome.kind = Outcome::Kind::created;
  pos::BookedOrder& booked = add_order(*standing, document, outcome.warnings);
  outcome.pos_order = booked.name;
  if (play == Play::exists_different || play == Play::differ) booked.total += base::Money(1, booked.currency);
  if (play == Play::exists_different) return existing(booked, document);
  if (play == Play::act_then_unknown) return unknown();
  return outcome;
}

Outcome MemoryPos::existing(const pos::BookedOrder& booked, const order::PosDocument& document) const {
  Outcome outcome;
  outcome.kind = Outcome::Kind::exists;
  outcome.pos_order = booked.name;
  if (const auto notice = compare(document, booked)) {
    outcome.kind = Outcome::Kind::exists_different;
    outcome.problem = problem("exists_different", notice->message, order::Remedy::fix);
  }
  return outcome;
}

pos::BookedOrder& MemoryPos::add_order(Session& session, const order::PosDocument& document,
                                       order::Warnings& warnings) {
  const auto before = std::count_if(orders_.begin(), orders_.end(), [&](const pos::BookedOrder& order) {
    return order.pos_config == session.pos_config;
  });
  pos::BookedOrder booked;
  booked.key = document.key;
  booked.name = pos::numbered(session.pos_config, before + 1, 4);
  booked.reference = document.reference;
  booked.state = "paid";
  booked.session = session.name;
  booked.pos_config = session.pos_config;
  booked.date = document.date;
  booked.currency = document.currency;
  booked.total = document.total;
  booked.tax = document.tax;
  booked.amount_paid = document.amount_paid;
  booked.change = document.change;
  booked.lines = document.lines;
  booked.payments = document.payments;
  const auto& config = config_named(session.pos_config)->config;
  if (config.stock == order::StockMode::real_time) add_picking(booked, document, warnings);
  ++session.orders;
  session.total += document.total;
  session.last_order_at = clock_.now();
  for (const auto& payment : document.payments) {
    for (const auto& method : goods_.payment_methods) {
      if (method.id == payment.method_id && method.type == order::MethodType::cash) {
        drawers_[session.pos_config].cash += payment.amount.minor();
      }
    }
  }
  return orders_.emplace_back(std::move(booked));
}

void MemoryPos::add_picking(pos::BookedOrder& booked, const order::PosDocument& document,
                            order::Warnings& warnings) {
  const auto moves = pos::net_moves(document);
  if (moves.empty()) return;
  pos::Picking picking;
  picking.name = pos::picking_name(++pickings_);
  picking.state = "done";
  picking.direction = shown_direction(document, moves);
  for (const auto& move : moves) {
    if (direction_of(move) == picking.direction) {
      picking.moves.push_back({move.product_id, std::string(move.product), move.qty.abs()});
    }
    if (!move.counted) continue;
    on_hand_[move.product_id] -= move.qty;
    if (on_hand_[move.product_id].is_negative()) {
      warnings.push_back({"stock_negative", "Stock of \"" + std::string(move.product) + "\" is now " +
                                                on_hand_[move.product_id].to_string()});
    }
  }
  booked.picking = std::move(picking);
}

pos::BookedOrder* MemoryPos::find_one(const order::OrderKey& key) {
  const auto found = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const pos::BookedOrder& order) { return order.key == key; });
  return found == orders_.end() ? nullptr : &*found;
}

base::Result<std::vector<std::optional<pos::BookedOrder>>> MemoryPos::find(
    std::span<const order::OrderKey> keys) {
  if (unreachable()) return unreachable_error();
  if (unreachable_in_find_ > 0) {
    --unreachable_in_find_;
    return unreachable_error();
  }
  std::vector<std::optional<pos::BookedOrder>> found;
  for (const order::OrderKey& key : keys) {
    auto& slot = found.emplace_back();
    const pos::BookedOrder* booked = find_one(key);
    if (booked != nullptr && !shows_nothing_) slot = as_it_stands(*booked);
  }
  return found;
}

base::Result<std::vector<pos::BookedOrder>> MemoryPos::orders_of(const pos::OrderRange& range) {
  if (unreachable()) return unreachable_error();
  TRY(require_config(range.pos_config));
  std::vector<pos::BookedOrder> found;
  for (const pos::BookedOrder& booked : orders_) {
    if (booked.pos_config == range.pos_config && booked.key.source == range.source &&
        booked.date >= range.from && booked.date < range.until) {
      found.push_back(as_it_stands(booked));
    }
  }
  return found;
}

// As in Odoo an order is "paid" while its session is open and "done" once it is closed.
pos::BookedOrder MemoryPos::as_it_stands(const pos::BookedOrder& booked) const {
  pos::BookedOrder standing = booked;
  for (const Session& session : sessions_) {
    if (session.name == booked.session && session.state == SessionState::closed) standing.state = "done";
  }
  if (const auto left = states_.find(booked.key.external_id); left != states_.end())
    standing.state = left->second;
  return standing;
}

}  // namespace ordersync::support
