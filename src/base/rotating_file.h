// A file that several processes append lines to and any of them rotates when it is full: `ordersync serve`
// and every command beside it write one log. What a line looks like is in log_line.h.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::base {

class RotatingFile {
 public:
  // Rotated before it would grow beyond `max_bytes`; `kept` older files stay. "x.log" becomes "x.1.log", that
  // "x.2.log", and so on.
  RotatingFile(std::string path, std::size_t max_bytes, std::size_t kept);
  ~RotatingFile();
  RotatingFile(const RotatingFile&) = delete;
  RotatingFile& operator=(const RotatingFile&) = delete;

  // Opens the file, made when absent. Fails with "log_unavailable", naming the path.
  Result<void> open();
  // Writes the line, which ends in a line break, through to the kernel: it is there after a crash of the
  // program. Lines of other processes are never mixed with it. Fails as open() does; then some of it may be
  // missing. One thread at a time.
  Result<void> append(std::string_view line);

 private:
  struct Look {
    bool current = false;  // the open file is still the one at the path
    std::size_t size = 0;
  };
  Look look() const;
  Result<void> rotate();
  std::string older(std::size_t number) const;
  Error unavailable(const char* what, int reason) const;

  std::string path_;
  std::size_t max_bytes_;
  std::size_t kept_;
  int file_ = -1;
};

}  // namespace ordersync::base
