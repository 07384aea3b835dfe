// Renames and small copies that survive a power cut; see data_files.h.
#include "app/data_files.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "base/durable_file.h"
#include "base/read_file.h"

namespace ordersync::app {

namespace {

base::Error not_written(const std::string& path, int reason) {
  return {base::ErrorKind::unavailable,
          "file_not_written",
          "The file " + path + " cannot be written: " + std::strerror(reason),
          {}};
}

base::Result<void> make_folder_durable(const std::string& path) {
  if (!base::make_durable(base::folder_of(path))) return not_written(path, errno);
  return {};
}

}  // namespace

bool file_exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

std::string compact_time(base::Instant at) {
  std::string compact;
  for (const char c : base::to_iso8601(std::chrono::floor<std::chrono::seconds>(at))) {
    if (c != '-' && c != ':') compact += c;
  }
  return compact;
}

base::Result<void> put_in_place(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return not_written(to, errno);
  return make_folder_durable(to);
}

base::Result<void> keep_as(const std::string& path, const std::string& kept) {
  if (::link(path.c_str(), kept.c_str()) != 0) {
    // A file system without second names: the copy costs its size.
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return not_written(kept, errno);
    return copy_private_file(path, kept);
  }
  return make_folder_durable(kept);
}

base::Result<void> copy_private_file(const std::string& from, const std::string& to) {
  auto bytes = base::read_file(from);
  if (!bytes.ok()) {
    bytes.error().kind = base::ErrorKind::unavailable;
    return std::move(bytes).error();
  }
  return write_private_file(to, *bytes);
}

base::Result<void> write_private_file(const std::string& path, std::string_view bytes) {
  const base::OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return not_written(path, errno);
  if (!base::write_all(file.get(), bytes) || ::fsync(file.get()) != 0) {
    const int reason = errno;
    ::unlink(path.c_str());
    return not_written(path, reason);
  }
  auto durable = make_folder_durable(path);
  if (!durable.ok()) ::unlink(path.c_str());
  return durable;
}

// Root's files in the service's folder would lock the service out of it.
base::Result<void> check_user(const std::string& path) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(path.c_str(), &status) != 0 || status.st_uid == 0) return {};
  const struct passwd* const owner = ::getpwuid(status.st_uid);
  const std::string name = owner == nullptr ? "#" + std::to_string(status.st_uid) : owner->pw_name;
  return base::Error{base::ErrorKind::unavailable,
                     "wrong_user",
                     "The data folder " + path + " belongs to " + name +
                         ", and root's files in it would lock that user out: sudo -u " + name +
                         " ordersync …",
                     {}};
}

}  // namespace ordersync::app
