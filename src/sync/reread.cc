// Reading what was kept once more; see reread.h.
#include "sync/reread.h"

#include <string>
#include <utility>

#include "source/framing.h"
#include "source/recorder.h"

namespace ordersync::sync {

namespace {

order::Problem other_order(const order::OrderKey& key) {
  return {"hook_other_order",
          "The sync makes other orders of this payload than before, and none of them is order " +
              key.external_id + ". Look at what its hook gives as OrderID, or ignore this order",
          "hook_other_order", order::Remedy::fix};
}

order::Problem kept_in_part() {
  return {"order_kept_in_part",
          "What is kept of this order is not all that came, since card numbers are cut, so nothing is booked "
          "from it. It is booked when the external system sends it again",
          "order_kept_in_part", order::Remedy::fix};
}

// Booked long ago, lost by the POS, booked again, and refused: the document alone was left of it.
order::Problem payload_removed() {
  return {"payload_removed",
          "What the source sent of this order is kept no longer (retention). It is booked when the source "
          "sends it again; or enter it in the POS by hand and ignore it here",
          "payload_removed", order::Remedy::fix};
}

// A start date or a filter of the sync that was made again is not said of what waited before.
order::Problem left_out_by_its_new_sync(const order::Notice& reason) {
  return {"taken_over_left_out",
          "This order waited when its sync was removed, and the sync that took it over leaves it out: " +
              reason.message + ". Edit that sync, or ignore the order",
          "taken_over_left_out", order::Remedy::fix};
}

order::Problem unreadable(const order::OrderKey& key) {
  return {"order_unreadable",
          "What is kept of order " + key.external_id +
              " cannot be read with the sync's settings of today. Look at what was changed in them",
          "order_unreadable", order::Remedy::fix};
}

// Where the POS has it not. It may still be on its way there, so it is not made anew from what the source
// sent.
order::Problem unreadable_intent(const base::Error& error) {
  return {error.code,
          error.message +
              ". That was what was to be booked of this order: the POS is asked for it with each run, and "
              "until it is found there nobody knows whether it was booked, and nothing is sent",
          error.code, order::Remedy::wait};
}

void decode_into(Work& work, source::Decoded decoded) {
  if (!decoded.order || decoded.verdict == source::Verdict::refuse) {
    work.refused = decoded.problem ? *std::move(decoded.problem) : unreadable(work.key);
    return;
  }
  work.order = std::move(decoded.order);
  work.order->key = work.key;
  work.read_again = {decoded.content, work.order->date, work.order->grand_total};
}

// Of an order that was kept under its bytes' digest: whether these are all of its bytes, unmasked.
bool is_whole(const order::OrderKey& key, std::string_view payload) {
  return key.external_id == source::key_of_bytes(base::digest_of(payload));
}

// An order that was refused unread has its first bytes kept, all card-like digits in them masked. Nothing is
// ever booked from such an excerpt: its very id may be cut.
std::optional<order::Problem> excerpt(const journal::Claimed& claimed, const source::Limits& limits) {
  const auto size = static_cast<std::int64_t>(claimed.payload.size());
  const bool whole = is_whole(claimed.key, claimed.payload);
  const bool cut = !whole && claimed.payload.size() >= source::Recorder::kExcerpt;
  const bool was_unread = source::is_refused_unread(claimed.problem);
  if (size > limits.order_bytes || cut)
    return was_unread ? claimed.problem : source::too_large({}, limits.order_bytes);
  if (was_unread && !whole) return claimed.problem;
  return std::nullopt;
}

// The order came under no id, and has one today.
void read_under_its_id(source::Reading reading, const journal::Claimed& claimed,
                       std::optional<order::Problem> why_not, Work work, Reread& reread) {
  if (!why_not && !is_whole(claimed.key, claimed.payload)) why_not = kept_in_part();
  if (!why_not) {
    reread.elsewhere = std::move(reading.orders);
    return;
  }
  reread.sent_as = reading.orders.front().key;
  work.refused = std::move(why_not);
  reread.work = std::move(work);
}

}  // namespace

Rereader::Rereader(const SyncSettings& settings)
    : reader_(settings.decode),
      sale_reader_(source::as_sales(settings.decode)),
      limits_(settings.fetch.limits) {}

Reread Rereader::read(const journal::Claimed& claimed) {
  Work work;
  work.row = claimed.row;
  work.key = claimed.key;
  work.received_at = claimed.received_at;
  work.attempts = claimed.attempts;
  work.cause = claimed.problem.cause;
  work.unknown_since = claimed.unknown_since;
  work.counted = claimed.counted;
  work.refund_alone = claimed.refund_alone;
  if (claimed.was == journal::State::intended) {
    auto document = order::decode_document(claimed.document);
    if (document.ok()) {
      work.document = *std::move(document);
      work.superseded = claimed.superseded;
    } else {
      work.unreadable_intent = unreadable_intent(document.error());
    }
  } else if (!order::is_reversal(work.key)) {
    if (!claimed.payload.empty()) return read_waiting(claimed, std::move(work));
    work.refused = payload_removed();
  }
  Reread reread;
  reread.work = std::move(work);
  return reread;
}

Reread Rereader::read_waiting(const journal::Claimed& claimed, Work work) {
  source::Reader& reader = claimed.as_sale ? sale_reader_ : reader_;
  source::Reading reading = reader.read(claimed.payload);
  source::Decoded& first = reading.orders.front();
  source::Decoded* const found = source::find_order(reading.orders, work.key);
  Reread reread;
  if (source::has_no_id(work.key)) {
    auto why_not = excerpt(claimed, limits_);
    if (first.has_id) {
      read_under_its_id(std::move(reading), claimed, std::move(why_not), std::move(work), reread);
      return reread;
    }
    if (why_not) {
      work.refused = std::move(why_not);
      reread.work = std::move(work);
      return reread;
    }
  }
  source::Decoded& decoded = found == nullptr ? first : *found;
  if (decoded.verdict == source::Verdict::skip && claimed.taken_over) {
    work.refused = left_out_by_its_new_sync(*decoded.skip_reason);
    reread.work = std::move(work);
    return reread;
  }
  if (decoded.verdict == source::Verdict::skip) {
    reread.skipped = std::move(decoded.skip_reason);
    return reread;
  }
  // Without a hook a payload is one order, which may be a refund, or have a refund's id, by today's settings.
  const bool same_order = !reader.rules().hook && first.key.external_id == work.key.external_id;
  if (found == nullptr && first.has_id && same_order) {
    reread.elsewhere = std::move(reading.orders);
    return reread;
  }
  if (found != nullptr) {
    decode_into(work, std::move(*found));
  } else {
    work.refused = first.has_id || !first.problem ? other_order(work.key) : *first.problem;
  }
  reread.work = std::move(work);
  return reread;
}

}  // namespace ordersync::sync
