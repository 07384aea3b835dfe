// Which row of the journal each element of a batch belongs to; see receive.h.
#include <utility>

#include "journal/receive.h"
#include "journal/stored_payload.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;
using sql::Value;

namespace {

constexpr std::string_view kKnown =
    "SELECT id, state, content, digest, lease_id, run_id, sync_id, tally, shelf, received_at, "
    "(SELECT COUNT(*) FROM journal_aside a WHERE a.row_id = journal_order.id AND a.status <> 3) FROM "
    "journal_order WHERE "
    "source_id = ? AND external_id = ? AND kind = ? AND refund_id = ?";

// One text for one key. Lengths, because an id may hold any byte.
std::string batch_key(SourceId source, const order::OrderKey& key, std::string_view refund_id) {
  std::string text = std::to_string(source);
  text.append(key.kind == order::Kind::sale ? "s" : "r")
      .append(std::to_string(key.external_id.size()))
      .append(":");
  return text.append(key.external_id).append(refund_id);
}

std::string further_refund_id(const base::Digest& digest) {
  return order::kOwnRefundId + digest.to_hex().substr(0, 8);
}

order::Problem further_refund(const Incoming& incoming) {
  return {std::string(kFurtherRefund),
          "Order " + incoming.key.external_id +
              " was refunded before, and this refund has no id of its own, so it may be the same one sent "
              "again with other "
              "content: press Book as a further refund if it is another one, or Ignore",
          std::string(kFurtherRefund), order::Remedy::fix};
}

order::Problem same_refund(const Incoming& incoming) {
  const bool has_id = !incoming.key.refund_id.empty();
  return {std::string(kFurtherRefund),
          "Order " + incoming.key.external_id + " has a refund with the same lines and amounts that came " +
              (has_id ? "without an id, so this one, with the id " + incoming.key.refund_id + ","
                      : std::string("with an id, so this one, without,")) +
              " may be the same: press Book as a further refund if it is another one, or Ignore",
          std::string(kFurtherRefund), order::Remedy::fix};
}

// Why a row that is not to be worked stands where it does.
std::optional<order::Problem> problem_of(const Incoming& incoming) {
  if (incoming.content == Content::refused) {
    CHECK(incoming.problem.has_value());
    return incoming.problem;
  }
  if (incoming.content == Content::other && incoming.reason) {
    return order::Problem{incoming.reason->code, incoming.reason->message, incoming.reason->code,
                          order::Remedy::fix};
  }
  return std::nullopt;
}

bool reads_as(ContentReader& reader, const Incoming& incoming, std::string_view kept) {
  const auto read = reader.read(incoming.key, read_payload(kept).text);
  return read && read->digest == incoming.digest;
}

}  // namespace

// What the journal knows of every key that was sent: the one thing that is asked for every order of a full
// re-delivery.
Result<void> Receiver::look_up_all() {
  std::vector<Value> values;
  values.reserve(slots_.size() * 4);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    slot.incoming = &batch_[i];
    const order::OrderKey& key = slot.incoming->key;
    slot.refund_id = key.refund_id;
    if (slot.incoming->total) slot.currency = slot.incoming->total->currency();
    TRY_ASSIGN(slot.source, store_.source(key.source));
    values.insert(values.end(), {slot.source, key.external_id, code(key.kind), key.refund_id});
  }
  return store_.sql().query_each(
      kKnown, 4, values, [&](std::size_t index, const Row& row) { slots_[index].found = found_in(row); });
}

// Of all that waits and comes again, and of all that was booked by other settings, in one question: a shop
// without a session may have a day of the ones, one whose time zone was corrected a year of the others.
Result<void> Receiver::compare_payloads() {
  std::vector<std::size_t> compared;
  std::vector<Value> rows;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (!slot.found || slot.repeats || slot.found->leased) continue;
    const State state = slot.found->state;
    const bool same_digest = slot.found->digest == slot.incoming->digest;
    const bool waits = (state == State::received || state == State::parked) && same_digest;
    if (!waits && (state != State::settled || same_digest)) continue;
    compared.push_back(i);
    rows.push_back(slot.found->row);
  }
  return store_.sql().query_each(
      "SELECT bytes FROM journal_payload WHERE row_id = ?", 1, rows, [&](std::size_t index, const Row& row) {
        Slot& slot = slots_[compared[index]];
        // What waits needs all of it: what retention left of an order that was booked is less.
        const std::string_view kept = row.bytes(0), payload = slot.incoming->payload;
        const bool is_booked = slot.found->state == State::settled;
        slot.same_payload = is_booked ? is_same_payload(kept, payload) : kept == payload;
      });
}

Result<void> Receiver::resolve(std::size_t index) {
  Slot& slot = slots_[index];
  // A further refund is told from a repeated one before it can take another's place, in this batch as in the
  // journal.
  if (is_anonymous_refund(*slot.incoming) && slot.incoming->content == Content::bookable) {
    if (slot.found) {
      const Known known{slot.found->state, slot.found->digest == slot.incoming->digest, false,
                        slot.found->content, true};
      slot.further = decide(known, slot.incoming->content, slot.found->leased) == Arrival::further_refund;
    } else if (const auto earlier = by_key_.find(batch_key(slot.source, slot.incoming->key, {}));
               earlier != by_key_.end()) {
      const Incoming& other = *slots_[earlier->second].incoming;
      slot.further = other.content == Content::bookable && other.digest != slot.incoming->digest;
    }
    if (slot.further) {
      slot.refund_id = further_refund_id(slot.incoming->digest);
      TRY(look_up(slot));
      if (!slot.found) TRY(find_read_otherwise(slot));
      if (slot.further) slot.problem = further_refund(*slot.incoming);
    }
  }
  if (!slot.found && !slot.further && is_sent_refund(*slot.incoming)) {
    TRY_ASSIGN(slot.further, may_be_known_otherwise(slot));
    if (slot.further) slot.problem = same_refund(*slot.incoming);
  }
  if (!slot.problem) slot.problem = problem_of(*slot.incoming);
  join_earlier(index);
  return {};
}

