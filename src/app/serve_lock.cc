// A lock of the kernel's on a file that names its holder; see serve_lock.h.
#include "app/serve_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ordersync::app {

base::Result<std::unique_ptr<ServeLock>> ServeLock::take(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return base::Error{base::ErrorKind::unavailable,
                       "store_unavailable",
                       "The file " + path + " cannot be opened: " + std::strerror(errno),
                       {}};
  }
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    char pid[32] = {};
    const ssize_t size = ::pread(file, pid, sizeof pid - 1, 0);
    ::close(file);
    return base::Error{base::ErrorKind::conflict,
                       "already_serving",
                       "`ordersync serve` is running on this folder already (process " +
                           std::string(pid, size > 0 ? static_cast<std::size_t>(size) : 0) +
                           "): stop it first, or name another folder with --data",
                       {}};
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) < 0) {
    // The lock holds all the same; only the number for people is missing.
  }
  return std::unique_ptr<ServeLock>(new ServeLock(file));
}

ServeLock::~ServeLock() {
  ::close(file_);
}

}  // namespace ordersync::app
