// The kinds of proof; see push.h.
#include "source/push.h"

#include <algorithm>
#include <optional>

#include "base/hmac.h"
#include "base/text.h"
#include "base/whole_number.h"
#include "http/transport.h"

namespace ordersync::source {

namespace {

using base::Result;

constexpr std::string_view kWhsec = "whsec_";
constexpr std::size_t kLongestMessageId = 200;
constexpr std::size_t kMostSignatures = 20;  // of one header; each costs a comparison for each secret
constexpr std::size_t kLeastSecret = 16;

base::Error bad_option(std::string_view field, std::string message) {
  return base::invalid_option("bad_option", field, std::move(message));
}

// The one value of a header; nothing when it is not there or stands there twice, where nobody knows which
// counts.
std::optional<std::string_view> only(const PushHeaders& headers, std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [header, value] : headers) {
    if (!http::same_name(header, name)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

// ---- Standard Webhooks

Result<void> check_timestamp(std::string_view text, base::Instant now) {
  const auto seconds = base::whole_number<std::int64_t>(text);
  constexpr std::int64_t kLatest = 253'402'300'799;  // the year 9999, so that milliseconds fit
  if (!seconds || *seconds < 0 || *seconds > kLatest) {
    return not_verified("webhook-timestamp is no Unix time");
  }
  const base::Instant sent = base::from_unix_ms(*seconds * 1000);
  if (now - sent > kPushTolerance) return not_verified("webhook-timestamp is more than 5 minutes ago");
  if (sent - now > kPushTolerance) return not_verified("webhook-timestamp is more than 5 minutes ahead");
  return {};
}

std::vector<std::string> signatures_of(std::string_view header) {
  std::vector<std::string> signatures;
  while (!header.empty() && signatures.size() < kMostSignatures) {
    const std::size_t blank = header.find(' ');
    const std::string_view one = header.substr(0, blank);
    if (one.starts_with("v1,")) {  // others, such as v1a, need keys that no sync has
      if (auto bytes = base::from_base64(one.substr(3))) signatures.push_back(*std::move(bytes));
    }
    if (blank == std::string_view::npos) break;
    header.remove_prefix(blank + 1);
  }
  return signatures;
}

Result<Verified> verify_standard_webhooks(const PushSettings& settings, const PushHeaders& headers,
                                          std::string_view body, base::Instant now) {
  const auto id = only(headers, "webhook-id");
  const auto timestamp = only(headers, "webhook-timestamp");
  const auto signature = only(headers, "webhook-signature");
  if (!id || !timestamp || !signature) {
    return not_verified("webhook-id, webhook-timestamp or webhook-signature is missing or there twice");
  }
  if (id->empty() || id->size() > kLongestMessageId) return not_verified("webhook-id is empty or too long");
  TRY(check_timestamp(*timestamp, now));
  const auto signatures = signatures_of(*signature);
  if (signatures.empty()) return not_verified("webhook-signature holds no v1 signature");
  bool same = false;
  for (const auto& [secret, set_at] : settings.secrets) {
    auto key = base::from_base64(without_prefix(secret.reveal(), kWhsec));
    if (!key || key->empty()) continue;
    const base::Secret kept(*std::move(key));  // wiped when it is no more needed
    const auto mac = base::hmac_sha256(kept.reveal(), {*id, ".", *timestamp, ".", body});
    for (const std::string& given : signatures) same = base::is_same(mac, given) || same;
  }
  if (!same) return not_verified("no signature of webhook-signature is right");
  return Verified{std::string(*id)};
}

// ---- the others

// Senders write 32 bytes in hex or base64, some after the name of the algorithm; their lengths tell which.
std::optional<std::string> mac_bytes(std::string_view text) {
  text = without_prefix(base::trim(text), "sha256=");
  return text.size() == 64 ? base::from_hex(text) : base::from_base64(text);
}

Result<Verified> verify_hmac(const PushSettings& settings, const PushHeaders& headers,
                             std::string_view body) {
  const auto header = only(headers, settings.header);
  if (!header) return not_verified("the header " + settings.header + " is missing or there twice");
  const auto given = mac_bytes(*header);
  if (!given) return not_verified("the header " + settings.header + " is neither hex nor base64");
  bool same = false;
  for (const auto& [secret, set_at] : settings.secrets) {
    if (secret.empty()) continue;  // of a list, which leaves secrets out
    same = base::is_same(base::hmac_sha256(secret.reveal(), {settings.url, body}), *given) || same;
  }
  if (!same) return not_verified("the signature in " + settings.header + " is not right");
  return Verified{};
}

Result<Verified> verify_authorization(const PushSettings& settings, const PushHeaders& headers) {
  const auto header = only(headers, "Authorization");
  if (!header) return not_verified("the header Authorization is missing or there twice");
  const bool basic = settings.kind == PushKind::basic;
  const std::string_view scheme = basic ? "basic " : "bearer ";
  if (header->size() <= scheme.size() || base::fold_case(header->substr(0, scheme.size())) != scheme) {
    return not_verified("the header Authorization is of another scheme");
  }
  std::string given(base::trim(header->substr(scheme.size())));
  if (basic) {
    auto decoded = base::from_base64(given);
    if (!decoded) return not_verified("the header Authorization is no base64");
    given = *std::move(decoded);
  }
  const base::Secret kept(std::move(given));
  bool same = false;
  for (const auto& [secret, set_at] : settings.secrets) {
    if (secret.empty()) continue;
    same = base::is_same_secret(secret.reveal(), kept.reveal()) || same;
  }
  if (!same) return not_verified("the secret in Authorization is not right");
  return Verified{};
}

bool is_header_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return base::is_letter_or_digit(c) || c == '-' || c == '_';
  });
}

Result<void> set_hmac(std::string_view rest, PushSettings& settings) {
  constexpr std::string_view kUrl = ",url=";
  const std::size_t comma = rest.find(kUrl);
  const std::string_view header = rest.substr(0, comma);
  const std::string_view url = comma == std::string_view::npos ? "" : rest.substr(comma + kUrl.size());
  const bool wants_url = comma != std::string_view::npos;
  if (!is_header_name(header) || (wants_url && !url.starts_with("https://") && !url.starts_with("http://"))) {
    return bad_option("push",
                      "--push: hmac takes a header's name and, where the sender signs the address as well, "
                      "that address: hmac:X-Signature or hmac:X-Signature,url=https://…");
  }
  settings.kind = PushKind::hmac;
  settings.header = header;
  settings.url = url;
  return {};
}

constexpr std::string_view kHmac = "hmac:";  // with what follows it; the others are words
constexpr std::pair<std::string_view, PushKind> kPlain[] = {
    {"none", PushKind::none},
    {"standard-webhooks", PushKind::standard_webhooks},
    {"bearer", PushKind::bearer},
    {"basic", PushKind::basic}};

Result<void> read_option(std::string_view option, PushSettings& settings) {
  if (option.starts_with(kHmac)) return set_hmac(option.substr(kHmac.size()), settings);
  for (const auto& [name, kind] : kPlain) {
    if (option != name) continue;
    settings.kind = kind;
    return {};
  }
  return bad_option("push", "--push: \"" + base::printable(option, 80) +
                                "\" is not one of standard-webhooks, hmac:HEADER, bearer, basic, none");
}

}  // namespace

