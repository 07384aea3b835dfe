// The progress line; see progress.h.
#include "cli/progress.h"

#include <unistd.h>

#include <cstdio>

namespace ordersync::cli {

namespace {
constexpr auto kRedrawEvery = std::chrono::milliseconds(100);
constexpr int kBarWidth = 24;
}  // namespace

Progress::Progress(const Output& output) : visible_(!output.is_json() && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::show_run(const sync::RunProgress& progress) {
  line("page " + std::to_string(progress.pages) + " · " + std::to_string(progress.elements) +
       " orders read · " + std::to_string(progress.counts.processed) + " booked · " +
       std::to_string(progress.counts.failed) + " failed");
}

void Progress::show_part(const std::string& what, int done, int total) {
  const int filled = total > 0 ? static_cast<int>(std::int64_t{kBarWidth} * done / total) : kBarWidth;
  std::string bar;
  for (int i = 0; i < kBarWidth; ++i) bar += i < filled ? "█" : "░";
  line(bar + " " + std::to_string(done) + " of " + std::to_string(total) + " " + what);
}

void Progress::line(const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  if (!visible_ || (shown_ && now - last_ < kRedrawEvery)) return;
  last_ = now;
  shown_ = true;
  std::fputs(("\r\033[K" + text).c_str(), stderr);
  std::fflush(stderr);
}

}  // namespace ordersync::cli
