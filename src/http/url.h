// PURE: http and https URLs, read strictly and written in one canonical spelling, so that what the address
// guard judged is what curl is given. Knows nothing of which addresses are allowed (address_guard.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/characters.h"

namespace ordersync::http {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case, no trailing dot; IPv4 in dotted decimal whatever its spelling
                       // ("0x7f000001", "127.1", "0177.0.0.1"); IPv6 in its shortest form, without brackets
  int port = 0;        // the scheme's own where none was written
  std::string path;    // begins with "/", percent-encoded
  std::string query;   // without "?", percent-encoded; may be empty
  friend bool operator==(const Url&, const Url&) = default;
};

// Blanks around are skipped, a fragment is dropped, blanks and non-ASCII bytes in path and query are encoded.
// Fails with "bad_url" on anything but http and https, on user names or passwords, on control characters, and
// on hosts that are neither names nor addresses. A name in other letters has to come in its "xn--" form.
// Messages quote nothing of the text but the host, since keys hide in URLs.
base::Result<Url> parse_url(std::string_view text);

// The URL as sent: no port where it is the scheme's own, brackets around IPv6.
std::string to_string(const Url& url);
// "127.0.0.1:9", "[::1]:443": for messages.
std::string host_and_port(const Url& url);

bool same_origin(const Url& a, const Url& b);

// RFC 3986 section 5: a Location or a next link, seen from the page that named it.
base::Result<Url> resolve(const Url& base, std::string_view reference);

// Each escape (%2F) as its byte; a broken one stays as it is.
std::string percent_decoded(std::string_view text, Plus plus);

// Of each parameter of the query the name alone ("https://shop/orders?token=…"), since keys hide in values:
// for whatever is shown or kept. Of any text with a "?" in it.
std::string without_values(std::string_view url);

// Appends name=value to the query, encoded; what is there stays.
void add_parameter(Url& url, std::string_view name, std::string_view value);
// The same, in place of every parameter of that name.
void set_parameter(Url& url, std::string_view name, std::string_view value);

}  // namespace ordersync::http
