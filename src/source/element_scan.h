// PURE: finds where one element of the answer ends: 64 bytes at a time, knowing strings and brackets and
// nothing else. Tokens and commas inside an element are the decoder's to judge, so that a broken order is
// refused alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ordersync::source {

// One bit a byte, the lowest bit for the first.
struct BlockMasks {
  std::uint64_t quote = 0;
  std::uint64_t backslash = 0;
  std::uint64_t bracket = 0;  // { } [ ]
  std::uint64_t newline = 0;
};
BlockMasks classify(const char* block64);           // SSE2 where the machine has it
BlockMasks classify_portable(const char* block64);  // the same, everywhere

// The kinds of the brackets that are open, a bit each: true is an object.
class BracketStack {
 public:
  explicit BracketStack(std::int64_t kept) : kept_(kept) {}
  std::int64_t depth() const { return depth_; }
  // Levels past `kept` are counted, and their kind is not remembered: memory stays flat.
  void push(bool object);
  // REQUIRES: depth() > 0. False when the kind is remembered and is another.
  bool pop(bool object);
  bool top_is_object() const { return bit(depth_ - 1); }
  void clear() { depth_ = 0; }

 private:
  bool bit(std::int64_t level) const { return (words_[level >> 6] >> (level & 63) & 1) != 0; }
  std::int64_t kept_;
  std::int64_t depth_ = 0;
  std::vector<std::uint64_t> words_;
};

// Scans one container from its opening bracket to the one that closes it, in pieces of any size.
class ElementScan {
 public:
  enum class Status { more, done, mismatch };
  struct Step {
    Status status = Status::more;
    std::size_t consumed = 0;  // done: past the closing bracket; mismatch: of the bracket that closes wrongly
    std::int64_t newlines = 0;  // among the consumed bytes
  };
  // Depths up to `kept` are checked for the right kind of bracket.
  explicit ElementScan(std::int64_t kept) : open_(kept) {}

  void start();
  Step scan(const char* bytes, std::size_t size);
  std::int64_t deepest() const { return deepest_; }

 private:
  Step block(const char* bytes, std::size_t size);

  BracketStack open_;
  std::int64_t deepest_ = 0;
  std::uint64_t in_string_ = 0;  // all ones inside a string
  bool escaped_ = false;         // the next byte is escaped
};

}  // namespace ordersync::source
