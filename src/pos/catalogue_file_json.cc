// The JSON catalogue file: bytes into elements. Read event by event, so that numbers keep their text and a
// file of 50 000 products is never held as a tree.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/contains.h"
#include "base/text.h"
#include "pos/catalogue_file.h"
#include "pos/catalogue_rows.h"

namespace ordersync::pos {
namespace {

constexpr std::size_t kDepth = 16;  // the format needs 4

constexpr std::string_view kTopFields[] = {"currency",        "tax_rounding",     "taxes",      "products",
                                           "payment_methods", "fiscal_positions", "pos_configs"};
constexpr std::string_view kSections[] = {"taxes", "products", "payment_methods", "fiscal_positions",
                                          "pos_configs"};

bool is_section(std::string_view name) {
  return base::contains(kSections, name);
}

// nlohmann's event interface. Elements of the lists at the top are handed on one by one.
class Handler {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  Handler(std::string_view text, CatalogueFile& file, FileErrors& errors)
      : text_(text), rows_(file, errors), errors_(errors) {}

  bool null() { return scalar(Node::Kind::null, ""); }
  bool boolean(bool truth) {
    Node node;
    node.kind = Node::Kind::boolean;
    node.truth = truth;
    return value(std::move(node));
  }
  bool number_integer(number_integer_t number) { return scalar(Node::Kind::number, std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) {
    return scalar(Node::Kind::number, std::to_string(number));
  }
  bool number_float(number_float_t, const string_t& text) { return scalar(Node::Kind::number, text); }
  bool string(string_t& text) { return scalar(Node::Kind::text, std::move(text)); }
  bool binary(binary_t&) { return fail("the file", "holds binary data"); }

  bool start_object(std::size_t) {
    if (!root_open_) return root_open_ = true;
    return push(Node::Kind::object);
  }
  bool key(string_t& name) {
    if (!stack_.empty()) {
      stack_.back().names.push_back(std::move(name));
      return true;
    }
    key_ = std::move(name);
    if (!base::contains(kTopFields, key_)) {
      errors_.add(base::printable(key_, 80), "unknown field" + known_instead(key_, kTopFields));
    } else if (base::contains(seen_, key_)) {
      errors_.add(key_, "stands twice");
    } else {
      seen_.push_back(key_);
    }
    return true;
  }
  bool end_object() { return stack_.empty() ? true : pop(); }
  bool start_array(std::size_t) {
    if (!root_open_) return fail_shape();
    if (!stack_.empty() || in_section_) return push(Node::Kind::array);
    if (!is_section(key_)) return push(Node::Kind::array);
    in_section_ = true;
    index_ = 0;
    return true;
  }
  bool end_array() {
    if (!stack_.empty()) return pop();
    in_section_ = false;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token, const nlohmann::json::exception&) {
    const std::size_t at = std::min(position, text_.size());
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return fail("invalid JSON at byte " + std::to_string(position) + ", line " + std::to_string(line),
                "near \"" + base::printable(token, 40) + "\"");
  }

 private:
  bool scalar(Node::Kind kind, std::string text) {
    Node node;
    node.kind = kind;
    node.text = std::move(text);
    return value(std::move(node));
  }
  bool push(Node::Kind kind) {
    if (stack_.size() >= kDepth) return fail(key_, "is nested too deeply");
    stack_.emplace_back().kind = kind;
    return true;
  }
  bool pop() {
    Node node = std::move(stack_.back());
    stack_.pop_back();
    return value(std::move(node));
  }
  bool value(Node node) {
    if (!root_open_) return fail_shape();
    if (stack_.empty()) {
      in_section_ ? element(node) : top(node);
    } else {
      stack_.back().items.push_back(std::move(node));
    }
    return true;
  }
  void element(const Node& node) {
    const std::string place = key_ + "[" + std::to_string(index_++) + "]";
    if (key_ == "taxes") return rows_.tax(node, place);
    if (key_ == "products") return rows_.product(node, place);
    if (key_ == "payment_methods") return rows_.payment_method(node, place);
    if (key_ == "fiscal_positions") return rows_.fiscal_position(node, place);
    rows_.pos_config(node, place);
  }
  void top(const Node& node) {
    if (key_ == "currency") return rows_.currency(node);
    if (key_ == "tax_rounding") return rows_.tax_rounding(node);
    if (is_section(key_)) errors_.add(key_, "must be a list");
  }
  bool fail(const std::string& place, const std::string& text) {
    errors_.add(place, text);
    return false;
  }
  bool fail_shape() { return fail("the file", "must be one JSON object such as {\"products\": [...]}"); }

  std::string_view text_;
  RowReader rows_;
  FileErrors& errors_;
  bool root_open_ = false;
  bool in_section_ = false;
  std::size_t index_ = 0;
  std::string key_;                // at the top
  std::vector<std::string> seen_;  // of those
  std::vector<Node> stack_;        // what is being read below an element or a top field
};

}  // namespace

base::Result<CatalogueFile> read_catalogue_json(std::string_view text) {
  CatalogueFile file;
  FileErrors errors;
  Handler handler(text, file, errors);
  const bool read = nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
  CHECK(read || !errors.none());
  if (!errors.none()) return errors.error();
  return file;
}

base::Result<CatalogueFile::ProductRow> read_product_json(std::string_view object) {
  auto file = read_catalogue_json("{\"products\":[" + std::string(object) + "]}");
  if (!file.ok()) return product_error(file.error());
  if (file->products.size() != 1)
    return base::invalid("bad_catalogue", "One product is expected here, as one JSON object");
  return std::move(file->products.front());
}

// These errors are about "products[0].list_price", and so is the place in their message.
base::Error product_error(const base::Error& error) {
  constexpr std::string_view kPlace = "products[0].";
  const std::size_t place = error.message.find(kPlace);
  if (!error.about.starts_with(kPlace) || place == std::string::npos) return error;
  base::Error of_field = base::invalid("bad_field", error.message.substr(place + kPlace.size()));
  for (std::size_t at = of_field.message.find(kPlace); at != std::string::npos;
       at = of_field.message.find(kPlace)) {
    of_field.message.erase(at, kPlace.size());
  }
  of_field.about = error.about.substr(kPlace.size());
  of_field.about.resize(std::min(of_field.about.find('['), of_field.about.size()));
  return of_field;
}

}  // namespace ordersync::pos
