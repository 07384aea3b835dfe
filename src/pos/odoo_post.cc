// The voyage of one batch of documents into Odoo; see odoo_post.h.
#include "pos/odoo_post.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "pos/document_check.h"
#include "pos/odoo_key.h"
#include "pos/odoo_readback.h"
#include "pos/odoo_shop.h"
#include "pos/odoo_shop_read.h"

namespace ordersync::pos::odoo {

using order::Problem;
using order::Remedy;
namespace {

// Errors that speak of one order. All others speak of the connection, and no order is to be blamed for them.
bool is_about_an_order(const base::Error& error) {
  return error.code == "odoo_validation_error" || error.code == "odoo_user_error" ||
         error.code == "odoo_missing_record" || error.code == "odoo_fault" ||
         error.code == "odoo_request_too_large";
}

// The questions came through and this call did not: a firewall may mind a word in one of its orders.
bool is_stopped_on_the_way(const base::Error& error) {
  return error.code == "odoo_no_api" || error.code == "odoo_not_odoo";
}

// Odoo answers well; it is we who do not send.
bool is_ours(const base::Error& error) {
  const bool is_of_the_store =
      error.kind == base::ErrorKind::busy || error.kind == base::ErrorKind::unavailable;
  return is_of_the_store || error.code == "odoo_writer_busy" || error.code == "odoo_flight_lost" ||
         error.code == "connection_edited" || error.code == "odoo_not_sent" || error.code == "lease_lost";
}

Problem waits_for(const base::Error& error) {
  return {error.code, error.message, error.code, Remedy::wait};
}

std::string amount_text(const order::PosDocument& document) {
  return document.total.to_string() + " " + std::string(document.currency.code());
}

// Odoo's words often carry the order's own numbers, which would part what one fix frees.
std::string without_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c < '0' || c > '9') out += c;
  }
  return out;
}

Problem refusal(const order::PosDocument& document, const base::Error& error) {
  return {"odoo_refused",
          "Odoo refused order " + document.key.external_id + " (" + amount_text(document) +
              "): " + error.message + ". Nothing of it was written. Mend the cause in Odoo, then press Retry",
          "odoo_refused:" + error.detail + ":" + without_digits(error.message), Remedy::fix};
}

base::Error not_sent(std::string why) {
  return {base::ErrorKind::temporary, "odoo_not_sent", std::move(why), {}};
}

base::Error stopping() {
  return not_sent(
      "The program was asked to stop before this order was sent to Odoo; it goes on at the next run");
}

// Odoo may still be at work on the one it did not answer to.
base::Error behind_a_lost_answer() {
  return not_sent(
      "Odoo gave no answer to another order, so this one was not sent: it goes on when Odoo must "
      "have finished with that one");
}

// Whether a payment is booked on the customer's account, as matching sees it.
bool owes(const order::PosDocument& document, const order::Catalogue& goods) {
  return std::any_of(document.payments.begin(), document.payments.end(), [&](const auto& payment) {
    const order::PaymentMethod* method = goods.payment_method(payment.method_id);
    return method != nullptr && (method->journal.empty() || method->needs_customer);
  });
}

// Matched anew, an order finds its customer or says why not; of a reversal nothing is ever matched.
Problem customer_gone(const order::PosDocument& document) {
  const bool reversal = order::is_reversal(document.key);
  return {
      "customer_gone",
      "The customer on whose account order " + document.key.external_id + " (" + amount_text(document) +
          ") is booked is no longer in Odoo: deleted, or merged into another contact. Nothing was sent. " +
          (reversal ? "Take the sale back in Odoo by hand, then ignore this one"
                    : "The customer is looked for anew"),
      "customer_gone", reversal ? Remedy::fix : Remedy::wait};
}

order::Notice customer_left_out() {
  return {"customer_left_out",
          "Its customer is no longer in Odoo (deleted, or merged into another contact): booked without one"};
}

Problem no_answer(const order::PosDocument& document) {
  return {"odoo_no_answer",
          "Odoo was sent order " + document.key.external_id + " (" + amount_text(document) + ") alone " +
              std::to_string(Suspects::kLostAloneAtMost) +
              " times and never answered, while it booked others; it has not booked this one. Something in "
              "Odoo fails at it, or a firewall before Odoo minds a word in it: the log of that moment says "
              "what. Mend that, then press Retry; or Ignore",
          "odoo_no_answer", Remedy::fix};
}

}  // namespace

// One document on its way.
struct Poster::Item {
  const order::PosDocument* document = nullptr;
  Outcome* outcome = nullptr;
  OrderLinks links;
  bool to_send = true;
  bool without_its_customer = false;

