// Process identity through /proc; see owner.h.
#include "app/owner.h"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

namespace ordersync::app {

namespace {

std::string read_first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string this_boot() {
  return read_first_line("/proc/sys/kernel/random/boot_id");
}

// Processes are comparable only within one boot and one process namespace (a container has its own).
std::string machine() {
  char link[64] = {};
  const ssize_t size = ::readlink("/proc/self/ns/pid", link, sizeof link - 1);
  return this_boot() + ":" + std::string(link, size > 0 ? size : 0);
}

// A store in a folder belongs to one machine: who wrote into it in another life of it is gone, however long
// the clock says that its lease lasts.
bool is_of_another_boot(std::string_view machine) {
  constexpr std::size_t kBootId = 36;  // a UUID
  return machine.size() > kBootId && machine[kBootId] == ':' && this_boot().size() == kBootId &&
         machine.substr(0, kBootId) != this_boot();
}

// The 22nd field of /proc/PID/stat: clock ticks between boot and the start of the process. Empty: no such
// process, or one that has ended and waits for its parent.
std::string start_of(std::string_view pid) {
  const std::string stat = read_first_line("/proc/" + std::string(pid) + "/stat");
  const auto name_end = stat.rfind(") ");  // the name may hold anything, blanks and brackets included
  if (name_end == std::string::npos) return {};
  std::size_t at = name_end + 2;
  if (stat[at] == 'Z' || stat[at] == 'X') return {};
  for (int field = 3; field < 22; ++field) {
    at = stat.find(' ', at);
    if (at == std::string::npos) return {};
    ++at;
  }
  return stat.substr(at, stat.find(' ', at) - at);
}

}  // namespace

std::string host_name() {
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) != 0) return "unknown";
  return name;
}

std::string this_process() {
  const std::string pid = std::to_string(::getpid());
  return machine() + "/" + pid + "/" + start_of(pid);
}

bool may_be_alive(std::string_view owner) {
  const auto last = owner.rfind('/');
  if (last == std::string_view::npos || last == 0) return true;
  const auto middle = owner.rfind('/', last - 1);
  if (middle == std::string_view::npos) return true;
  if (is_of_another_boot(owner.substr(0, middle))) return false;
  if (owner.substr(0, middle) != machine()) return true;
  return start_of(owner.substr(middle + 1, last - middle - 1)) == owner.substr(last + 1);
}

}  // namespace ordersync::app
