// The CSV catalogue file: products only, one a line. Cells become the same fields as in the JSON file.
#include <algorithm>
#include <optional>

#include "base/contains.h"
#include "base/text.h"
#include "pos/catalogue_file.h"
#include "pos/catalogue_rows.h"

namespace ordersync::pos {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct Record {
  int line = 0;  // where it begins
  std::vector<std::string> cells;
};

// RFC 4180: a quoted cell may hold separators, line ends and doubled quotes.
class Reader {
 public:
  Reader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  // Nothing at the end of the file. A blank line is a record without cells.
  std::optional<Record> next(FileErrors& errors) {
    if (at_ == text_.size()) return std::nullopt;
    Record record;
    record.line = line_;
    if (line_end()) return record;
    for (;;) {
      record.cells.push_back(cell(record.line, errors));
      if (at_ < text_.size() && text_[at_] == separator_) {
        ++at_;
        continue;
      }
      line_end();
      return record;
    }
  }

 private:
  bool line_end() {
    if (text_.substr(at_, 2) == "\r\n") ++at_;
    if (at_ == text_.size() || (text_[at_] != '\n' && text_[at_] != '\r')) return false;
    ++at_;
    ++line_;
    return true;
  }

  std::string cell(int line, FileErrors& errors) {
    if (at_ < text_.size() && text_[at_] == '"') return quoted_cell(line, errors);
    const std::size_t end =
        std::min(text_.find_first_of(std::string{separator_, '\r', '\n'}, at_), text_.size());
    const std::string_view plain = text_.substr(at_, end - at_);
    at_ = end;
    return std::string(base::trim(plain));
  }

  std::string quoted_cell(int line, FileErrors& errors) {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        if (text_[at_] == '\n') ++line_;
        out += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        out += text_[at_++];
      } else {
        ++at_;
        if (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\r' && text_[at_] != '\n') {
          errors.add("line " + std::to_string(line), "something stands after a closing quote");
          at_ = std::min(text_.find_first_of(std::string{separator_, '\r', '\n'}, at_), text_.size());
        }
        return out;
      }
    }
    errors.add("line " + std::to_string(line), "a quote is not closed");
    return out;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
};

// Names of fields hold neither, so whichever comes first separates.
char separator_of(std::string_view text) {
  const std::size_t first = text.find_first_of(",;\n");
  return first != std::string_view::npos && text[first] == ';' ? ';' : ',';
}

Node text_node(Node::Kind kind, std::string text) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  return node;
}

Node flag_node(const std::string& cell) {
  const std::string folded = base::fold_case(cell);
  const bool yes = folded == "true" || folded == "yes" || folded == "1";
  const bool no = folded == "false" || folded == "no" || folded == "0";
  if (!yes && !no) return text_node(Node::Kind::text, cell);  // refused where it is read
  Node node;
  node.kind = Node::Kind::boolean;
  node.truth = yes;
  return node;
}

// "1;2", also "1,2" where the semicolon separates the cells.
Node list_node(std::string_view cell) {
  Node node;
  node.kind = Node::Kind::array;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find_first_of(";,"), cell.size());
    node.items.push_back(text_node(Node::Kind::text, std::string(base::trim(cell.substr(0, end)))));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
  return node;
}

Node field_node(std::string_view name, const std::string& cell) {
  if (name == "sale_ok" || name == "available_in_pos" || name == "active") return flag_node(cell);
  if (name == "taxes") return list_node(cell);
  return text_node(Node::Kind::text, cell);
}

Node row_node(const std::vector<std::string>& header, const std::vector<std::string>& cells) {
  Node node;
  node.kind = Node::Kind::object;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    node.names.push_back(header[i]);
    node.items.push_back(cells[i].empty() ? text_node(Node::Kind::blank, "")
                                          : field_node(header[i], cells[i]));
  }
  return node;
}

void check_header(const Record& header, FileErrors& errors) {
  const std::string place = "line " + std::to_string(header.line);
  const auto known = product_fields();
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const std::string& name = header.cells[i];
    if (!base::contains(known, name)) {
      errors.add(place, "unknown field \"" + base::printable(name, 80) + "\"" + known_instead(name, known));
    } else if (std::find(header.cells.begin(), header.cells.begin() + static_cast<std::ptrdiff_t>(i), name) !=
               header.cells.begin() + static_cast<std::ptrdiff_t>(i)) {
      errors.add(place, "the field " + name + " stands twice");
    }
  }
  for (const char* required : {"id", "name"}) {
    if (!base::contains(header.cells, required)) {
      errors.add(place, "the field " + std::string(required) + " is missing in the header");
    }
  }
}

}  // namespace

base::Result<CatalogueFile> read_catalogue_csv(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  CatalogueFile file;
  FileErrors errors;
  if (!base::is_utf8(text)) errors.add("the file", "is not UTF-8: save it as \"CSV UTF-8\"");
  Reader reader(text, separator_of(text));
  auto header = reader.next(errors);
  if (!header || header->cells.empty()) {
    errors.add("line 1", "must be a header such as id,name,list_price,type,taxes,on_hand");
    return errors.error();
  }
  check_header(*header, errors);
  if (!errors.none()) return errors.error();

  RowReader rows(file, errors);
  while (auto record = reader.next(errors)) {
    if (record->cells.empty()) continue;
    const std::string place = "line " + std::to_string(record->line);
    if (record->cells.size() != header->cells.size()) {
      errors.add(place, "has " + std::to_string(record->cells.size()) + " cells, the header has " +
                            std::to_string(header->cells.size()));
      continue;
    }
    rows.product(row_node(header->cells, record->cells), place);
    file.product_lines.push_back(record->line);
  }
  if (!errors.none()) return errors.error();
  return file;
}

}  // namespace ordersync::pos
