// PURE: how what the source sent rests in the journal. As it came (card numbers cut); or, when it was kept
// long enough, without personal data or not at all, with the digest of what it was before it, so that the
// same order sent again is still known to be the same. Internal to journal/.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace ordersync::journal {

struct StoredPayload {
  std::optional<base::Digest> was;  // set: `text` is not what came, but what is left of it
  std::string_view text;            // empty when nothing is left
};

// `bytes` outlive the result. A payload is JSON, so the mark before the digest cannot begin one.
StoredPayload read_payload(std::string_view bytes);
std::string stripped_payload(const base::Digest& was, std::string_view left);

// Whether `payload` is what came then.
bool is_same_payload(std::string_view stored, std::string_view payload);

}  // namespace ordersync::journal
