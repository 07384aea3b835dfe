// Reading --key-file, ORDERSYNC_KEY and --password-file; see key_option.h.
#include "cli/key_option.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "base/read_file.h"
#include "base/text.h"

namespace ordersync::cli {

base::Result<std::optional<base::Secret>> read_key(const std::string& file, KeyVariable variable) {
  std::string key;
  if (!file.empty()) {
    auto bytes = base::read_file(file);
    if (bytes.ok()) key = *std::move(bytes);
    if (base::trim(key).empty()) {
      return base::invalid("key_file_unreadable", "The key file " + file + " cannot be read or is empty");
    }
  } else if (const char* value = std::getenv("ORDERSYNC_KEY");
             value != nullptr && variable == KeyVariable::counts) {
    key = value;
  }
  const std::string_view trimmed = base::trim(key);
  if (trimmed.empty()) return std::optional<base::Secret>();
  if (trimmed.find_first_of("\r\n") != std::string_view::npos || trimmed.size() > 8192) {
    return base::invalid("key_file_unreadable", "A key must be one line of at most 8192 characters");
  }
  return std::optional(base::Secret(std::string(trimmed)));
}

base::Result<std::optional<base::Secret>> read_password(const std::string& file) {
  if (file.empty()) return std::optional<base::Secret>();
  std::ifstream stream;
  if (file != "-") stream.open(file, std::ios::binary);
  std::string line;
  if (!std::getline(file == "-" ? std::cin : stream, line) && line.empty()) {
    return base::invalid("password_file_unreadable",
                         file == "-" ? "There is no password on standard input"
                                     : "The password file " + file + " cannot be read or is empty");
  }
  if (line.ends_with('\r')) line.pop_back();  // a file from Windows
  if (line.empty()) {
    return base::invalid("password_file_unreadable", "The first line of the password file is empty");
  }
  return std::optional(base::Secret(std::move(line)));
}

}  // namespace ordersync::cli
