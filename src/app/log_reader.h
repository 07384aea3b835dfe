// The newest lines of the log file, for screens. Reads the file from its end, never more than a few MiB at a
// time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"

namespace ordersync::app {

struct LogLine {
  std::string at;     // as written; empty where the line is none of ours
  std::string level;  // "info"
  std::string event;
  std::string line;
};

struct LogFilter {
  std::string text;                              // part of the line, as it is
  base::LogLevel least = base::LogLevel::debug;  // this level and graver
  int limit = 100;
  std::string cursor;
};

struct LogPage {
  std::vector<LogLine> items;  // newest first
  std::string next;
};

// Only the current file: what was rotated away is on disk. Looks through at most 8 MiB a call and then gives
// a cursor, even where nothing was found yet. Fails with "bad_cursor", "log_unavailable".
base::Result<LogPage> read_log(const std::string& path, const LogFilter& filter);

// PURE: the parts of one line.
LogLine parse_log_line(std::string_view line);

}  // namespace ordersync::app