  void end(Outcome::Kind kind) {
    outcome->kind = kind;
    outcome->problem.reset();
    to_send = false;
  }
  void end(Outcome::Kind kind, Problem why) {
    outcome->kind = kind;
    outcome->problem = std::move(why);
    to_send = false;
  }
};

// One call of post: what all its documents share.
struct Poster::Voyage {
  const PosFacts& pos;
  const order::Catalogue& goods;
  const Session& session;
  const Errand errand;
  const Permit& permit;
  Writer writer;
  Server server;
  OrderFrame frame;
  std::vector<Item> items;
  bool moves_stock = true;  // with each order, not when the session closes
  bool over = false;        // nothing more is sent

  bool any_to_send() const {
    return std::any_of(items.begin(), items.end(), [](const Item& item) { return item.to_send; });
  }
};

std::vector<order::OrderKey> Poster::keys_of(std::span<Item* const> items) {
  std::vector<order::OrderKey> keys;
  keys.reserve(items.size());
  for (const Item* item : items) keys.push_back(item->document->key);
  return keys;
}

Poster::Poster(Rpc& rpc, Flights& flights, Suspects& suspects, Customers& customers,
               const std::function<bool()>& stop_requested)
    : rpc_(rpc),
      flights_(flights),
      suspects_(suspects),
      customers_(customers),
      stop_requested_(stop_requested) {}

std::vector<Outcome> Poster::post(const PosFacts& pos, const order::Catalogue& goods, const Session& session,
                                  std::span<const order::PosDocument> documents, Errand errand,
                                  const Permit& permit) {
  out_of_reach_.reset();
  posted_.clear();
  std::vector<Outcome> outcomes(documents.size());
  if (documents.empty()) return outcomes;
  Voyage voyage{pos, goods, session, errand, permit, {rpc_, flights_}, {}, {}, {}};
  std::map<order::OrderKey, std::size_t> first;
  std::vector<std::pair<std::size_t, std::size_t>> again;  // the same key twice: the second place, the first
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto [known, is_new] = first.emplace(documents[i].key, i);
    if (!is_new) {
      again.emplace_back(i, known->second);
      continue;
    }
    voyage.items.push_back(Item{&documents[i], &outcomes[i], {}, true, false});
  }

  depart(voyage);
  for (const auto& [second, earlier] : again) {
    outcomes[second] = outcomes[earlier];
    outcomes[second].warnings.clear();
    if (outcomes[second].kind == Outcome::Kind::created) outcomes[second].kind = Outcome::Kind::exists;
  }
  return outcomes;
}

void Poster::depart(Voyage& voyage) {
  auto server = rpc_.server();
  if (!server.ok()) return end_voyage(voyage, server.error());
  voyage.server = *server;
  const PosFacts& pos = voyage.pos;
  voyage.frame = {server->series, voyage.session.id, pos.company_id, server->user_id, pos.pricelist_id};

  const auto begun = voyage.writer.begin(pos.warehouse_id);
  if (!begun.ok()) return end_voyage(voyage, begun.error());
  // From here on whoever takes these orders over waits for our flight.
  const auto allowed = voyage.permit.may_send();
  if (!allowed.ok()) return end_voyage(voyage, allowed.error());
  const auto suspects = suspects_.read();
  if (!suspects.ok()) return end_voyage(voyage, suspects.error());

  // What stands is found before anything is judged: an order booked long ago may no longer pass the checks.
  look_up(voyage);
  if (!voyage.over) leave_those_of_another_pos(voyage);
  if (!voyage.over && voyage.errand == Errand::call_off) call_off(voyage);
  if (!voyage.over) check_documents(voyage);
  if (!voyage.over) check_customers(voyage);
  if (!voyage.over && voyage.any_to_send()) check_session(voyage);
  if (!voyage.over && voyage.any_to_send()) link_refunds(voyage);
  if (!voyage.over) send(voyage);
  voyage.writer.end();
  if (!voyage.writer.answer_lost() && voyage.moves_stock) warn_of_negative_stock(voyage);
}

// Sent to another Point of Sale of this Odoo before its sync was led to this one, an order may still be on
// its way to that one's warehouse: then it is neither refused nor matched anew.
void Poster::leave_those_of_another_pos(Voyage& voyage) {
  for (Item& item : voyage.items) {
    if (!item.to_send || item.document->pos_config == voyage.session.pos_config) continue;
    const auto alone = voyage.writer.no_other_flight();
    if (!alone.ok()) item.end(Outcome::Kind::unknown, waits_for(alone.error()));
  }
}

