// PORT: the Point of Sale where orders are booked. Two real ones: the embedded POS and a real Odoo. Names and
// meanings are Odoo's. One thread at a time per object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "order/catalogue.h"
#include "order/document.h"
#include "order/key.h"
#include "order/order.h"
#include "order/problem.h"
#include "order/taxes.h"

namespace ordersync::pos {

enum class SessionState { opening_control, opened, closing_control, closed };
std::string_view to_string(SessionState state);

struct Closing {
  base::Money opening_cash;   // what the session before left in the drawer
  base::Money expected_cash;  // with what was paid in cash since
  base::Money counted_cash;
  base::Money difference;
  bool counted = false;  // false: nobody counted, counted = expected ("not counted")
};

// Of an order, its own date, and of the session it goes into, the opening: an order is late that is dated
// this long before it, or longer. What came closer to it is what the session was opened for.
inline constexpr base::Milliseconds kLateFrom{60'000};

struct Session {
  std::int64_t id = 0;
  std::string name;  // "Main Store/00001"
  std::string pos_config;
  SessionState state = SessionState::opened;
  bool automatic = false;  // opened by the system user; only such sessions are closed by a rule
  std::optional<base::Instant> opened_at;
  std::optional<base::Instant> closed_at;
  std::optional<base::Instant>
      last_order_at;  // when the newest order was booked into it (not the order's own date)
  std::int64_t orders = 0;
  base::Money total;
  std::optional<Closing> closing;
  std::vector<std::string> late_orders;  // names of orders that kLateFrom calls late; closing report only
  std::string page;                      // the address where a person opens it in the POS; empty: it has none
};

struct BookedMove {
  std::int64_t product_id = 0;
  std::string product;
  base::Decimal qty;  // always positive; the picking's direction says which way
};

enum class PickingDirection { out, in };

struct Picking {
  std::string name;   // "WH/POS/00001"
  std::string state;  // "done"
  PickingDirection direction = PickingDirection::out;
  std::vector<BookedMove> moves;
};

// An order as it stands in the POS: P of the contract.
struct BookedOrder {
  order::OrderKey key;
  std::string name;  // "Main Store/0001"
  std::string reference;
  std::string state;  // "paid", "done", "invoiced"
  std::string session;
  std::string pos_config;
  base::Instant date;
  base::Currency currency;
  base::Money total;
  base::Money tax;
  base::Money amount_paid;  // net of change
  base::Money change;
  // Taken back in the POS itself, under no key of ours: in `currency`, positive. Zero in any currency:
  // nothing.
  base::Money returned;
  std::vector<order::DocumentLine> lines;
  std::vector<order::DocumentPayment> payments;
  std::optional<Picking> picking;  // nothing: only services, or stock moves at closing
  // What a person must know of how it stands, whatever was sent: left in draft by Odoo, booked twice …
  std::optional<order::Notice> alarm;
  std::string page;  // the address where a person opens it in the POS; empty: it has none
};

// What became of one posted document (design "Exactly once" 2).
struct Outcome {
  enum class Kind { created, exists, exists_different, refused, unknown };
  Kind kind = Kind::unknown;
  std::string pos_order;  // its name, when it stands and the POS says the name at once; else find() tells
  std::optional<order::Problem> problem;  // refused, exists_different, unknown: why
  order::Warnings warnings;               // stock went negative …
};

enum class AutoCreate { no, yes };

// Whose orders, and when they are dated: from `from` until before `until`.
struct OrderRange {
  std::string_view pos_config;
  std::string_view source;
  base::Instant from;
  base::Instant until;
};

// What whoever has documents posted says to it meanwhile. A failure: nothing more is sent.
struct Permit {
  using Asked = std::function<base::Result<void>()>;
  static base::Result<void> given() { return {}; }

  // Before any of them is sent, where nobody else can book, call off or give up the same documents until they
  // stand. Only reads, perhaps within a transaction of the store.
  Asked may_send = given;
  // Before each request that may take minutes: whoever waits is alive. Outside of any transaction.
  Asked go_on = given;
};

class Target {
 public:
  virtual ~Target() = default;

  // How many documents are best posted in one call: enough to be quick, few enough to show progress and to
  // stop.
  virtual std::size_t batch_size() const = 0;

  // The catalogue of one configuration, possibly cached; cheap when nothing changed. Fails with
  // "pos_config_not_found".
  virtual base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) = 0;
  // The same as it stands now: an order needs something that is not in it. Not read again within a moment.
  virtual base::Result<std::shared_ptr<const order::Catalogue>> catalogue_now(std::string_view pos_config) {
    return catalogue(pos_config);
  }
  // Whether the catalogue is at hand: asking for it waits for nobody.
  virtual bool is_at_hand() const { return false; }
  // One by which orders can be received, though none is given: as it was known last, asking nobody. Only its
  // currency is sure to be right. Null where none is known.
  virtual base::Result<std::shared_ptr<const order::Catalogue>> kept_for_receiving(
      std::string_view pos_config) {
    (void)pos_config;
    return std::shared_ptr<const order::Catalogue>();
  }

  // The POS's customer of an order, by the POS's own id, reference, e-mail or phone (behaviour 9); nothing
  // when none or several fit, never created. A POS without customers answers nothing.
  virtual base::Result<std::optional<std::string>> find_customer(const order::Customer& customer) = 0;
  // False: find_customer never finds anybody. Safe from any thread.
  virtual bool knows_customers() const { return true; }

  // What a line costs whose taxes are no plain percentages, by the POS's own computation (behaviour 6);
  // nothing where it cannot tell. Fails when the POS cannot be asked now.
  virtual base::Result<std::optional<order::LineAmounts>> compute_all(const order::PosAmounts::Question&,
                                                                      base::Currency) {
    return std::optional<order::LineAmounts>();
  }

  // The open session of the configuration, by the table of behaviour 8: used, opened, created, or the reason
  // why not: "no_open_session", "session_closing", "no_payment_method" (all kind conflict), with the guide's
  // text. Says which session it is; what has been sold in it open_session() tells.
  virtual base::Result<Session> ensure_session(std::string_view pos_config, AutoCreate auto_create) = 0;
  // The session that is not closed, if any.
  virtual base::Result<std::optional<Session>> open_session(std::string_view pos_config) = 0;
  // Closes an opened session; nothing counted: counted = expected. Fails with "session_not_open", also when
  // `only` is given and the session to be closed has another id (somebody closed that one meanwhile), and
  // with the POS's own reason when it refuses; never forced.
  virtual base::Result<Session> close_session(std::string_view pos_config,
                                              std::optional<base::Money> counted_cash,
                                              std::optional<std::int64_t> only = std::nullopt) = 0;

  // Books documents into the session, each with its own outcome, in the same order. Every outcome `unknown`
  // is allowed; an exception is not. A refused document leaves nothing behind.
  std::vector<Outcome> post(const Session& session, std::span<const order::PosDocument> documents,
                            const Permit& permit = {}) {
    return book(session, documents, permit);
  }

  // Of documents that may be on their way and are not to be booked any more: whether they stand, each with
  // its own outcome, in the same order: exists, unknown, or refused as "superseded" where nothing of it
  // stands and nothing will.
  virtual std::vector<Outcome> call_off(const Session& session,
                                        std::span<const order::PosDocument> documents);

  // Reads back by key, in the order of `keys`; nothing where the POS has no such order.
  virtual base::Result<std::vector<std::optional<BookedOrder>>> find(
      std::span<const order::OrderKey> keys) = 0;
  // What stands in the POS of one source's orders, by their own dates, in the order they were booked: for
  // reconciliation, which must also see what nobody knows of. Orders of other sources and those that people
  // rang up are left out. Fails with "pos_config_not_found".
  virtual base::Result<std::vector<BookedOrder>> orders_of(const OrderRange& range) = 0;

 protected:
  // As post.
  virtual std::vector<Outcome> book(const Session& session, std::span<const order::PosDocument> documents,
                                    const Permit& permit) = 0;
};

// PURE: whether two unit prices (or discounts in percent) are the same to a POS that keeps them as binary
// floating point, whose 15th digit is not to be trusted: |a − b| · 10⁹ ≤ max(|a|, |b|), exactly. Amounts are
// never compared like this.
bool same_price(const base::Decimal& a, const base::Decimal& b);

// PURE: the source sent the order otherwise before it was booked.
order::Problem superseded(const order::OrderKey& key);

// PURE: whether its money came in: no draft that a POS left behind, and nothing that somebody cancelled
// there.
bool is_paid(const BookedOrder& booked);

// PURE: what differs between what was to be booked and what stands in the POS, in the owner's words; nothing
// when they agree. Used by read-back and to tell `exists` from `exists_different`. Prices and discounts by
// same_price, all else exactly. Where products did not move and others did that no line sells, Odoo has taken
// them for kits, and neither is a difference.
std::optional<order::Notice> compare(const order::PosDocument& document, const BookedOrder& booked);

}  // namespace ordersync::pos
