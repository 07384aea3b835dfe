// DigestStream: digest_of() for bytes that come in pieces and are never held as a whole (an order past its
// limit).
#pragma once

#include <memory>
#include <string_view>

#include "base/digest.h"

namespace ordersync::base {

// Equal to digest_of() of all the pieces put together. One thread at a time.
class DigestStream {
 public:
  DigestStream();
  ~DigestStream();
  DigestStream(const DigestStream&) = delete;
  DigestStream& operator=(const DigestStream&) = delete;

  void reset();
  void update(std::string_view piece);
  // Ends the digest; reset() before the next update().
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ordersync::base
