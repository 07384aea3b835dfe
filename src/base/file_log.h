// The real Log: external-order-sync.log, rotated, and standard error. Behaviour 13.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/log.h"

namespace ordersync::base {

enum class AlsoStderr { no, yes };

struct FileLogOptions {
  std::size_t max_bytes = 10 << 20;  // a file is rotated when it would grow beyond
  std::size_t files = 5;             // older files kept: path.1.log …
  AlsoStderr also_stderr = AlsoStderr::yes;
};

// Each event, from info on, is one line, written through at once:
//   2026-11-22T14:00:03.120Z INFO External Order Sync sync_orders sync="Main Store" booked=8
// Fails with "log_unavailable", naming the path, when the file cannot be opened.
Result<std::unique_ptr<Log>> make_file_log(const std::string& path, const FileLogOptions& options);

}  // namespace ordersync::base
