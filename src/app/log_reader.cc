// Reading the log backwards; see log_reader.h.
#include "app/log_reader.h"

#include <algorithm>
#include <fstream>

#include "base/list_order.h"
#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::app {

namespace {

constexpr std::int64_t kPiece = 256 * 1024;
constexpr std::int64_t kMostBytes = 8 * 1024 * 1024;
constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

bool passes(const LogLine& line, const LogFilter& filter) {
  if (!filter.text.empty() && line.line.find(filter.text) == std::string::npos) return false;
  const auto level = std::find(std::begin(kLevels), std::end(kLevels), line.level) - std::begin(kLevels);
  return level >= static_cast<std::ptrdiff_t>(filter.least);
}

}  // namespace

LogLine parse_log_line(std::string_view line) {
  constexpr std::string_view kLogger = " External Order Sync ";
  LogLine parsed;
  parsed.line = line;
  const std::size_t first = line.find(' ');
  const std::size_t logger = line.find(kLogger);
  if (first == std::string_view::npos || logger == std::string_view::npos || logger < first) return parsed;
  parsed.at = line.substr(0, first);
  parsed.level = base::fold_case(line.substr(first + 1, logger - first - 1));
  const std::string_view rest = line.substr(logger + kLogger.size());
  parsed.event = rest.substr(0, rest.find(' '));
  return parsed;
}

base::Result<LogPage> read_log(const std::string& path, const LogFilter& filter) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file)
    return base::Error{base::ErrorKind::unavailable, "log_unavailable", "The log file cannot be opened", {}};
  std::int64_t end = static_cast<std::int64_t>(file.tellg());
  if (!filter.cursor.empty()) {
    const auto from = base::whole_number<std::int64_t>(filter.cursor);
    if (!from || *from < 0) return base::bad_cursor();
    end = std::min(end, *from);  // a file that was rotated meanwhile is shorter
  }
  LogPage page;
  std::string tail;  // the beginning of a line whose rest stands before
  std::int64_t at = end;
  std::int64_t looked = 0;
  while (at > 0 && looked < kMostBytes) {
    const std::int64_t size = std::min(at, kPiece);
    std::string piece(static_cast<std::size_t>(size), '\0');
    file.seekg(at - size);
    if (!file.read(piece.data(), size)) break;
    at -= size;
    looked += size;
    tail.insert(0, piece);
    // All lines that begin in `tail`, but the first unless the file begins there.
    while (!tail.empty()) {
      if (tail.back() == '\n') tail.pop_back();
      const std::size_t before = tail.rfind('\n');
      if (before == std::string::npos && at > 0) break;
      const std::size_t start = before == std::string::npos ? 0 : before + 1;
      LogLine line = parse_log_line(std::string_view(tail).substr(start));
      tail.resize(start);
      if (!line.line.empty() && passes(line, filter)) page.items.push_back(std::move(line));
      if (static_cast<int>(page.items.size()) == filter.limit) {
        const std::int64_t next = at + static_cast<std::int64_t>(tail.size());
        if (next > 0) page.next = std::to_string(next);
        return page;
      }
    }
  }
  const std::int64_t next = at + static_cast<std::int64_t>(tail.size());
  if (next > 0) page.next = std::to_string(next);
  return page;
}

}  // namespace ordersync::app
