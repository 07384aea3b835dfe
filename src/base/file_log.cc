// The Log on spdlog, with a file of our own: spdlog's rotating file counts only what its own process writes,
// so that two processes would rotate each other's. All of spdlog's headers stay in this file.
#include "base/file_log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log_line.h"
#include "base/rotating_file.h"
#include "base/text.h"

namespace ordersync::base {
namespace {

// spdlog tells on standard error when a line was not taken.
class FileSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FileSink(std::unique_ptr<RotatingFile> file) : file_(std::move(file)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    const auto written = file_->append({line.data(), line.size()});
    if (!written.ok()) throw spdlog::spdlog_ex(written.error().message);
  }
  void flush_() override {}  // each line is written through

  std::unique_ptr<RotatingFile> file_;
};

class FileLog final : public Log {
 public:
  explicit FileLog(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}

  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
    if (level < LogLevel::info) return;
    const Instant now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    logger_->log(spdlog::level::info, log_line(now, level, event, fields));
  }

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace

Result<std::unique_ptr<Log>> make_file_log(const std::string& path, const FileLogOptions& options) {
  auto file = std::make_unique<RotatingFile>(path, options.max_bytes, options.files);
  TRY(file->open());
  try {
    std::vector<spdlog::sink_ptr> sinks;
    sinks.push_back(std::make_shared<FileSink>(std::move(file)));
    if (options.also_stderr == AlsoStderr::yes)
      sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    auto logger = std::make_shared<spdlog::logger>("External Order Sync", sinks.begin(), sinks.end());
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::trace);  // a line that is not written is no line after a crash
    return std::unique_ptr<Log>(std::make_unique<FileLog>(std::move(logger)));
  } catch (const std::exception& problem) {
    return Error{
        ErrorKind::unavailable, "log_unavailable",
        "The log file " + printable(path, 400) + " cannot be opened: check the folder and its permissions",
        problem.what()};
  }
}

}  // namespace ordersync::base
