// INTERNAL to the catalogue file, PURE: one element of a file (an object of the JSON, a line of the CSV)
// turned into a row, with every error and its place. How the elements are found in the bytes is
// catalogue_file_json.cc and _csv.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pos/catalogue_file.h"

namespace ordersync::pos {

// A JSON value that keeps a number as it was written.
struct Node {
  // blank: an empty cell of a CSV file, whose column is there; the field has its default.
  enum class Kind { null, boolean, number, text, array, object, blank };
  Kind kind = Kind::null;
  bool truth = false;
  std::string text;                // of a number or a text
  std::vector<Node> items;         // of an array, or of an object:
  std::vector<std::string> names;  // names[i] is the name of items[i]
};

// All that is wrong with a file, in one message.
class FileErrors {
 public:
  void add(const std::string& place, const std::string& text);
  void add_duplicate(const std::string& place, const std::string& text);
  bool none() const { return count_ == 0; }
  // "bad_catalogue", or "duplicate_id" when nothing else is wrong; its detail is the first place. REQUIRES:
  // !none().
  base::Error error() const;

 private:
  std::string first_place_;
  std::vector<std::string> shown_;
  std::size_t count_ = 0;
  std::size_t duplicates_ = 0;
};

// What is said of a name that is not known, behind "unknown field": ", did you mean taxes?" where one is
// near, else all that are known.
std::string known_instead(std::string_view name, std::span<const std::string_view> known);

std::span<const std::string_view> product_fields();

// Adds rows to a file. `place` is "products[3]" or "line 5".
class RowReader {
 public:
  RowReader(CatalogueFile& file, FileErrors& errors) : file_(file), errors_(errors) {}

  void tax(const Node& node, const std::string& place);
  void product(const Node& node, const std::string& place);
  void payment_method(const Node& node, const std::string& place);
  void fiscal_position(const Node& node, const std::string& place);
  void pos_config(const Node& node, const std::string& place);
  void currency(const Node& node);
  void tax_rounding(const Node& node);

 private:
  using Places = std::map<std::int64_t, std::string>;
  void claim(Places& places, std::int64_t id, const std::string& place);

  CatalogueFile& file_;
  FileErrors& errors_;
  Places taxes_, products_, payment_methods_, fiscal_positions_, pos_configs_;
  std::map<std::string, std::string, std::less<>> config_names_;
};

}  // namespace ordersync::pos
