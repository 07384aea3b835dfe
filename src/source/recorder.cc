// Keeping one element's bytes; see recorder.h.
#include "source/recorder.h"

#include <algorithm>

namespace ordersync::source {

void Recorder::begin(const char* at) {
  active_ = true;
  from_ = at;
  size_ = 0;
  kept_.clear();
}

void Recorder::piece_ends(const char* end) {
  if (!active_) return;
  append({from_, static_cast<std::size_t>(end - from_)});
  from_ = end;
}

void Recorder::append(std::string_view piece) {
  const bool was_too_large = too_large();
  size_ += static_cast<std::int64_t>(piece.size());
  if (!too_large()) {
    kept_.append(piece);
    return;
  }
  if (!was_too_large) {
    stream_.reset();
    stream_.update(kept_);
  }
  stream_.update(piece);
  if (kept_.size() > kExcerpt) kept_.resize(kExcerpt);
  kept_.append(piece.substr(0, kExcerpt - kept_.size()));
}

void Recorder::finish(const char* end) {
  active_ = false;
  const std::string_view last{from_, static_cast<std::size_t>(end - from_)};
  if (size_ == 0 && static_cast<std::int64_t>(last.size()) <= limit_) {
    size_ = static_cast<std::int64_t>(last.size());
    bytes_ = last;
    return;
  }
  append(last);
  bytes_ = kept_;
}

base::Digest Recorder::digest() {
  return too_large() ? stream_.finish() : base::digest_of(bytes_);
}

}  // namespace ordersync::source
