// Masking; see personal_data.h.
#include "app/personal_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>
#include <vector>

#include "app/views.h"
#include "base/contains.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

constexpr std::string_view kMask = "•••";
constexpr std::string_view kWords[] = {
    "customer", "contact",  "phone",     "mobile",    "email",     "address",  "street",  "city",    "zip",
    "postal",   "latitude", "longitude", "recipient", "firstname", "lastname", "surname", "fullname"};
// In an object or a list of one of these names everything is about a person: WooCommerce's `billing` has a
// first_name, a company, a state. A bare "Shipping": 5.00 is an amount.
constexpr std::string_view kPersons[] = {"customer", "contact", "recipient", "billing", "shipping"};

std::string plain(std::string_view name) {
  std::string folded = base::fold_case(name);
  std::erase_if(folded, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return folded;
}

// Written by people for people.
constexpr std::string_view kFreeText[] = {"remark", "note", "comment", "instruction"};

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// Every kind of address, as Shopify's billing_address and shipping_address, has the name of who lives there.
bool is_person(std::string_view folded) {
  return folded.ends_with("address") || folded.ends_with("addresses") || base::contains(kPersons, folded);
}

// Copies JSON text token by token; knows names and nesting, not grammar.
class Stripper {
 public:
  explicit Stripper(std::string_view json) : json_(json) { out_.reserve(json.size()); }

  std::string run() {
    while (at_ < json_.size()) step();
    return std::move(out_);
  }

 private:
  static bool ends_token(char c) {
    return c == ',' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']' || c == '"' || c == ' ' ||
           c == '\n' || c == '\r' || c == '\t';
  }

  void step() {
    const char c = json_[at_];
    if (c == '"') return string();
    if (c == '{' || c == '[') {
      // What is inside a person is the person's; the elements of a list bear the list's name.
      open_.push_back({c == '{', inside_person() || is_person(name_), name_});
      if (c == '{') name_.clear();
    } else if ((c == '}' || c == ']') && !open_.empty()) {
      name_ = std::move(open_.back().name);
      open_.pop_back();
    } else if (c == ',' && (open_.empty() || open_.back().is_object)) {
      name_.clear();
    } else if (!ends_token(c)) {
      return scalar();
    }
    out_ += c;
    ++at_;
  }

  bool inside_person() const { return !open_.empty() && open_.back().person; }
  bool is_personal() const { return inside_person() || has_any(name_, kWords) || has_any(name_, kFreeText); }

  void string() {
    std::size_t end = at_ + 1;
    while (end < json_.size() && json_[end] != '"') end += json_[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, json_.size());
    const std::string_view token = json_.substr(at_, end - at_);
    at_ = end;
    std::size_t next = at_;
    while (next < json_.size() &&
           (json_[next] == ' ' || json_[next] == '\n' || json_[next] == '\r' || json_[next] == '\t'))
      ++next;
    if (next < json_.size() && json_[next] == ':') {
      name_ = plain(name_of(token));
      out_ += token;
    } else {
      value(token);
    }
  }

  static std::string name_of(std::string_view token) {
    const Json name = Json::parse(token, nullptr, false);
    return name.is_string() ? name.get<std::string>() : std::string(token);
  }

  void scalar() {
    std::size_t end = at_;
    while (end < json_.size() && !ends_token(json_[end])) ++end;
    const std::string_view token = json_.substr(at_, end - at_);
    at_ = end;
    value(token);
  }

  void value(std::string_view token) {
    const bool is_nothing = token == "null" || token == "\"\"";
    if (is_nothing || !is_personal()) {
      out_ += token;
    } else {
      out_.append(1, '"').append(kMask).append(1, '"');
    }
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::string out_;
  struct Container {
    bool is_object = false;
    bool person = false;  // all in it is somebody's
    std::string name;     // of the member that it is the value of, folded
  };
  std::string name_;  // folded, of the member whose value comes next
  std::vector<Container> open_;
};

}  // namespace

std::string strip_personal_data(std::string_view payload) {
  return Stripper(payload).run();
}

std::string without_personal_data(std::string_view payload) {
  return Json::accept(payload) ? strip_personal_data(payload) : std::string(kMask);
}

}  // namespace ordersync::app
