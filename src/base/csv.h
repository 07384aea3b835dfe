// PURE: lines of CSV (RFC 4180) for spreadsheets. Foreign text never becomes a formula there: what begins
// like one is written with an apostrophe before it. Negative amounts stay numbers.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::base {

class CsvLine {
 public:
  CsvLine& cell(std::string_view value);
  // With its line end.
  std::string str() const { return line_ + "\r\n"; }

 private:
  std::string line_;
  bool begun_ = false;
};

}  // namespace ordersync::base