// A source that begins to send ids of its refunds, or ceases to, sends those again that it has sent. Of equal
// refunds with ids and without each is one of the other kind, and not a further one, as long as there are
// more of those.
Result<bool> Receiver::may_be_known_otherwise(const Slot& slot) {
  const Incoming& incoming = *slot.incoming;
  Twins& here = twins_[batch_key(slot.source, incoming.key, {}) + incoming.digest.to_hex()];
  Twins all = here;
  TRY(store_.sql().query(
      "SELECT refund_id FROM journal_order WHERE source_id = ? AND external_id = ? AND kind = ? AND "
      "refund_id <> ? "
      "AND state <> ? AND (digest = ? OR EXISTS (SELECT 1 FROM journal_aside a WHERE a.row_id = "
      "journal_order.id AND a.digest = ? AND a.status = ?))",
      {slot.source, incoming.key.external_id, code(order::Kind::refund), order::kReversal,
       code(State::skipped), blob(incoming.digest), blob(incoming.digest), code(AsideStatus::as_booked)},
      [&](const Row& row) {
        const bool own = !row.text(0).empty() && !row.text(0).starts_with(order::kOwnRefundId);
        ++(own ? all.with_id : all.without);
      }));
  const bool has_id = !incoming.key.refund_id.empty();
  if (!by_key_.contains(batch_key(slot.source, incoming.key, slot.refund_id)))
    ++(has_id ? here.with_id : here.without);
  return has_id ? all.without > all.with_id : all.with_id > all.without;
}

// The sync's settings or its hook were changed, not the refund: one that is known reads today as what has
// come, or did so before. Where nobody can read it, or nothing is left of it, the same bytes are the same
// refund.
Result<void> Receiver::find_read_otherwise(Slot& slot) {
  const Incoming& incoming = *slot.incoming;
  TRY(store_.sql().query(
      "SELECT o.id, o.state, o.content, o.digest, o.lease_id, o.run_id, o.sync_id, o.tally, o.shelf, "
      "o.received_at, 0, o.refund_id, p.bytes, CASE WHEN EXISTS (SELECT 1 FROM journal_aside a WHERE "
      "a.row_id = o.id AND a.digest = ? AND a.status = ?) THEN 1 ELSE 0 END "
      "FROM journal_order o JOIN journal_payload p ON p.row_id = o.id WHERE o.source_id = ? AND "
      "o.external_id = ? "
      "AND o.kind = ? AND (o.refund_id = '' OR o.refund_id LIKE '~%') AND o.refund_id <> ? ORDER BY o.id",
      {blob(incoming.digest), code(AsideStatus::as_booked), slot.source, incoming.key.external_id,
       code(order::Kind::refund), order::kReversal},
      [&](const Row& row) {
        const std::string_view kept = row.bytes(12);
        if (slot.found || kept.empty()) return;
        const bool noted = row.integer(13) != 0;
        const bool readable = incoming.reader != nullptr && !read_payload(kept).text.empty();
        const bool same = noted || (readable ? reads_as(*incoming.reader, incoming, kept)
                                             : is_same_payload(kept, incoming.payload));
        if (!same) return;
        slot.found = found_in(row);
        slot.refund_id = row.text(11);
      }));
  if (!slot.found) return {};
  slot.further = !slot.refund_id.empty();
  TRY(note_digest(slot));
  slot.found->digest = incoming.digest;
  return {};
}

// Twice in one answer counts once: the same content is the same, of different ones the last counts.
void Receiver::join_earlier(std::size_t index) {
  Slot& slot = slots_[index];
  const auto [place, is_new] =
      by_key_.try_emplace(batch_key(slot.source, slot.incoming->key, slot.refund_id), index);
  if (is_new) return;
  Slot& earlier = slots_[place->second];
  if (earlier.incoming->digest == slot.incoming->digest &&
      earlier.incoming->content == slot.incoming->content) {
    slot.repeats = true;
    slot.winner = place->second;
    return;
  }
  earlier.repeats = true;
  earlier.winner = index;
  slot.superseding = true;
  place->second = index;
}

Result<void> Receiver::look_up(Slot& slot) {
  slot.found.reset();
  const order::OrderKey& key = slot.incoming->key;
  return store_.sql().query(kKnown, {slot.source, key.external_id, code(key.kind), slot.refund_id},
                            [&](const Row& row) { slot.found = found_in(row); });
}

Receiver::Found Receiver::found_in(const Row& row) {
  return {row.integer(0),
          static_cast<State>(row.integer(1)),
          static_cast<Content>(row.integer(2)),
          digest_from(row.bytes(3)),
          !row.is_null(4),  // leases that have passed were freed before
          row.integer(5),
          row.integer(6),
          static_cast<Tally>(row.integer(7)),
          !row.is_null(8) && row.integer(8) == code(Shelf::held),
          row.integer(9),
          row.integer(10) > 0};
}

}  // namespace ordersync::journal
