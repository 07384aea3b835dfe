// Appending and rotating by several processes; see rotating_file.h. Everybody looks at the path before a
// line, so a file that another process rotated is left; and who rotates holds a lock on the full file and
// looks again, so it is rotated once however many found it full.
#include "base/rotating_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/durable_file.h"
#include "base/text.h"

namespace ordersync::base {

RotatingFile::RotatingFile(std::string path, std::size_t max_bytes, std::size_t kept)
    : path_(std::move(path)), max_bytes_(max_bytes), kept_(kept) {}

RotatingFile::~RotatingFile() {
  if (file_ >= 0) ::close(file_);
}

Result<void> RotatingFile::open() {
  if (file_ >= 0) ::close(file_);
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) return unavailable("opened", errno);
  return {};
}

Result<void> RotatingFile::append(std::string_view line) {
  Look now = look();
  if (now.current && now.size > 0 && now.size + line.size() > max_bytes_) {
    TRY(rotate());
    now = look();
  }
  if (!now.current) TRY(open());
  if (!write_all(file_, line)) return unavailable("written", errno);
  return {};
}

RotatingFile::Look RotatingFile::look() const {
  struct stat at_path {};
  struct stat opened {};
  if (file_ < 0 || ::fstat(file_, &opened) != 0 || ::stat(path_.c_str(), &at_path) != 0) return {};
  return {at_path.st_ino == opened.st_ino && at_path.st_dev == opened.st_dev,
          static_cast<std::size_t>(opened.st_size)};
}

// Leaves the full file open: it is no longer the one at the path, so the caller opens the new one. A file
// that cannot be moved away grows on: a long log is better than none.
Result<void> RotatingFile::rotate() {
  while (::flock(file_, LOCK_EX) != 0) {
    if (errno != EINTR) return unavailable("locked", errno);
  }
  if (look().current) {
    for (std::size_t number = kept_; number > 1; --number) {
      std::rename(older(number - 1).c_str(), older(number).c_str());
    }
    if (kept_ > 0) {
      std::rename(path_.c_str(), older(1).c_str());
    } else {
      ::unlink(path_.c_str());
    }
  }
  ::flock(file_, LOCK_UN);
  return {};
}

std::string RotatingFile::older(std::size_t number) const {
  const std::size_t dot = path_.rfind('.');
  const bool has_ending = dot != std::string::npos && path_.find('/', dot) == std::string::npos;
  const std::size_t end = has_ending ? dot : path_.size();
  return path_.substr(0, end) + "." + std::to_string(number) + path_.substr(end);
}

Error RotatingFile::unavailable(const char* what, int reason) const {
  return {ErrorKind::unavailable,
          "log_unavailable",
          "The log file " + printable(path_, 400) + " cannot be " + what + ": " + std::strerror(reason) +
              ". Check the folder, its permissions and the disk",
          {}};
}

}  // namespace ordersync::base
