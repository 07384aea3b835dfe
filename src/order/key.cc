// The text form of a key: SOURCE/ID, SOURCE/ID:refund, SOURCE/ID:refund:REFUNDID. Two keys never share one
// text.
#include "order/key.h"

#include "base/text.h"

namespace ordersync::order {
namespace {

using std::string_view;

constexpr string_view kMark = ":refund";

// Whether the mark stands at `at` and ends there: "639:refunded" holds none.
bool mark_at(string_view text, std::size_t at) {
  if (text.substr(at, kMark.size()) != kMark) return false;
  return at + kMark.size() == text.size() || text[at + kMark.size()] == ':';
}

// Ids stand as they are; only an id that holds the mark itself, or looks escaped already, is escaped.
void append_id(std::string& out, string_view id) {
  for (std::size_t i = 0; i < id.size(); ++i) {
    const string_view next = id.substr(i + 1, 2);
    if (id[i] == '%' && (next == "25" || next == "3A")) {
      out += "%25";
    } else if (id[i] == ':' && mark_at(id, i)) {
      out += "%3A";
    } else {
      out += id[i];
    }
  }
}

std::string unescaped(string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const string_view three = text.substr(i, 3);
    if (three != "%25" && three != "%3A") {
      out += text[i];
      continue;
    }
    out += three == "%25" ? '%' : ':';
    i += 2;
  }
  return out;
}

// Where the mark stands that makes `text` a refund: the first one, since an external id never holds it.
std::size_t find_mark(string_view text) {
  std::size_t at = text.find(kMark);
  while (at != string_view::npos && !mark_at(text, at)) at = text.find(kMark, at + 1);
  return at;
}

base::Error bad_key(string_view text) {
  return base::invalid("bad_key", '"' + base::printable(text, 100) +
                                      "\" is no order key: write SOURCE/ID, for a refund SOURCE/ID:refund or "
                                      "SOURCE/ID:refund:REFUNDID");
}

}  // namespace

std::string_view to_string(Kind kind) {
  return kind == Kind::sale ? "sale" : "refund";
}

std::string to_string(const OrderKey& key) {
  std::string out;
  out.reserve(key.source.size() + key.external_id.size() + key.refund_id.size() + 10);
  out += key.source;
  out += '/';
  append_id(out, key.external_id);
  if (key.kind == Kind::sale) return out;
  out += kMark;
  if (!key.refund_id.empty()) {
    out += ':';
    append_id(out, key.refund_id);
  }
  return out;
}

base::Result<OrderKey> parse_key(string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == string_view::npos || slash == 0) return bad_key(text);
  OrderKey key;
  key.source = text.substr(0, slash);
  string_view id = text.substr(slash + 1);
  if (const std::size_t mark = find_mark(id); mark != string_view::npos) {
    key.kind = Kind::refund;
    const string_view rest = id.substr(mark + kMark.size());
    if (rest == ":") return bad_key(text);
    if (!rest.empty()) key.refund_id = unescaped(rest.substr(1));
    id = id.substr(0, mark);
  }
  if (id.empty()) return bad_key(text);
  key.external_id = unescaped(id);
  return key;
}

}  // namespace ordersync::order
