// Which parts of the answer are orders, and handing them over. The grammar around them is json_outline's
// part, finding the end of one is element_scan's.
#include "source/framing.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "source/element_scan.h"
#include "source/json_fault.h"
#include "source/json_outline.h"
#include "source/json_text.h"
#include "source/pointer_tracker.h"
#include "source/recorder.h"
#include "source/redact.h"

namespace ordersync::source {

using base::Result;
using Event = JsonOutline::Event;

namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::size_t kNamesShown = 12;
constexpr std::string_view kUnreadTooLarge = "order_too_large";
constexpr std::string_view kUnreadTooDeep = "order_too_deep";

// The texts of both name no place in the answer: the same order at another place must give the same problem.
order::Problem refused(std::string_view code, const std::string& message, std::string_view option) {
  order::Problem problem;
  problem.code = problem.cause = code;
  problem.message = message;
  problem.message.append(". Ask the external system, or raise the limit (").append(option).append(")");
  return problem;
}

base::Error unexpected_shape(std::string message) {
  return base::invalid("unexpected_shape", std::move(message));
}

bool is_order_member(std::string_view key) {
  return key == "OrderID" || key == "OrderItems" || key == "OrderDetails";
}

}  // namespace

struct Framer::Impl {
  explicit Impl(FramingRules given);

  Result<void> feed(std::string_view chunk, ElementSink& sink);
  Result<void> finish(ElementSink& sink);
  bool skip_bom(const char*& p, const char* end);
  Result<void> walk(const char*& p, const char* end, ElementSink& sink);
  Result<void> scan(const char*& p, const char* end, ElementSink& sink);
  Result<void> value(const char* p);
  Result<void> root(const char* p);
  Result<void> orders(const char* p);
  void begin_element(const char* p);
  void key();
  Result<void> scalar(const char* p, ElementSink& sink);
  Result<void> closed(const char* p, ElementSink& sink);
  Result<void> single_order(const char* p, ElementSink& sink);
  Result<void> emit(const char* end, std::int64_t deepest, ElementSink& sink);
  std::optional<order::Problem> refusal(std::int64_t deepest) const;
  base::Error truncated() const;
  base::Error no_orders_found() const;
  std::string describe_root() const;

  const FramingRules rules;
  const bool at_pointer;  // orders_at is set; else the guide's shapes
  StreamPosition position;
  JsonOutline outline{position};
  ElementScan scanner;
  Recorder recorder;
  PointerTracker tracker;  // 0: the orders; then the captures; then the two hints
  std::vector<std::string> captured;
  std::size_t bom_seen = 0;
  bool at_start = true;
  bool in_container = false;  // an element's container is being scanned
  bool in_scalar_element = false;
  bool single = false;  // the root is an object that may turn out to be the one order
  bool orders_seen = false;
  char root_kind = 0;  // the root's first byte; 0: not seen
  bool root_has_values = false;
  bool empty_root = false;  // null or [] where a pointer was to lead on
  bool order_like = false;
  std::int64_t orders_depth = 0;  // depth inside the array of orders; 0: not in it
  std::int64_t element_offset = 0;
  std::int64_t element_line = 1;
  std::int64_t count = 0;
  std::vector<std::string> names;  // of the root's members, for messages
  std::size_t more_names = 0;
  std::optional<base::Error> dead;
};

Framer::Impl::Impl(FramingRules given)
    : rules(std::move(given)),
      at_pointer(!rules.orders_at.empty()),
      scanner(std::max<std::int64_t>(rules.max_depth, 4096)),
      recorder(rules.max_order_bytes) {
  tracker.add(JsonPointer::parse(at_pointer ? rules.orders_at : "/orders"));
  for (const std::string& capture : rules.captures) tracker.add(JsonPointer::parse(capture));
  for (const char* hint : {"/error", "/message"}) tracker.add(JsonPointer::parse(hint));
  captured.resize(rules.captures.size() + 2);
}

bool Framer::Impl::skip_bom(const char*& p, const char* end) {
  while (p < end && at_start) {
    if (*p == kBom[bom_seen]) {
      ++p;
      at_start = ++bom_seen < kBom.size();
    } else if (bom_seen > 0) {
      return false;
    } else {
      at_start = false;
    }
  }
  return true;
}

Result<void> Framer::Impl::feed(std::string_view chunk, ElementSink& sink) {
  const char* p = chunk.data();
  const char* const end = p + chunk.size();
  position.begin = p;
  recorder.piece_begins(p);
  if (!skip_bom(p, end)) return invalid_json(position.offset(p), position.line);
  while (p < end) {
    if (in_container) {
      TRY(scan(p, end, sink));
    } else {
      TRY(walk(p, end, sink));
    }
  }
  recorder.piece_ends(end);
  position.before += static_cast<std::int64_t>(chunk.size());
  position.begin = nullptr;
  return {};
}

