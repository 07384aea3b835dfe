// The ranks of the product search, and the words for what it did not find.
#include "match/products.h"

#include <algorithm>

#include "base/check.h"
#include "base/contains.h"
#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::match {

using order::Catalogue;
using order::Product;

namespace {

constexpr std::size_t kMostNamed =
    50;  // of the lines without a product; a person fixes them one after another

// "175741" is a product id; "0", "-1", "007", "A7" and numbers beyond int64 are only the source's own text.
std::optional<std::int64_t> as_product_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  return base::whole_number<std::int64_t>(text);
}

class Search {
 public:
  Search(const Wanted& wanted, const Catalogue& catalogue, const MatchRules& rules)
      : wanted_(wanted), catalogue_(catalogue), rules_(rules) {}

  SearchResult run() {
    auto meant = mapped(wanted_.item_id);
    if (!meant) meant = mapped(wanted_.name);
    if (meant) return sold_as(*meant);
    const auto& odoo_id = wanted_.odoo_item_id;
    if (const Product* product = odoo_id ? catalogue_.product(*odoo_id) : nullptr)
      return product->can_be_sold() ? with_namesake(*product) : sold_as(*odoo_id);
    const auto item_id = as_product_id(wanted_.item_id);
    if (const Product* product = item_id ? catalogue_.product(*item_id) : nullptr) {
      if (product->can_be_sold()) return with_namesake(*product);
      remember(product);
    }
    return by_name();
  }

 private:
  // The product of the POS that somebody named. Where it may not be sold only the name is left: an ItemID
  // beside it would be another product.
  SearchResult sold_as(std::int64_t id) {
    const Product* product = catalogue_.product(id);
    if (product != nullptr && product->can_be_sold()) return Found{product};
    if (product != nullptr) remember(product);
    SearchResult result = by_name();
    if (auto* found = std::get_if<Found>(&result)) found->instead_of = id;
    return result;
  }

  std::optional<std::int64_t> mapped(std::string_view text) const {
    if (text.empty() || rules_.product_map.empty()) return std::nullopt;
    const auto entry = rules_.product_map.find(std::string(text));
    if (entry == rules_.product_map.end()) return std::nullopt;
    return entry->second;
  }

  // One that may not be sold, for the message.
  void remember(const Product* product) {
    if (!base::contains(unsellable_, product)) {
      unsellable_.push_back(product);
    }
  }

  // Of an id that the source sends, not of the sync's map: there a person has chosen, whatever the name.
  SearchResult with_namesake(const Product& product) {
    if (wanted_.name.empty() || product.name == wanted_.name) return Found{&product};
    auto namesakes = sellable_of(catalogue_.products_named(wanted_.name));
    if (namesakes.empty()) namesakes = sellable_of(catalogue_.products_named_ignoring_case(wanted_.name));
    const bool is_itself = base::contains(namesakes, &product);
    if (namesakes.empty() || is_itself) return Found{&product};
    if (rules_.collision == Collision::park) {
      return NotFound{NotFound::Why::collision, {&product, namesakes.front()}};
    }
    return Found{&product, namesakes.front()};
  }

  SearchResult by_name() {
    if (!wanted_.name.empty()) {
      if (auto found = only_one_of(catalogue_.products_named(wanted_.name))) return *std::move(found);
      if (auto found = only_one_of(catalogue_.products_named_ignoring_case(wanted_.name)))
        return *std::move(found);
    }
    if (unsellable_.empty()) return NotFound{};
    return NotFound{NotFound::Why::not_sellable, std::move(unsellable_)};
  }

  std::optional<SearchResult> only_one_of(const std::vector<const Product*>& named) {
    auto candidates = sellable_of(named);
    if (candidates.size() == 1) return Found{candidates.front()};
    if (candidates.size() > 1) return NotFound{NotFound::Why::ambiguous, std::move(candidates)};
    for (const Product* product : named) remember(product);
    return std::nullopt;
  }

  static std::vector<const Product*> sellable_of(std::vector<const Product*> products) {
    std::erase_if(products, [](const Product* product) { return !product->can_be_sold(); });
    return products;
  }

  const Wanted& wanted_;
  const Catalogue& catalogue_;
  const MatchRules& rules_;
  std::vector<const Product*> unsellable_;
};

std::string named(const Product& product) {
  return '"' + base::printable(product.name) + "\" (id " + std::to_string(product.id) + ')';
}

std::string names_of(const std::vector<const Product*>& products) {
  return base::joined(products, ", ", [](const Product* product) { return named(*product); });
}

