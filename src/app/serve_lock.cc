// A lock of the kernel's on a file that names its holder; see serve_lock.h.
#include "app/serve_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ordersync::app {

namespace {

std::string process_in(int file) {
  char pid[32] = {};
  const ssize_t size = ::pread(file, pid, sizeof pid - 1, 0);
  return size > 0 ? std::string(pid, static_cast<std::size_t>(size)) : "?";
}

base::Error already_serving(const std::string& process, std::string_view why) {
  return {base::ErrorKind::conflict,
          "already_serving",
          "`ordersync serve` is running on this folder (process " + process + ")" + std::string(why),
          {}};
}

}  // namespace

base::Result<std::unique_ptr<ServeLock>> ServeLock::take(const std::string& path, std::string_view why) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return base::Error{base::ErrorKind::unavailable,
                       "store_unavailable",
                       "The file " + path + " cannot be opened: " + std::strerror(errno),
                       {}};
  }
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const std::string process = process_in(file);
    ::close(file);
    return already_serving(process, why);
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

std::string serving_process(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return {};
  std::string process;
  if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) process = process_in(file);
  ::close(file);
  return process;
}

base::Result<void> nobody_serves(const std::string& path, std::string_view why) {
  const std::string process = serving_process(path);
  if (process.empty()) return {};
  return already_serving(process, why);
}

}  // namespace ordersync::app
