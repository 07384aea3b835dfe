// Tables, JSON and failures; see output.h.
#include "cli/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/contains.h"
#include "base/text.h"

namespace ordersync::cli {

namespace {

void print(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

void print_error_json(const base::Error& error) {
  print(stderr, app::error_json(error).dump(-1, ' ', false, app::Json::error_handler_t::replace) + "\n");
}

// What a command, the environment or the configuration said cannot be meant, whatever the store holds.
constexpr std::string_view kWrongUsage[] = {
    "usage",           "bad_option",         "bad_key",          "ambiguous_key",     "bad_cursor",
    "bad_limit",       "unknown_state",      "unknown_timezone", "bad_date_format",   "bad_url",
    "bad_store",       "bad_listen_address", "source_is_fixed",  "config_unreadable", "bad_config",
    "unknown_setting", "setting_twice",      "secret_in_config", "bad_setting_value"};

// A cursor may be a name with blanks and signs in it.
std::string for_a_shell(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string cell(std::string_view text, std::size_t width, bool to_the_right) {
  const std::size_t taken = display_width(text);
  const std::string blanks(width > taken ? width - taken : 0, ' ');
  return to_the_right ? blanks + std::string(text) : std::string(text) + blanks;
}

}  // namespace

std::string time_or_dash(const std::optional<base::Instant>& time) {
  return time ? base::to_iso8601(*time) : "–";
}

std::string time_or_never(const std::optional<base::Instant>& time) {
  return time ? base::to_iso8601(*time) : "never";
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "–" : text;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void Output::json(const app::Json& value) const {
  // Payloads may hold bytes that are not UTF-8: they are shown with a mark in their place.
  put(value.dump(-1, ' ', false, app::Json::error_handler_t::replace) + "\n");
}

void Output::text(std::string_view line) const {
  if (!is_json()) put(std::string(line) + "\n");
}

void Output::raw(std::string_view bytes) const {
  put(bytes);
}

void Output::note(std::string_view line) const {
  if (!is_json()) print(stderr, std::string(line) + "\n");
}

void Output::table(const Table& table, std::string_view when_empty, std::string_view next) const {
  if (table.rows.empty()) return text(when_empty);
  std::vector<std::size_t> widths;
  for (const auto& heading : table.headings) widths.push_back(display_width(heading));
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool to_the_right = base::contains(table.right, i);
      text += (i == 0 ? "" : "  ") + cell(cells[i], widths[i], to_the_right);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    put(text + "\n");
  };
  line(table.headings);
  for (const auto& row : table.rows) line(row);
  if (!next.empty()) text("more: --cursor " + for_a_shell(next));
}

void Output::put(std::string_view text) const {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && unwritten_ == 0) unwritten_ = errno;
}

// Who reads no further (head) has what it wants.
int Output::end(int status) const {
  if (std::fflush(stdout) != 0 && unwritten_ == 0) unwritten_ = errno;
  if (status != kDone || unwritten_ == 0 || unwritten_ == EPIPE) return status;
  return failure({base::ErrorKind::unavailable,
                  "output_not_written",
                  "What this command answers could not be written: " + std::string(std::strerror(unwritten_)),
                  {}});
}

int exit_status(const base::Error& error) {
  if (error.kind == base::ErrorKind::busy || error.kind == base::ErrorKind::unavailable) return kStore;
  return base::contains(kWrongUsage, error.code) ? kUsage : kFailed;
}

int Output::failure(const base::Error& error) const {
  if (is_json()) {
    print_error_json(error);
  } else {
    print(stderr, "ordersync: " + error.message +
                      (error.detail.empty() ? "" : " (" + base::printable(error.detail) + ")") + " [" +
                      error.code + "]\n");
  }
  return exit_status(error);
}

int Output::shown_failure(const base::Error& error) const {
  if (is_json()) print_error_json(error);
  return kFailed;
}

int Output::usage(std::string_view message) const {
  return failure(base::invalid("usage", std::string(message)));
}

}  // namespace ordersync::cli
