// Packing and unpacking summaries, and the search over them; see embedded_summary.h.
#include "pos/embedded_summary.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/page_heap.h"
#include "base/whole_number.h"
#include "order/key.h"
#include "sql/nullable.h"

namespace ordersync::pos {
namespace {

// An order within its summary: 2 bytes of id (from the block's first), 8 of date, 8 of total, the lowest
// first.
constexpr std::size_t kEntryBytes = 18;

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::uint64_t get(const char* at, int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
  }
  return value;
}

struct Entry {
  std::int64_t id = 0;
  std::int64_t date = 0;
  std::int64_t total = 0;
};

std::int64_t first_id(std::int64_t block) {
  return block * kOrdersPerBlock + 1;
}

// What has been added up, as long as it fits.
class Total {
 public:
  void add(std::optional<std::int64_t> amount) {
    fits_ = fits_ && amount && !__builtin_add_overflow(sum_, *amount, &sum_);
  }
  std::optional<std::int64_t> value() const { return fits_ ? std::optional(sum_) : std::nullopt; }

 private:
  std::int64_t sum_ = 0;
  bool fits_ = true;
};

// A summary's row without its entries.
struct Head {
  std::int64_t row = 0;
  std::int64_t block = 0;
  std::int64_t orders = 0;
  std::optional<std::int64_t> total;
  std::int64_t first_date = 0;
  std::int64_t last_date = 0;
};

bool is_wanted(const OrdersWanted& wanted, std::int64_t session, std::string_view source, std::int64_t kind) {
  if (!wanted.source.empty() && source != wanted.source) return false;
  if (wanted.kind && kind != stored(*wanted.kind)) return false;
  return !wanted.sessions || std::binary_search(wanted.sessions->begin(), wanted.sessions->end(), session);
}

// The orders of one block that share session, source and kind, on their way into a row.
class Group {
 public:
  explicit Group(std::int64_t block) : block_(block) {}
  void add(const Entry& entry) {
    ++orders_;
    first_date_ = std::min(first_date_, entry.date);
    last_date_ = std::max(last_date_, entry.date);
    total_.add(entry.total);
    put(entries_, static_cast<std::uint64_t>(entry.id - first_id(block_)), 2);
    put(entries_, static_cast<std::uint64_t>(entry.date), 8);
    put(entries_, static_cast<std::uint64_t>(entry.total), 8);
  }
  base::Result<void> insert(sql::Connection& connection, std::int64_t session, std::string_view source,
                            std::int64_t kind) const {
    const auto total = total_.value();
    TRY(connection.execute(
        "INSERT INTO pos_order_summary(block, session_id, source, kind, orders, total, first_date, "
        "last_date, entries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {block_, session, source, kind, orders_, sql::or_null(total), first_date_, last_date_,
         sql::Blob{entries_}}));
    return {};
  }

 private:
  std::int64_t block_;
  std::int64_t orders_ = 0;
  std::int64_t first_date_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t last_date_ = std::numeric_limits<std::int64_t>::min();
  Total total_;
  std::string entries_;
};

base::Result<void> sum_up_block(sql::Connection& connection, std::int64_t block) {
  using Key = std::tuple<std::int64_t, std::string, std::int64_t>;
  std::map<Key, Group> groups;
  const Key* last_key = nullptr;  // orders of a batch share theirs
  Group* last = nullptr;
  TRY(connection.query(
      "SELECT id, session_id, source, kind, date, total FROM pos_order WHERE id BETWEEN ? AND ? ORDER BY id",
      {first_id(block), first_id(block + 1) - 1}, [&](const sql::Row& row) {
        const std::int64_t session = row.integer(1);
        const std::int64_t kind = row.integer(3);
        if (last_key == nullptr || std::get<0>(*last_key) != session ||
            std::get<1>(*last_key) != row.text(2) || std::get<2>(*last_key) != kind) {
          const auto found = groups.try_emplace(Key(session, std::string(row.text(2)), kind), block).first;
          last_key = &found->first;
          last = &found->second;
        }
        last->add({row.integer(0), row.integer(4), row.integer(5)});
      }));
  for (const auto& [key, group] : groups) {
    TRY(group.insert(connection, std::get<0>(key), std::get<1>(key), std::get<2>(key)));
  }
  return {};
}

template <class Use>
base::Result<void> unpack(sql::Connection& connection, const Head& head, Use use) {
  bool whole = false;
  TRY(connection.query("SELECT entries FROM pos_order_summary WHERE id = ?", {head.row},
                       [&](const sql::Row& row) {
                         const std::string_view bytes = row.bytes(0);
                         whole = bytes.size() == static_cast<std::size_t>(head.orders) * kEntryBytes;
                         if (!whole) return;
                         for (std::size_t at = 0; at < bytes.size(); at += kEntryBytes) {
                           const char* entry = bytes.data() + at;
                           const auto id = static_cast<std::int64_t>(get(entry, 2)) + first_id(head.block);
                           use(Entry{id, static_cast<std::int64_t>(get(entry + 2, 8)),
                                     static_cast<std::int64_t>(get(entry + 10, 8))});
                         }
                       }));
  StoredText text;
  if (!whole) text.note_damage();
  return text.checked("pos_order_summary");
}

