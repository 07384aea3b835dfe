// PURE: the bytes of answers: status lines, headers, problems. What to answer is decided elsewhere.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "http/server.h"

namespace ordersync::http {

// application/problem+json (RFC 9457) with a stable `code` and a text for people; and both once more as
// `error`, as the commands say them.
ServerResponse problem_answer(int status, std::string_view code, std::string_view detail);

enum class AfterAnswer { keep_open, close };

struct HeadRules {
  std::time_t now = 0;
  AfterAnswer after = AfterAnswer::keep_open;
  std::optional<std::uint64_t> content_length;  // nothing: chunked, or up to the end of the connection
  bool chunked = false;
};

// Whether the handler's headers can be sent: names are tokens, values hold no line break. A header that
// cannot is a hole through which foreign text would write answers of its own.
bool headers_are_clean(const ServerResponse& response);

// The status line and all headers with the blank line after them. REQUIRES: headers_are_clean().
std::string render_head(const ServerResponse& response, const HeadRules& rules);

// Whether an answer of this status has a body at all.
bool has_body(int status);

}  // namespace ordersync::http
