// PURE: keeps the bytes of one element while it streams by: as a view where it lies in one piece, copied
// where it does not, and as a digest and a beginning once it is past the limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest_stream.h"

namespace ordersync::source {

class Recorder {
 public:
  static constexpr std::size_t kExcerpt = 64 << 10;  // of an element past the limit, its first bytes are kept

  explicit Recorder(std::int64_t limit) : limit_(limit) {}

  bool active() const { return active_; }
  void begin(const char* at);
  void stop() { active_ = false; }
  // A piece begins, a piece ends; no effect while nothing is recorded.
  void piece_begins(const char* at) { from_ = at; }
  void piece_ends(const char* end);
  // The element ends at `end`, in the current piece. What follows is valid until that piece goes away.
  void finish(const char* end);

  bool too_large() const { return size_ > limit_; }
  std::int64_t size() const { return size_; }
  // All bytes, or the first kExcerpt of them when too_large().
  std::string_view bytes() const { return bytes_; }
  base::Digest digest();

 private:
  void append(std::string_view piece);

  std::int64_t limit_;
  bool active_ = false;
  const char* from_ = nullptr;
  std::int64_t size_ = 0;
  std::string kept_;
  std::string_view bytes_;
  base::DigestStream stream_;
};

}  // namespace ordersync::source