// Keeps the first few in the order of the list, of all that are considered.
class PageOfOrders {
 public:
  explicit PageOfOrders(const OrdersPage& page)
      : sort_(page.sort),
        kept_(is_descending() ? base::Direction::descending : base::Direction::ascending, page.after,
              page.limit) {}

  void consider(const Entry& entry) { kept_.consider({is_by_date() ? entry.date : entry.total, entry.id}); }
  // Whether none of these orders can come onto the page. Of totals a summary does not say so: each is looked
  // at, which for a million orders takes tens of milliseconds.
  bool is_past(const Head& head) const {
    if (!is_by_date()) return false;
    const auto& after = kept_.after();
    if (is_descending()) {
      return (after && head.first_date > after->by) || (kept_.is_full() && head.last_date < kept_.last().by);
    }
    return (after && head.last_date < after->by) || (kept_.is_full() && head.first_date > kept_.last().by);
  }
  // So that the page fills early and most are past it.
  void sort_by_promise(std::vector<Head>& heads) const {
    if (!is_by_date()) return;
    std::sort(heads.begin(), heads.end(), [this](const Head& a, const Head& b) {
      return is_descending() ? a.last_date > b.last_date : a.first_date < b.first_date;
    });
  }
  void take(OrdersFound& found) {
    auto taken = kept_.take();
    found.page = std::move(taken.places);
    found.more = taken.more;
  }

 private:
  bool is_by_date() const { return sort_ == OrderSort::newest_first || sort_ == OrderSort::oldest_first; }
  bool is_descending() const { return sort_ == OrderSort::newest_first || sort_ == OrderSort::highest_first; }

  OrderSort sort_;
  base::PageHeap<OrderPlace> kept_;
};

// Takes orders one by one: those that are wanted are counted and may come onto the page.
class Collector {
 public:
  Collector(const OrdersWanted& wanted, const OrdersPage& page) : wanted_(wanted), page_(page) {}

  // Of the columns of ORDER_COLUMNS.
  void take_row(const sql::Row& row) {
    if (!is_wanted(wanted_, row.integer(1), row.text(2), row.integer(3))) return;
    const Entry entry{row.integer(0), row.integer(4), row.integer(5)};
    count(entry);
    consider(entry);
  }
  void count(const Entry& entry) {
    if (!is_dated(entry)) return;
    ++count_;
    total_.add(entry.total);
  }
  void consider(const Entry& entry) {
    if (is_dated(entry)) page_.consider(entry);
  }
  // All of a summary at once, where all of its dates are wanted.
  bool count_whole(const Head& head) {
    if (head.first_date < wanted_.from || head.last_date >= wanted_.until) return false;
    count_ += head.orders;
    total_.add(head.total);
    return true;
  }
  PageOfOrders& page() { return page_; }
  OrdersFound found() {
    OrdersFound found;
    page_.take(found);
    found.count = count_;
    found.total = total_.value();
    return found;
  }

 private:
  bool is_dated(const Entry& entry) const { return entry.date >= wanted_.from && entry.date < wanted_.until; }

  const OrdersWanted& wanted_;
  PageOfOrders page_;
  std::int64_t count_ = 0;
  Total total_;
};

base::Result<std::vector<Head>> heads_of(sql::Connection& connection, const OrdersWanted& wanted) {
  std::vector<Head> heads;
  TRY(connection.query(
      "SELECT id, block, session_id, source, kind, orders, total, first_date, last_date "
      "FROM pos_order_summary ORDER BY id",
      {}, [&](const sql::Row& row) {
        if (!is_wanted(wanted, row.integer(2), row.text(3), row.integer(4))) return;
        const Head head{row.integer(0), row.integer(1), row.integer(5), sql::maybe_integer(row, 6),
                        row.integer(7), row.integer(8)};
        if (head.last_date >= wanted.from && head.first_date < wanted.until) heads.push_back(head);
      }));
  return heads;
}

#define ORDER_COLUMNS "SELECT id, session_id, source, kind, date, total FROM pos_order "
constexpr std::string_view kOrderById = ORDER_COLUMNS "WHERE id = ?";
constexpr std::string_view kNotSummedUp = ORDER_COLUMNS "WHERE id > ?";
constexpr std::string_view kByExternalId = ORDER_COLUMNS "WHERE external_id = ?";
constexpr std::string_view kByReference = ORDER_COLUMNS "WHERE external_id = ? AND reference = ?";
constexpr std::string_view kByKey =
    ORDER_COLUMNS "WHERE external_id = ? AND source = ? AND kind = ? AND refund_id = ?";
#undef ORDER_COLUMNS

