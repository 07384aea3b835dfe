// On POSIX; see durable_file.h.
#include "base/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace ordersync::base {

OpenFile::~OpenFile() {
  if (descriptor_ < 0) return;
  const int reason = errno;  // of what went before, which is still to be told
  ::close(descriptor_);
  errno = reason;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool make_durable(const std::string& path) {
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return file.is_open() && ::fsync(file.get()) == 0;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace ordersync::base
