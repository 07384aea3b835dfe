// flock(2) on a file of the data folder; see store_lock.h.
#include "app/store_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace ordersync::app {

namespace {
using namespace std::chrono_literals;
constexpr base::Milliseconds kTryEvery = 50ms;
}  // namespace

base::Result<StoreLock> StoreLock::take(const std::string& path, Hold hold, base::Milliseconds patience,
                                        base::Clock& clock) {
  StoreLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.file_ < 0) {
    const int reason = errno;
    const bool is_read_only = reason == EACCES || reason == EPERM || reason == EROFS;
    return base::Error{
        base::ErrorKind::unavailable,
        is_read_only ? "store_read_only" : "store_unavailable",
        "The file " + path + " cannot be opened: " + std::strerror(reason) +
            (is_read_only ? ". Give the right to write there, or name another folder with --data" : ""),
        {}};
  }
  const int how = (hold == Hold::alone ? LOCK_EX : LOCK_SH) | LOCK_NB;
  for (base::Milliseconds waited{0};; waited += kTryEvery) {
    if (::flock(lock.file_, how) == 0) return lock;
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return base::Error{base::ErrorKind::unavailable, "store_unavailable",
                         "The file " + path + " cannot be locked (a network folder?): use a local disk",
                         std::strerror(errno)};
    }
    if (waited >= patience || !clock.sleep_for(kTryEvery)) break;
  }
  return base::Error{base::ErrorKind::busy,
                     "store_in_use",
                     hold == Hold::alone
                         ? "Another ordersync command works on this data folder: let it end, then try again"
                         : "The data folder is being restored or given a new key: try again in a moment",
                     {}};
}

StoreLock::~StoreLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace ordersync::app
