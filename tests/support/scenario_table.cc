// Reading and comparing; see scenario_table.h.
#include "tests/support/scenario_table.h"

#include <algorithm>
#include <utility>

#include "base/contains.h"

namespace ordersync::testing {

namespace {

using Row = std::vector<std::string>;

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

Row cells_of(std::string_view line) {
  Row cells;
  for (;;) {
    const auto end = line.find('|');
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

base::Error bad(const std::string& file, int line, const std::string& what) {
  return base::invalid("bad_scenario", file + ":" + std::to_string(line) + ": " + what);
}

// In characters, not bytes: names may be in any script.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string drawn(const Row& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) line += " | ";
    line += row[i] + std::string(widths[i] - width(row[i]), ' ');
  }
  return line;
}

bool row_fits(const Row& expected, const Row& actual) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!cell_fits(expected[i], actual[i])) return false;
  }
  return true;
}

}  // namespace

bool Table::has(std::string_view column) const {
  return base::contains(columns, column);
}

std::string Table::cell(std::size_t row, std::string_view column) const {
  const auto found = std::find(columns.begin(), columns.end(), column);
  if (found == columns.end()) return {};
  return rows[row][static_cast<std::size_t>(found - columns.begin())];
}

base::Result<std::vector<Scenario>> read_scenarios(std::string_view text, const std::string& file) {
  std::vector<Scenario> scenarios;
  int number = 0;
  std::size_t indent = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    const std::string content = trimmed(line);
    if (content.empty() || content.front() == '#') continue;
    if (line.front() == ' ') {
      if (scenarios.empty() || scenarios.back().steps.empty()) return bad(file, number, "belongs to no step");
      Step& step = scenarios.back().steps.back();
      if (step.text.empty()) indent = line.find_first_not_of(' ');
      step.text += std::string(line.substr(std::min(indent, line.find_first_not_of(' ')))) + '\n';
      continue;
    }
    const auto colon = line.find(':');
    std::string verb = trimmed(line.substr(0, colon));
    std::string argument = colon == std::string_view::npos ? "" : trimmed(line.substr(colon + 1));
    if (verb == "scenario") {
      scenarios.push_back({std::move(argument), file, number, {}});
    } else if (scenarios.empty()) {
      return bad(file, number, "stands before the first scenario");
    } else {
      scenarios.back().steps.push_back({std::move(verb), std::move(argument), {}, number});
    }
  }
  return scenarios;
}

base::Result<Table> read_table(const Step& step) {
  Table table;
  int number = step.line;
  for (const std::string_view line : lines_of(step.text)) {
    ++number;
    Row cells = cells_of(line);
    if (table.columns.empty()) {
      table.columns = std::move(cells);
      continue;
    }
    if (cells.size() > table.columns.size()) {
      return bad(step.verb, number, "more cells than the table has columns");
    }
    cells.resize(table.columns.size());
    table.rows.push_back(std::move(cells));
  }
  return table;
}

bool cell_fits(std::string_view expected, std::string_view actual) {
  static constexpr std::string_view kAny = "…";
  const auto any = expected.find(kAny);
  if (any == std::string_view::npos) return expected == actual;
  if (!actual.starts_with(expected.substr(0, any))) return false;
  const std::string_view rest = expected.substr(any + kAny.size());
  for (std::size_t at = any; at <= actual.size(); ++at) {
    if (cell_fits(rest, actual.substr(at))) return true;
  }
  return false;
}

std::string difference(const Table& expected, const Table& actual) {
  const std::size_t rows = std::max(expected.rows.size(), actual.rows.size());
  bool same = expected.rows.size() == actual.rows.size();
  std::vector<bool> fits(rows, false);
  for (std::size_t i = 0; i < std::min(expected.rows.size(), actual.rows.size()); ++i) {
    fits[i] = row_fits(expected.rows[i], actual.rows[i]);
    same = same && fits[i];
  }
  if (same) return {};

  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < expected.columns.size(); ++i) {
    std::size_t widest = width(expected.columns[i]);
    for (const Table* table : {&expected, &actual}) {
      for (const Row& row : table->rows) widest = std::max(widest, width(row[i]));
    }
    widths.push_back(widest);
  }
  std::string text;
  const auto draw = [&](std::string_view title, const Table& table) {
    text.append(title).append("\n    ").append(drawn(table.columns, widths)).append("\n");
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      text.append(fits[i] ? "    " : "  * ").append(drawn(table.rows[i], widths)).append("\n");
    }
  };
  draw("expected:", expected);
  draw("but it is:", actual);
  return text;
}

}  // namespace ordersync::testing