// The flight before ours has ended: what does not stand by now never will.
void Poster::call_off(Voyage& voyage) {
  std::vector<order::OrderKey> gone;
  for (Item& item : voyage.items) {
    if (!item.to_send) continue;
    gone.push_back(item.document->key);
    item.end(Outcome::Kind::refused, superseded(item.document->key));
  }
  note(suspects_.no_more(gone));
}

void Poster::check_documents(Voyage& voyage) {
  for (Item& item : voyage.items) {
    if (!item.to_send) continue;
    if (const auto id = base::Decimal::parse(item.document->customer_id); id.ok() && id->scale() == 0) {
      item.links.partner_id = static_cast<std::int64_t>(id->mantissa());
    }
    auto why = check_document(*item.document, voyage.goods);
    if (!why) why = why_not(*item.document, voyage.pos.quantity_digits);
    if (!why)
      why = why_not_in_coins(*item.document, voyage.goods.config().cash_rounding, voyage.frame.series);
    if (!why) why = why_not_by_taxes_of(voyage.goods, *item.document);
    if (why) item.end(Outcome::Kind::refused, std::move(*why));
  }
}

// A partner may be deleted or merged between the match and the post, which are hours apart where an answer
// was lost. Odoo would refuse the order with the name of a constraint (14), or book it without a customer
// even where it is the customer's debt, so that its session cannot be closed (17 and later).
void Poster::check_customers(Voyage& voyage) {
  std::set<std::int64_t> partners;
  for (const Item& item : voyage.items) {
    if (item.to_send && item.links.partner_id) partners.insert(*item.links.partner_id);
  }
  if (partners.empty()) return;
  const auto gone = customers_.gone(std::move(partners));
  if (!gone.ok()) {
    if (odoo::out_of_reach(gone.error())) end_voyage(voyage, gone.error());
    return;
  }
  for (Item& item : voyage.items) {
    if (!item.to_send || !item.links.partner_id || !gone->contains(*item.links.partner_id)) continue;
    if (owes(*item.document, voyage.goods)) {
      item.end(Outcome::Kind::refused, customer_gone(*item.document));
      continue;
    }
    item.links.partner_id.reset();
    item.without_its_customer = true;
  }
}

// The sale happened, so the stock may go below nothing (behaviour 9); a failed question loses only the
// warning.
void Poster::warn_of_negative_stock(Voyage& voyage) {
  std::set<std::int64_t> moved;
  for (const Item& item : voyage.items) {
    if (item.outcome->kind != Outcome::Kind::created) continue;
    for (const order::DocumentLine& line : item.document->lines) {
      if (line.product_type == order::ProductType::storable) moved.insert(line.product_id);
    }
  }
  if (moved.empty() || voyage.pos.stock_location_id == 0) return;
  Value::Array ids;
  for (const std::int64_t id : moved) ids.emplace_back(id);
  Rpc::Search search;
  search.model = "stock.quant";
  search.domain = Value::list({Value::list({"product_id", "in", std::move(ids)}),
                               Value::list({"location_id", "=", voyage.pos.stock_location_id}),
                               Value::list({"quantity", "<", 0})});
  search.fields = {"product_id", "quantity"};
  const auto quants = rpc_.all(search);
  if (!quants.ok()) return;
  for (const Value& quant : *quants) {
    const auto product = quant["product_id"].id();
    const base::Decimal quantity = without_noise(quant["quantity"].decimal().value_or(base::Decimal()));
    if (!product || !quantity.is_negative()) continue;
    for (auto item = voyage.items.rbegin(); item != voyage.items.rend(); ++item) {
      if (item->outcome->kind != Outcome::Kind::created) continue;
      const auto& lines = item->document->lines;
      const auto line = std::find_if(lines.begin(), lines.end(), [&](const order::DocumentLine& candidate) {
        return candidate.product_id == *product && candidate.product_type == order::ProductType::storable;
      });
      if (line == lines.end()) continue;
      item->outcome->warnings.push_back({"stock_negative", "Stock of \"" + line->product + "\" is now " +
                                                               quantity.to_string() +
                                                               ": count it or enter what was delivered"});
      break;
    }
  }
}

// A note that cannot be written costs a round more of what it would have saved.
void Poster::note(const base::Result<void>& noted) {
  static_cast<void>(noted.ok());
}

