// How answers reach people (tables) and scripts (JSON), and how failures become exit statuses (contract).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/views.h"
#include "base/result.h"
#include "base/time.h"

namespace ordersync::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;  // what was asked for failed
inline constexpr int kUsage = 2;   // wrong usage
inline constexpr int kStore = 3;   // the store is busy or out of reach

enum class Format { table, json };

// Rows of text under headings; columns as wide as their widest cell. `right`: columns aligned to the right
// (amounts).
struct Table {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> right;
};

class Output {
 public:
  explicit Output(Format format) : format_(format) {}

  bool is_json() const { return format_ == Format::json; }
  void json(const app::Json& value) const;  // one line on standard output
  void text(std::string_view line) const;   // standard output, tables only
  void raw(std::string_view bytes) const;   // standard output, as it is: files for other programs
  // `next`: the cursor of what the list goes on with, said below it; empty: that is all.
  void table(const Table& table, std::string_view when_empty, std::string_view next = {}) const;
  void note(std::string_view line) const;  // standard error, tables only
  // Of the whole command: `status`, or that of a failure where standard output took not all of its answer.
  int end(int status) const;
  // Standard error; the exit status that the error stands for.
  int failure(const base::Error& error) const;
  // What was asked for failed, and standard output has said how: a script reads it on standard error too, as
  // of any failure. Nothing where tables are shown. Always kFailed, whatever the kind of the error.
  int shown_failure(const base::Error& error) const;
  int usage(std::string_view message) const;

 private:
  void put(std::string_view text) const;

  Format format_;
  mutable int unwritten_ = 0;  // why standard output took not all; 0: it did
};

int exit_status(const base::Error& error);
// ISO 8601 in UTC; a dash for none.
std::string time_or_dash(const std::optional<base::Instant>& time);
std::string time_or_never(const std::optional<base::Instant>& time);
std::string or_dash(const std::string& text);
// Columns that a text takes on a terminal.
std::size_t display_width(std::string_view text);

}  // namespace ordersync::cli
