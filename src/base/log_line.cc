// One event, one line.
#include "base/log_line.h"

#include "base/text.h"

namespace ordersync::base {
namespace {

constexpr std::string_view kLogger = "External Order Sync";
constexpr std::size_t kLongestValue = 2000;

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "DEBUG";
    case LogLevel::info:
      return "INFO";
    case LogLevel::warning:
      return "WARNING";
    case LogLevel::error:
      return "ERROR";
  }
  return "ERROR";
}

void append_value(std::string& out, std::string_view value) {
  // Quotes and backslashes first: what printable() adds then cannot be confused with what a source wrote.
  std::string escaped;
  escaped.reserve(value.size());
  for (const char c : value.substr(0, kLongestValue)) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  const std::string clean = printable(escaped, kLongestValue);
  const bool quoted = clean.empty() || clean.find_first_of(" \"=\\") != std::string::npos;
  if (quoted) out += '"';
  out += clean;
  if (value.size() > kLongestValue) out += "…";
  if (quoted) out += '"';
}

// Always with milliseconds, so that columns line up.
void append_time(std::string& out, Instant at) {
  const std::string text = to_iso8601(at);
  out += text;
  if (text.find('.') == std::string::npos) out.insert(out.size() - 1, ".000");
}

}  // namespace

std::string log_line(Instant at, LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields) {
  std::string out;
  out.reserve(160);
  append_time(out, at);
  out.append(1, ' ')
      .append(name_of(level))
      .append(1, ' ')
      .append(kLogger)
      .append(1, ' ')
      .append(printable(event, 100));
  for (const LogField& field : fields) {
    out.append(1, ' ').append(printable(field.name, 100)).append(1, '=');
    append_value(out, field.value);
  }
  return out;
}

}  // namespace ordersync::base