base::Error not_verified(std::string why_for_the_log) {
  base::Error error =
      base::invalid("push_not_verified",
                    "This delivery could not be verified. Check its address, and that sender and sync "
                    "use the same kind of verification and the same secret");
  error.detail = std::move(why_for_the_log);
  return error;
}

std::string push_option(const PushSettings& settings) {
  for (const auto& [name, kind] : kPlain) {
    if (kind == settings.kind) return std::string(name);
  }
  return std::string(kHmac) + settings.header + (settings.url.empty() ? "" : ",url=" + settings.url);
}

Result<void> set_push_option(std::string_view option, PushSettings& settings) {
  PushSettings chosen;
  TRY(read_option(option, chosen));
  if (chosen.kind == settings.kind) chosen.secrets = std::move(settings.secrets);
  settings = std::move(chosen);
  return {};
}

void add_push_secret(base::Secret secret, PushSettings& settings) {
  settings.secrets.insert(settings.secrets.begin(), PushSecret{std::move(secret), std::nullopt});
  if (settings.secrets.size() > 2) settings.secrets.resize(2);
}

void end_old_push_secret(PushSettings& settings) {
  if (settings.secrets.size() > 1) settings.secrets.resize(1);
}

Result<void> check_push_secret(PushKind kind, const base::Secret& secret) {
  const std::string& text = secret.reveal();
  if (kind == PushKind::standard_webhooks) {
    const auto key = base::from_base64(without_prefix(text, kWhsec));
    if (key && key->size() >= 24 && key->size() <= 64) return {};
    return bad_option(
        "push-secret-file",
        "--push-secret-file: a secret of Standard Webhooks is whsec_ and the base64 of 24 to 64 bytes, as "
        "the sender shows it");
  }
  if (kind == PushKind::basic) {
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos && colon > 0 && text.size() - colon > 8) return {};
    return bad_option("push-secret-file",
                      "--push-secret-file: basic takes user:password, the password of at least 8 characters");
  }
  if (text.size() >= kLeastSecret) return {};
  return bad_option("push-secret-file",
                    "--push-secret-file: a secret of fewer than 16 characters can be guessed");
}

Result<Verified> verify_push(const PushSettings& settings, const PushHeaders& headers, std::string_view body,
                             base::Instant now) {
  if (settings.kind != PushKind::none && settings.secrets.empty() && settings.kind != PushKind::bearer) {
    return not_verified("the sync has no secret yet");
  }
  switch (settings.kind) {
    case PushKind::none:
      break;
    case PushKind::standard_webhooks:
      return verify_standard_webhooks(settings, headers, body, now);
    case PushKind::hmac:
      return verify_hmac(settings, headers, body);
    case PushKind::bearer:
    case PushKind::basic:
      return verify_authorization(settings, headers);
  }
  return not_verified("push is not switched on for this sync");
}

}  // namespace ordersync::source
