// Parsing, resolving and writing of URLs. The number spellings of IPv4 follow what inet_aton and browsers
// accept, because that is what a resolver would make of them.
#include "http/url.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::http {
namespace {

constexpr std::size_t kMaxHost = 253;
constexpr std::size_t kMaxLabel = 63;

base::Error bad_url(std::string why) {
  return base::invalid("bad_url", std::move(why));
}

std::string_view strip_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

void append_encoded(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += {'%', kHex[byte >> 4], kHex[byte & 15]};
}

// Path or query as written by a person or a server: what may not stand in a request line is encoded.
std::string tidied(std::string_view text) {
  constexpr std::string_view kEncode = " \"<>\\^`{|}";
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80 || kEncode.find(c) != std::string_view::npos) {
      append_encoded(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(mark);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// One part of an IPv4 address: decimal, octal with a leading 0, hexadecimal with 0x.
std::optional<std::uint64_t> ipv4_part(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned base = 10;
  if (text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() >= 2 && text[0] == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    const int digit = base::hex_value(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
    value = value * base + static_cast<unsigned>(digit);
    if (value > 0xffffffffU) return std::nullopt;
  }
  return value;
}

bool looks_like_number(std::string_view label) {
  if (label.empty()) return false;
  if (label.find_first_not_of("0123456789") == std::string_view::npos) return true;
  return label.size() >= 2 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X') &&
         label.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

std::optional<std::string> ipv4_host(const std::vector<std::string_view>& labels) {
  if (labels.size() > 4) return std::nullopt;
  std::uint64_t address = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto part = ipv4_part(labels[i]);
    const bool last = i + 1 == labels.size();
    const std::uint64_t limit = last ? (1ULL << (8 * (5 - labels.size()))) : 256;
    if (!part || *part >= limit) return std::nullopt;
    address += last ? *part : *part << (8 * (3 - i));
  }
  return fmt::format("{}.{}.{}.{}", address >> 24, (address >> 16) & 255, (address >> 8) & 255,
                     address & 255);
}

base::Result<std::string> ipv6_host(std::string_view inside) {
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(inside).c_str(), &address) != 1) {
    return bad_url("the URL's IPv6 address cannot be read: write it as https://[2001:db8::1]/");
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &address, text.data(), text.size());
  return std::string(text.data());
}

base::Result<std::string> named_host(std::string_view written) {
  const std::string decoded = percent_decoded(written, Plus::is_plus);
  std::string host = base::ascii_lower(decoded);
  if (!host.empty() && host.back() == '.') host.pop_back();
  if (host.empty()) return bad_url("the URL has no host name: write it as https://shop.example/api/orders");
  for (const char c : host) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return bad_url("the URL's host name has letters beyond a to z: write it in its \"xn--\" form");
    }
    if (!base::is_letter_or_digit(c) && c != '-' && c != '.' && c != '_') {
      return bad_url("the URL's host name has a character that no host name has");
    }
  }
  const auto labels = split(host, '.');
  if (looks_like_number(labels.back())) {
    if (auto address = ipv4_host(labels)) return std::move(*address);
    return bad_url(fmt::format("\"{}\" is neither a host name nor an IP address", host.substr(0, kMaxHost)));
  }
  for (const auto label : labels) {
    if (label.empty() || label.size() > kMaxLabel || host.size() > kMaxHost) {
      return bad_url("the URL's host name has an empty or too long part between its dots");
    }
  }
  return host;
}

base::Result<int> port_of(std::string_view text, std::string_view scheme) {
  if (text.empty()) return scheme == "https" ? 443 : 80;
  const auto port = base::whole_number<int>(text);
  if (!port || *port < 1 || *port > 65535) return bad_url("the URL's port is not a number from 1 to 65535");
  return *port;
}

base::Result<void> read_authority(std::string_view authority, Url& url) {
  if (authority.find('@') != std::string_view::npos) {
    return bad_url(
        "a URL must not hold a user name or password: give them as the External API Key with --auth basic");
  }
  std::string_view port;
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t end = authority.find(']');
    const std::string_view after = end == std::string_view::npos ? "?" : authority.substr(end + 1);
    if (!after.empty() && after.front() != ':')
      return bad_url("the URL's IPv6 address has no closing bracket");
    TRY_ASSIGN(url.host, ipv6_host(authority.substr(1, end - 1)));
    if (!after.empty()) port = after.substr(1);
  } else {
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
    TRY_ASSIGN(url.host, named_host(authority.substr(0, colon)));
  }
  TRY_ASSIGN(url.port, port_of(port, url.scheme));
  return {};
}

// Path and query of what follows the authority; the fragment never leaves this machine.
void read_path(std::string_view rest, Url& url) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t question = rest.find('?');
  url.path = tidied(rest.substr(0, question));
  if (url.path.empty()) url.path = "/";
  url.query = question == std::string_view::npos ? std::string() : tidied(rest.substr(question + 1));
}

