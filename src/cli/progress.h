// A line on the terminal that shows how far a long command is; nothing where standard error is no terminal.
#pragma once

#include <chrono>
#include <string>

#include "cli/output.h"
#include "sync/context.h"

namespace ordersync::cli {

class Progress {
 public:
  explicit Progress(const Output& output);
  ~Progress();  // clears the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show_run(const sync::RunProgress& progress);
  void show_part(const std::string& what, int done, int total);

 private:
  void line(const std::string& text);

  bool visible_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace ordersync::cli