// What the call that failed with `error` was about; the rest was not sent. Whether it is the fault of one of
// its orders, the next voyages tell.
void Poster::end_voyage(Voyage& voyage, std::span<Item*> sent, const base::Error& error) {
  const bool answer_lost = voyage.writer.answer_lost();
  if (answer_lost || is_stopped_on_the_way(error)) note(suspects_.not_answered(keys_of(sent)));
  if (!answer_lost) return end_voyage(voyage, error);
  for (Item* item : sent) item->end(Outcome::Kind::unknown, waits_for(error));
  end_voyage(voyage, behind_a_lost_answer());
  out_of_reach_ = error;
}

// Everything not sent yet stays unknown and is asked for by key next time.
void Poster::end_voyage(Voyage& voyage, const base::Error& error) {
  voyage.over = true;
  if (!is_ours(error)) out_of_reach_ = error;
  for (Item& item : voyage.items) {
    if (item.to_send) item.end(Outcome::Kind::unknown, waits_for(error));
  }
}

// Design "Exactly once" 3: the POS is asked by key before anything is sent.
void Poster::look_up(Voyage& voyage) {
  std::vector<order::OrderKey> keys;
  std::vector<Item*> asked;
  for (Item& item : voyage.items) {
    if (!item.to_send) continue;
    keys.push_back(item.document->key);
    asked.push_back(&item);
  }
  auto there = exist(rpc_, keys);
  if (!there.ok()) return end_voyage(voyage, there.error());
  std::vector<order::OrderKey> found_keys;
  std::vector<Item*> found;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!(*there)[i]) continue;
    found_keys.push_back(keys[i]);
    found.push_back(asked[i]);
  }
  if (found.empty()) return;
  auto standing = read_back(rpc_, found_keys);
  if (!standing.ok()) return end_voyage(voyage, standing.error());
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!(*standing)[i]) continue;  // gone between the two questions: it is sent
    const auto difference = compare(*found[i]->document, (*standing)[i]->booked);
    found[i]->outcome->pos_order = (*standing)[i]->booked.name;
    found[i]->end(difference ? Outcome::Kind::exists_different : Outcome::Kind::exists);
    if (difference)
      found[i]->outcome->problem = Problem{difference->code, difference->message, difference->code};
  }
}

// Up to 17 an order for a closed session lands silently in a rescue session (protocol G7).
void Poster::check_session(Voyage& voyage) {
  Call read{"pos.session",
            "read",
            std::vector{voyage.session.id},
            {{"fields", Value::list({"state", "update_stock_at_closing"})}},
            {}};
  auto answer = rpc_.call(read);
  if (!answer.ok() && !is_about_an_order(answer.error())) return end_voyage(voyage, answer.error());
  if (answer.ok() && !answer->items().empty()) {
    const Value& session = answer->items().front();
    voyage.moves_stock = !session["update_stock_at_closing"].boolean();
    if (session["state"].text() == "opened") return;
  }
  for (Item& item : voyage.items) {
    if (!item.to_send) continue;
    item.end(
        Outcome::Kind::refused,
        {"session_closed", "The session " + voyage.session.name + " was closed before the order was booked",
         "session_closed", Remedy::wait});
  }
  voyage.over = true;
}

void Poster::link_refunds(Voyage& voyage) {
  if (voyage.frame.series < 15) return;  // pos.order.line has no such field before
  std::vector<order::OrderKey> sales;
  for (const Item& item : voyage.items) {
    if (item.to_send && item.document->refund_of) sales.push_back(*item.document->refund_of);
  }
  if (sales.empty()) return;
  auto standing = read_back(rpc_, sales);
  if (!standing.ok()) return end_voyage(voyage, standing.error());
  std::size_t next = 0;
  for (Item& item : voyage.items) {
    if (!item.to_send || !item.document->refund_of) continue;
    const auto& sale = (*standing)[next++];
    if (!sale) continue;
    std::vector<SoldLine> sold;
    for (std::size_t i = 0; i < sale->line_ids.size(); ++i) {
      sold.push_back({sale->line_ids[i], sale->booked.lines[i]});
    }
    item.links.refunded_lines = refunded_lines(*item.document, sold);
  }
}

// Suspects last, the one that was lost the fewest times first: what Odoo may die of holds up nothing but
// itself.
void Poster::send(Voyage& voyage) {
  std::vector<Item*> rest;
  std::vector<Item*> suspects;
  for (Item& item : voyage.items) {
    if (item.to_send) (suspects_.contains(item.document->key) ? suspects : rest).push_back(&item);
  }
  for (std::size_t begin = 0; begin < rest.size() && !voyage.over; begin += kOrdersACall) {
    send_batch(voyage, std::span(rest).subspan(begin, std::min(kOrdersACall, rest.size() - begin)));
  }
  std::stable_sort(suspects.begin(), suspects.end(), [&](const Item* a, const Item* b) {
    return suspects_.lost_alone(a->document->key) < suspects_.lost_alone(b->document->key);
  });
  for (Item* suspect : suspects) {
    if (!voyage.over) send_suspect(voyage, *suspect);
  }
}