base::Result<std::int64_t> last_summed_up(sql::Connection& connection) {
  TRY_ASSIGN(const auto block,
             sql::integer_of(connection, "SELECT block FROM pos_order_summary ORDER BY id DESC LIMIT 1", {}));
  return block ? first_id(*block + 1) - 1 : 0;
}

base::Result<void> collect_all(sql::Connection& connection, const OrdersWanted& wanted,
                               Collector& collector) {
  TRY_ASSIGN(std::vector<Head> heads, heads_of(connection, wanted));
  for (const Head& head : heads) {
    if (collector.count_whole(head)) continue;
    TRY(unpack(connection, head, [&](const Entry& entry) { collector.count(entry); }));
  }
  TRY_ASSIGN(const std::int64_t summed_up, last_summed_up(connection));
  TRY(connection.query(kNotSummedUp, {summed_up}, [&](const sql::Row& row) { collector.take_row(row); }));
  PageOfOrders& page = collector.page();
  page.sort_by_promise(heads);
  for (const Head& head : heads) {
    if (page.is_past(head)) continue;
    TRY(unpack(connection, head, [&](const Entry& entry) { collector.consider(entry); }));
  }
  return {};
}

// Everything that a text may mean; an order is found once, whatever of it fits.
base::Result<void> collect_by_text(sql::Connection& connection, std::string_view text, Collector& collector) {
  std::set<std::int64_t> taken;
  const auto take = [&](const sql::Row& row) {
    if (taken.insert(row.integer(0)).second) collector.take_row(row);
  };
  TRY_ASSIGN(const std::vector<std::int64_t> named, orders_named(connection, text));
  for (const std::int64_t id : named) TRY(connection.query(kOrderById, {id}, take));
  if (const auto key = order::parse_key(text); key.ok()) {
    TRY(connection.query(kByKey, {key->external_id, key->source, stored(key->kind), key->refund_id}, take));
  }
  // "External Order ID: 639"
  if (const std::size_t colon = text.find(": "); colon != std::string_view::npos) {
    TRY(connection.query(kByReference, {text.substr(colon + 2), text}, take));
  }
  return connection.query(kByExternalId, {text}, take);
}

// The blocks in which some configuration books its order of this number: its orders are counted up to there.
base::Result<std::set<std::int64_t>> blocks_with(sql::Connection& connection, std::int64_t number) {
  std::map<std::int64_t, std::int64_t> configs;  // by session
  TRY(connection.query("SELECT id, config_id FROM pos_session", {},
                       [&](const sql::Row& row) { configs[row.integer(0)] = row.integer(1); }));
  std::map<std::int64_t, std::int64_t> booked;  // by configuration
  std::set<std::int64_t> blocks;
  TRY(connection.query("SELECT block, session_id, orders FROM pos_order_summary ORDER BY id", {},
                       [&](const sql::Row& row) {
                         std::int64_t& orders = booked[configs[row.integer(1)]];
                         const bool is_ahead = orders < number;
                         orders += row.integer(2);
                         if (is_ahead && orders >= number) blocks.insert(row.integer(0));
                       }));
  return blocks;
}

// "Main Store/0001" → 1
std::optional<std::int64_t> number_in(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto number = base::whole_number<std::int64_t>(name.substr(slash + 1));
  return number && *number >= 1 ? number : std::nullopt;
}

}  // namespace

base::Result<void> sum_up_orders(sql::Connection& connection) {
  TRY_ASSIGN(const auto last, sql::integer_of(connection, "SELECT max(id) FROM pos_order", {}));
  TRY_ASSIGN(const std::int64_t summed_up, last_summed_up(connection));
  for (std::int64_t block = summed_up / kOrdersPerBlock; first_id(block + 1) - 1 <= last.value_or(0);
       ++block) {
    TRY(sum_up_block(connection, block));
  }
  return {};
}

base::Result<OrdersFound> find_orders(sql::Connection& connection, const OrdersWanted& wanted,
                                      const OrdersPage& page) {
  Collector collector(wanted, page);
  TRY(wanted.text.empty() ? collect_all(connection, wanted, collector)
                          : collect_by_text(connection, wanted.text, collector));
  return collector.found();
}

base::Result<std::vector<std::int64_t>> orders_named(sql::Connection& connection, std::string_view name) {
  std::vector<std::int64_t> ids;
  const auto number = number_in(name);
  if (!number) return ids;
  const auto add_id = [&](const sql::Row& row) { ids.push_back(row.integer(0)); };
  TRY_ASSIGN(const std::set<std::int64_t> blocks, blocks_with(connection, *number));
  for (const std::int64_t block : blocks) {
    TRY(connection.query("SELECT id FROM pos_order WHERE id BETWEEN ? AND ? AND name = ?",
                         {first_id(block), first_id(block + 1) - 1, name}, add_id));
  }
  TRY_ASSIGN(const std::int64_t summed_up, last_summed_up(connection));
  TRY(connection.query("SELECT id FROM pos_order WHERE id > ? AND name = ?", {summed_up, name}, add_id));
  return ids;
}

}  // namespace ordersync::pos
