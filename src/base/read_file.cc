// Reading by the system's own calls: std::ifstream opens a folder, and throws on its first byte.
#include "base/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace ordersync::base {

Result<std::string> read_file(const std::string& path) {
  const auto failed = [&](int reason) {
    return not_found("file_not_found",
                     "The file " + printable(path, 400) + " cannot be read: " + std::strerror(reason));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed(errno);
  std::string bytes;
  char piece[64 * 1024];
  for (;;) {
    const ssize_t got = ::read(file, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      const int reason = errno;
      ::close(file);
      if (got < 0) return failed(reason);
      return bytes;
    }
    bytes.append(piece, static_cast<std::size_t>(got));
  }
}

}  // namespace ordersync::base