std::string missing_flags(const Product& product) {
  std::string text;
  const auto add = [&text](std::string_view words) { (text += text.empty() ? "" : " and ") += words; };
  if (!product.active) add("is archived (active is off)");
  if (!product.sale_ok) add("may not be sold (sale_ok is off)");
  if (!product.available_in_pos) add("is not available in the POS (available_in_pos is off)");
  if (!product.of_company) add("belongs to another company");
  return text;
}

std::string as_sent(const Wanted& wanted) {
  std::string text = "ItemName=\"" + base::printable(wanted.name) + "\", ItemID=";
  text += wanted.item_id.empty() ? "0" : base::printable(wanted.item_id);
  if (wanted.odoo_item_id) text += ", OdooItemID=" + std::to_string(*wanted.odoo_item_id);
  return text;
}

// "ItemID 10", as the source calls the id that led to `product`. OdooItemID is looked at first.
std::string id_as_sent(const Wanted& wanted, const Product& product) {
  if (wanted.odoo_item_id == product.id) return "OdooItemID " + std::to_string(product.id);
  return "ItemID " + base::printable(wanted.item_id);
}

std::string describe(const Wanted& wanted, const NotFound& not_found, int line_number) {
  const std::string at = " (line " + std::to_string(line_number) + ')';
  switch (not_found.why) {
    case NotFound::Why::unknown:
      return as_sent(wanted) + at;
    case NotFound::Why::not_sellable:
      return base::joined(not_found.seen, "; ", [&](const Product* product) {
        return "Product " + named(*product) + " exists but " + missing_flags(*product) + at;
      });
    case NotFound::Why::ambiguous:
      return "Product \"" + base::printable(wanted.name) + "\" could be each of " + names_of(not_found.seen) +
             ": choose one" + at;
    case NotFound::Why::collision:
      return id_as_sent(wanted, *not_found.seen.front()) + " is " + named(*not_found.seen.front()) +
             " in the POS, but the name is that of " + named(*not_found.seen.back()) + ": choose one" + at;
  }
  CHECK(false);
}

const char* code_of(NotFound::Why why) {
  switch (why) {
    case NotFound::Why::unknown:
      return "product_not_found";
    case NotFound::Why::not_sellable:
      return "product_not_sellable";
    case NotFound::Why::ambiguous:
      return "product_ambiguous";
    case NotFound::Why::collision:
      return "product_collision";
  }
  CHECK(false);
}

}  // namespace

SearchResult find_product(const Wanted& wanted, const Catalogue& catalogue, const MatchRules& rules) {
  return Search(wanted, catalogue, rules).run();
}

void Missing::add(const Wanted& wanted, const NotFound& why, int line_number) {
  std::string name(wanted.name.empty() ? wanted.item_id : wanted.name);
  entries_.push_back({why.why, describe(wanted, why, line_number), base::printable(name)});
}

// Products that are not there at all stand first, under one heading; the others are sentences of their own.
order::Problem Missing::to_problem() const {
  CHECK(!empty());
  auto entries = entries_;
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.why < b.why; });
  const std::size_t left_out = entries.size() - std::min(entries.size(), kMostNamed);
  entries.resize(entries.size() - left_out);

  std::string message = entries.front().why == NotFound::Why::unknown ? "Product not found: " : "";
  message += base::joined(entries, "; ", &Entry::text);
  std::vector<std::string> names;
  for (const Entry& entry : entries) {
    if (!base::contains(names, entry.name)) names.push_back(entry.name);
  }
  if (left_out > 0) message += "; and " + std::to_string(left_out) + " more";
  const std::string code = code_of(entries.front().why);
  return {code, std::move(message), code + ": " + base::joined(names, ", "), order::Remedy::fix};
}

std::optional<order::Notice> warning_of(const Wanted& wanted, const Found& found, int line_number) {
  const std::string line = "Line " + std::to_string(line_number);
  if (found.instead_of) {
    return order::Notice{"product_by_name", line + " means the product " + std::to_string(*found.instead_of) +
                                                " of the POS, which is not there or may not be sold; sold "
                                                "was " +
                                                named(*found.product) + ", which has its name"};
  }
  if (found.namesake == nullptr) return std::nullopt;
  return order::Notice{"product_collision", line + ": " + id_as_sent(wanted, *found.product) + " is " +
                                                named(*found.product) +
                                                " in the POS, while the name is that of " +
                                                named(*found.namesake) + "; the id decided"};
}

}  // namespace ordersync::match