// Its last flight has ended, and it was looked up in this one: nothing of it stands.
void Poster::send_suspect(Voyage& voyage, Item& item) {
  if (suspects_.lost_alone(item.document->key) < Suspects::kLostAloneAtMost) return send_alone(voyage, item);
  item.end(Outcome::Kind::refused, no_answer(*item.document));
  note(suspects_.handed_over(item.document->key));
}

void Poster::send_batch(Voyage& voyage, std::span<Item*> batch) {
  const auto sent = call(voyage, batch);
  if (sent.ok()) return booked(batch, *sent);
  if (!is_about_an_order(sent.error())) return end_voyage(voyage, batch, sent.error());
  // The call was one transaction and is rolled back whole. Which order it was tells only one order at a time.
  for (Item* item : batch) {
    if (!voyage.over) send_alone(voyage, *item);
  }
}

// Up to 17 a list of ids and receipt numbers, from 18 on the whole records by model. An order that the answer
// does not name is read back by its key like any other.
void Poster::booked(std::span<Item*> batch, const Value& answer) {
  std::map<std::string_view, std::int64_t> ids;
  for (const Value& order : answer.is_array() ? answer.items() : answer["pos.order"].items()) {
    const auto id = order["id"].integer();
    if (id) ids.emplace(order["pos_reference"].text(), *id);
  }
  for (Item* item : batch) {
    item->end(Outcome::Kind::created);
    if (item->without_its_customer) item->outcome->warnings.push_back(customer_left_out());
    const order::PosDocument& document = *item->document;
    const auto found = ids.find(pos_reference(document.key));
    if (found != ids.end())
      posted_.push_back({document.key, found->second, document.currency, document.lines});
  }
}

void Poster::send_alone(Voyage& voyage, Item& item) {
  Item* alone = &item;
  const auto sent = call(voyage, std::span(&alone, 1));
  if (sent.ok()) return booked(std::span(&alone, 1), *sent);
  if (!is_about_an_order(sent.error())) return end_voyage(voyage, std::span(&alone, 1), sent.error());
  // Odoo 19 refuses the second of two simultaneous posts by its unique uuid: the first one stands. And a
  // session closed by somebody meanwhile is no fault of the order.
  const auto there = exist(rpc_, std::span(&item.document->key, 1));
  if (!there.ok()) return end_voyage(voyage, there.error());
  if (there->front()) return item.end(Outcome::Kind::exists);
  check_session(voyage);
  if (voyage.over) return;
  item.end(Outcome::Kind::refused, refusal(*item.document, sent.error()));
}

base::Result<Value> Poster::call(Voyage& voyage, std::span<Item*> batch) {
  if (stop_requested_ && stop_requested_()) return stopping();
  TRY(voyage.permit.go_on());
  Value::Array payloads;
  for (const Item* item : batch)
    payloads.push_back(order_payload(*item->document, voyage.frame, item->links));
  const Call booking = booking_call(std::move(payloads), voyage.frame.series);
  // Odoo has tried five times itself when it says so; one more try has always been enough (protocol section
  // 2).
  for (int attempt = 0;; ++attempt) {
    auto answer = voyage.writer.call(booking);
    if (answer.ok() || is_about_an_order(answer.error())) note(suspects_.answered(keys_of(batch)));
    if (answer.ok()) return answer;
    if (answer.error().code != "odoo_busy" || attempt > 0) return answer.error();
  }
}

std::vector<std::int64_t> refunded_lines(const order::PosDocument& refund, std::span<const SoldLine> sold) {
  std::vector<bool> taken(sold.size());
  std::vector<std::int64_t> ids;
  for (const order::DocumentLine& line : refund.lines) {
    std::int64_t id = 0;
    for (std::size_t i = 0; i < sold.size() && id == 0 && line.qty.is_negative(); ++i) {
      const order::DocumentLine& candidate = sold[i].line;
      if (taken[i] || candidate.product_id != line.product_id ||
          !same_price(candidate.price_unit, line.price_unit) || candidate.qty.is_negative()) {
        continue;
      }
      taken[i] = true;
      id = sold[i].id;
    }
    ids.push_back(id);
  }
  return ids;
}

}  // namespace ordersync::pos::odoo
