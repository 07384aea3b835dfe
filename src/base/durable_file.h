// What is left of a file when the power fails: the system's own calls, retried and answered by errno. What a
// failure means, and in which words it is told, is the caller's.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::base {

// A descriptor, closed at the end. One below zero is none.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile();

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

// All of it, to the kernel. False: errno says why, and a part may be written.
bool write_all(int descriptor, std::string_view bytes);
// What was written to the file, or which names a folder has, is on the disk. False: errno says why not.
bool make_durable(const std::string& path);
// The folder that a path's last part lies in; "." for a bare name.
std::string folder_of(const std::string& path);

}  // namespace ordersync::base