base::Result<void> check_characters(std::string_view text) {
  if (base::has_control(text)) return bad_url("the URL holds a control character: paste it again");
  return {};
}

// The scheme in lower case; nothing where the text is relative.
std::optional<std::string> scheme_of(std::string_view text) {
  if (text.empty() || !base::is_letter(text.front())) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') return base::ascii_lower(text.substr(0, i));
    if (!base::is_letter_or_digit(text[i]) && text[i] != '+' && text[i] != '-' && text[i] != '.') break;
  }
  return std::nullopt;
}

// RFC 3986 section 5.2.4 on a path that begins with "/".
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  const auto segments = split(path.substr(1), '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool dots = segments[i] == "." || segments[i] == "..";
    if (segments[i] == ".." && !kept.empty()) kept.pop_back();
    if (!dots) kept.push_back(segments[i]);
    if (dots && i + 1 == segments.size()) kept.emplace_back();
  }
  std::string out;
  for (const auto segment : kept) out.append("/").append(segment);
  return out.empty() ? "/" : out;
}

// Of all but letters, digits and "-._~".
std::string encode_component(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (base::is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      append_encoded(out, c);
    }
  }
  return out;
}

}  // namespace

base::Result<Url> parse_url(std::string_view text) {
  text = strip_blanks(text);
  TRY(check_characters(text));
  const auto scheme = scheme_of(text);
  const std::size_t marks = text.find("://");
  const bool known = scheme == "http" || scheme == "https";
  if (!known || marks != scheme->size()) {
    return bad_url("the URL has to begin with https:// (or http:// in your own network)");
  }
  Url url;
  url.scheme = *scheme;
  const std::string_view rest = text.substr(marks + 3);
  const std::size_t end = rest.find_first_of("/?#");
  TRY(read_authority(rest.substr(0, end), url));
  read_path(end == std::string_view::npos ? std::string_view() : rest.substr(end), url);
  return url;
}

std::string host_and_port(const Url& url) {
  const bool brackets = url.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", brackets ? "[" : "", url.host, brackets ? "]" : "", url.port);
}

std::string to_string(const Url& url) {
  std::string authority = host_and_port(url);
  if (url.port == (url.scheme == "https" ? 443 : 80)) authority.resize(authority.rfind(':'));
  return fmt::format("{}://{}{}{}{}", url.scheme, authority, url.path, url.query.empty() ? "" : "?",
                     url.query);
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

base::Result<Url> resolve(const Url& base, std::string_view reference) {
  reference = strip_blanks(reference);
  TRY(check_characters(reference));
  if (scheme_of(reference)) return parse_url(reference);
  if (reference.substr(0, 2) == "//") return parse_url(base.scheme + ":" + std::string(reference));
  Url url = base;
  reference = reference.substr(0, reference.find('#'));
  if (reference.empty()) return url;
  if (reference.front() == '?') {
    url.query = tidied(reference.substr(1));
    return url;
  }
  if (reference.front() == '/') {
    read_path(reference, url);
  } else {
    read_path(base.path.substr(0, base.path.rfind('/') + 1) + std::string(reference), url);
  }
  url.path = without_dots(url.path);
  return url;
}

void add_parameter(Url& url, std::string_view name, std::string_view value) {
  if (!url.query.empty() && url.query.back() != '&') url.query += '&';
  url.query += encode_component(name) + "=" + encode_component(value);
}

void set_parameter(Url& url, std::string_view name, std::string_view value) {
  std::string kept;
  for (const auto pair : split(url.query, '&')) {
    if (pair.empty() || percent_decoded(pair.substr(0, pair.find('=')), Plus::is_blank) == name) continue;
    if (!kept.empty()) kept += '&';
    kept += pair;
  }
  url.query = std::move(kept);
  add_parameter(url, name, value);
}

std::string percent_decoded(std::string_view text, Plus plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && base::hex_value(text[i + 1]) >= 0 &&
        base::hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(base::hex_value(text[i + 1]) * 16 + base::hex_value(text[i + 2]));
      i += 2;
    } else {
      out += plus == Plus::is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string without_values(std::string_view url) {
  const std::size_t query = url.find('?');
  if (query == std::string_view::npos) return std::string(url);
  std::string shown(url.substr(0, query + 1));
  std::string_view rest = url.substr(query + 1);
  for (;;) {
    const std::size_t end = rest.find('&');
    const std::string_view part = rest.substr(0, end);
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos) shown += part.substr(0, equals + 1);
    if (!part.empty()) shown += "…";
    if (end == std::string_view::npos) return shown;
    shown += '&';
    rest.remove_prefix(end + 1);
  }
}

}  // namespace ordersync::http