Result<void> Framer::Impl::walk(const char*& p, const char* end, ElementSink& sink) {
  switch (outline.next(p, end)) {
    case Event::more:
      return {};
    case Event::value:
      return value(p);
    case Event::key:
      key();
      return {};
    case Event::scalar:
      return scalar(p, sink);
    case Event::closed:
      return closed(p, sink);
    case Event::invalid:
      break;
  }
  if (root_kind == 0 && *p == '<') {
    return base::invalid("html_answer", "the answer is HTML, not JSON (a login page?)");
  }
  return invalid_json(outline.error_offset(), outline.error_line());
}

Result<void> Framer::Impl::scan(const char*& p, const char* end, ElementSink& sink) {
  const ElementScan::Step step = scanner.scan(p, static_cast<std::size_t>(end - p));
  p += step.consumed;
  position.line += step.newlines;
  switch (step.status) {
    case ElementScan::Status::more:
      return {};
    case ElementScan::Status::mismatch:
      return invalid_json(position.offset(p), position.line);
    case ElementScan::Status::done:
      break;
  }
  in_container = false;
  outline.take_value();
  return emit(p, scanner.deepest(), sink);
}

// A value begins at `p`: an order, the orders, or something on the way.
Result<void> Framer::Impl::value(const char* p) {
  const std::int64_t depth = outline.depth();
  if (depth == 0) return root(p);
  root_has_values = true;
  if (orders_depth == depth) {
    begin_element(p);
    return {};
  }
  if (outline.in_array()) tracker.element(depth);
  if (tracker.matches(0, depth)) TRY(orders(p));
  if (!in_container && (*p == '{' || *p == '[')) tracker.opened(depth + 1);
  return {};
}

Result<void> Framer::Impl::root(const char* p) {
  const char c = *p;
  root_kind = c;
  if (c == '{' || c == '[') tracker.opened(1);
  if (at_pointer) return {};
  if (c == '[') {
    orders_seen = true;
    orders_depth = 1;
  } else if (c == '{') {
    single = true;
    element_offset = position.offset(p);
    element_line = position.line;
    recorder.begin(p);
  } else if (c != 'n') {
    return unexpected_shape("the answer is neither a JSON list nor a JSON object with orders: check the URL");
  }
  return {};
}

// The value at the pointer, or the member "orders".
Result<void> Framer::Impl::orders(const char* p) {
  const std::string where = at_pointer ? rules.orders_at : "\"orders\"";
  if (orders_seen)
    return unexpected_shape("the answer has " + where + " twice, and nobody can tell which one counts");
  orders_seen = true;
  single = false;
  recorder.stop();
  if (*p == '[') {
    orders_depth = outline.depth() + 1;
  } else if (*p == '{' && at_pointer) {
    begin_element(p);
  } else if (*p != 'n') {
    return unexpected_shape(where + " in the answer is " + std::string(kind_by(*p)) +
                            ", not a list of orders: set --orders-at to where the orders are");
  }
  return {};
}

void Framer::Impl::begin_element(const char* p) {
  element_offset = position.offset(p);
  element_line = position.line;
  recorder.begin(p);
  if (*p == '{' || *p == '[') {
    in_container = true;
    scanner.start();
  } else {
    in_scalar_element = true;
  }
}

void Framer::Impl::key() {
  const std::string name = outline.overlong() ? std::string() : outline.text();
  const std::int64_t depth = outline.depth();
  tracker.member(depth, name);
  if (depth != 1) return;
  if (is_order_member(name)) order_like = true;
  if (names.size() < kNamesShown) {
    names.push_back(base::printable(name, 40));
  } else {
    ++more_names;
  }
}

Result<void> Framer::Impl::scalar(const char* p, ElementSink& sink) {
  if (in_scalar_element) {
    in_scalar_element = false;
    return emit(p, 0, sink);
  }
  const std::int64_t depth = outline.depth();
  if (depth == 0) empty_root = outline.is_null();
  for (std::size_t i = 0; i < captured.size(); ++i) {
    if (!tracker.matches(i + 1, depth)) continue;
    if (outline.overlong() && i < rules.captures.size()) {
      return unexpected_shape("the value at " + rules.captures[i] + " is longer than 64 KiB");
    }
    // Many APIs send false where there is no next page.
    const std::string text = outline.text();
    const bool nothing = !outline.is_string() && (text == "null" || text == "false");
    captured[i] = nothing ? std::string() : text;
  }
  return {};
}

