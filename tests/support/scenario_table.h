// The language of the scenario files: steps, each with an argument on its line and below it, indented, a
// table or a text. What a step means is the runner's business; here is only how it is written and how two
// tables are compared.
//
//   scenario: a name that states a fact
//   source sends:
//     order | sold              | total | paid
//     639   | 1 Burger at 80.00 | 92.00 | 92.00 Cash
//   sync now: Success: Processed 1 orders successfully
//
// Lines that begin with # are for the reader. In a table of what is expected "…" stands for any text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ordersync::testing {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // as long as `columns`
  // The cell, or nothing where the table has no such column.
  std::string cell(std::size_t row, std::string_view column) const;
  bool has(std::string_view column) const;
};

struct Step {
  std::string verb;      // "source sends"
  std::string argument;  // what follows the colon
  std::string text;      // the indented lines, as they stand, without their common indent
  int line = 0;          // in the file, from 1
};

struct Scenario {
  std::string name;
  std::string file;
  int line = 0;
  std::vector<Step> steps;
};

// Fails with "bad_scenario", naming file and line.
base::Result<std::vector<Scenario>> read_scenarios(std::string_view text, const std::string& file);

// A step's text as a table, the first line its header. Fails with "bad_scenario".
base::Result<Table> read_table(const Step& step);

// "…" in `expected` stands for any text.
bool cell_fits(std::string_view expected, std::string_view actual);

// Empty when every row fits, in order; else both tables, with the rows that differ marked.
std::string difference(const Table& expected, const Table& actual);

}  // namespace ordersync::testing