Result<void> Framer::Impl::closed(const char* p, ElementSink& sink) {
  const std::int64_t depth = outline.depth();
  if (orders_depth > depth) orders_depth = 0;
  if (depth > 0) return {};
  empty_root = root_kind == '[' && !root_has_values;
  return single ? single_order(p, sink) : Result<void>();
}

// The root was an object without "orders": it is an order, or nothing that we know.
Result<void> Framer::Impl::single_order(const char* p, ElementSink& sink) {
  if (order_like || rules.single_order == SingleOrder::anything) return emit(p, outline.deepest(), sink);
  return no_orders_found();
}

Result<void> Framer::Impl::emit(const char* end, std::int64_t deepest, ElementSink& sink) {
  recorder.finish(end);
  ++count;
  Element element;
  element.bytes = recorder.bytes();
  element.offset = element_offset;
  element.line = element_line;
  element.refused = refusal(deepest);
  if (!element.refused) return sink.element(element);
  element.digest = recorder.digest();
  const std::string excerpt =
      redact_json(element.bytes.substr(0, Recorder::kExcerpt), RedactScope::everything);
  element.bytes = excerpt;
  return sink.element(element);
}

std::optional<order::Problem> Framer::Impl::refusal(std::int64_t deepest) const {
  if (recorder.too_large()) return too_large(recorder.size(), rules.max_order_bytes);
  if (deepest > rules.max_depth) return too_deep(rules.max_depth);
  return std::nullopt;
}

Result<void> Framer::Impl::finish(ElementSink& sink) {
  if (bom_seen == 0 || bom_seen == kBom.size()) {
    if (!outline.started()) {
      return base::invalid("empty_answer",
                           "the answer is empty: an external system without orders sends [] or status 204");
    }
  }
  switch (outline.finish()) {
    case Event::scalar:
      TRY(scalar(nullptr, sink));
      break;
    case Event::invalid:
      return invalid_json(outline.error_offset(), outline.error_line());
    default:
      break;
  }
  if (!outline.is_complete()) return truncated();
  if (at_pointer && !orders_seen && !empty_root) return no_orders_found();
  return {};
}

base::Error Framer::Impl::truncated() const {
  base::Error error = invalid_json(position.before - 1, position.line);
  error.code = "truncated_answer";
  error.message += ": the answer is cut off there";
  return error;
}

base::Error Framer::Impl::no_orders_found() const {
  std::string message =
      at_pointer
          ? "the answer has nothing at " + rules.orders_at + ": it is " + describe_root()
          : "the answer is neither a list, nor an order, nor has it \"orders\": it is " + describe_root();
  for (std::size_t hint = rules.captures.size(); hint < captured.size(); ++hint) {
    if (!captured[hint].empty()) message += "; it says \"" + base::printable(captured[hint], 200) + '"';
  }
  message += at_pointer ? ". Correct --orders-at, or leave it out"
                        : ". If the orders are deeper inside, set --orders-at (such as --orders-at /data)";
  return unexpected_shape(std::move(message));
}

std::string Framer::Impl::describe_root() const {
  if (root_kind != '{') return std::string(kind_by(root_kind));
  if (names.empty()) return "an empty object";
  const std::string text = "an object with the members " + base::joined(names, ", ");
  return more_names == 0 ? text : text + " and " + std::to_string(more_names) + " more";
}

Framer::Framer(FramingRules rules) : impl_(std::make_unique<Impl>(std::move(rules))) {}
Framer::~Framer() = default;

Result<void> Framer::feed(std::string_view chunk, ElementSink& sink) {
  if (impl_->dead) return *impl_->dead;
  auto result = impl_->feed(chunk, sink);
  if (!result.ok()) impl_->dead = result.error();
  return result;
}

Result<void> Framer::finish(ElementSink& sink) {
  if (impl_->dead) return *impl_->dead;
  auto result = impl_->finish(sink);
  if (!result.ok()) impl_->dead = result.error();
  return result;
}

std::int64_t Framer::elements() const {
  return impl_->count;
}

const std::string& Framer::capture(std::size_t i) const {
  CHECK(i < impl_->rules.captures.size());
  return impl_->captured[i];
}

order::Problem too_large(std::optional<std::int64_t> size, std::int64_t limit) {
  const std::string which =
      size ? "An order of " + std::to_string(*size) + " bytes" : std::string("An order");
  return refused(kUnreadTooLarge, which + " is larger than the limit of " + std::to_string(limit) + " bytes",
                 "--max-order");
}

order::Problem too_deep(int limit) {
  return refused(kUnreadTooDeep, "An order is nested deeper than " + std::to_string(limit) + " levels",
                 "--max-depth");
}

bool is_refused_unread(const order::Problem& problem) {
  return problem.code == kUnreadTooLarge || problem.code == kUnreadTooDeep;
}

}  // namespace ordersync::source
