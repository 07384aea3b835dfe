// PURE: what may be said about an alert channel; see alert_channels.h.
#include <algorithm>

#include "app/alert_channels.h"
#include "app/alert_rules.h"
#include "app/bad_option.h"
#include "base/contains.h"
#include "base/text.h"
#include "base/whole_number.h"
#include "http/address_guard.h"
#include "http/url.h"

namespace ordersync::app {

namespace {

using base::Result;

Result<void> read_security(const std::string& text, http::MailServer& server) {
  using http::MailSecurity;
  for (const MailSecurity security : {MailSecurity::starttls, MailSecurity::tls, MailSecurity::plain}) {
    if (!text.empty() && text != http::to_string(security)) continue;
    server.security = security;
    return {};
  }
  return bad_option("security", "--security takes starttls, tls or plain");
}

// "mail.example.com", "mail.example.com:465", "[::1]:25".
Result<void> read_server(const std::string& text, http::MailServer& server) {
  if (text.empty()) return bad_option("smtp", "--smtp HOST:PORT is missing: which server takes the mail?");
  std::string_view host = text;
  std::string_view after;  // ":PORT", or nothing
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos) return bad_option("smtp", "--smtp takes HOST or HOST:PORT");
    after = host.substr(end + 1);
    host = host.substr(1, end - 1);
  } else if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
    after = host.substr(colon);
    host = host.substr(0, colon);
  }
  server.port = server.security == http::MailSecurity::tls     ? 465
                : server.security == http::MailSecurity::plain ? 25
                                                               : 587;
  if (!after.empty()) {
    const auto number = base::whole_number<int>(after.substr(1));
    if (after.front() != ':' || !number || *number < 1 || *number > 65535)
      return bad_option("smtp", "--smtp takes HOST or HOST:PORT, with a port from 1 to 65535");
    server.port = *number;
  }
  const bool plain_host = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return base::is_letter_or_digit(c) || c == '.' || c == '-' || c == ':';
  });
  if (!plain_host)
    return bad_option("smtp", "--smtp takes the name of a mail server, such as mail.example.com:587");
  server.host = host;
  return {};
}

// What was said; empty, or no, where nothing was.
template <class T>
const T& of(const std::optional<T>& said) {
  static const T kNothing{};
  return said ? *said : kNothing;
}

http::PrivateNetwork private_network_of(const ChannelForm& form) {
  return of(form.allow_private_network) ? http::PrivateNetwork::allowed : http::PrivateNetwork::refused;
}

// What can be told of it before it is reached, as of a webhook's URL.
Result<void> may_be_reached(const http::MailServer& server, http::PrivateNetwork private_network) {
  const bool is_v6 = server.host.find(':') != std::string::npos;
  const auto url = http::parse_url("https://" + (is_v6 ? "[" + server.host + "]" : server.host));
  if (!url.ok())
    return bad_option("smtp", "--smtp takes the name of a mail server, such as mail.example.com:587");
  const auto allowed = http::check_url(*url, private_network);
  if (!allowed.ok()) return bad_option("smtp", allowed.error().message);
  return {};
}

Result<void> read_email(const ChannelForm& form, AlertChannel& channel) {
  channel.kind = ChannelKind::email;
  channel.to = of(form.email);
  channel.from = of(form.from).empty() ? channel.to.front() : *form.from;
  for (const std::string& address : channel.to) {
    if (!http::is_mail_address(address))
      return bad_option("email", "\"" + base::printable(address) + "\" is no e-mail address");
  }
  if (channel.to.size() > 50) return bad_option("email", "At most 50 recipients");
  if (!http::is_mail_address(channel.from))
    return bad_option("from", "\"" + base::printable(channel.from) + "\" is no e-mail address");
  TRY(read_security(of(form.security), channel.server));
  TRY(read_server(of(form.smtp), channel.server));
  channel.server.user = of(form.user);
  if (channel.server.user.empty() != !form.secret.has_value()) {
    return bad_option(
        "user", "A user and a password go together: --user, and the password by --key-file or ORDERSYNC_KEY");
  }
  if (channel.server.security == http::MailSecurity::plain && !of(form.allow_private_network)) {
    return bad_option(
        "security", "--security plain is for a mail server in the own network: say --allow-private-network");
  }
  return may_be_reached(channel.server, private_network_of(form));
}

Result<void> read_webhook(const ChannelForm& form, AlertChannel& channel) {
  channel.kind = ChannelKind::webhook;
  channel.url = of(form.webhook);
  const bool says_mail = !of(form.smtp).empty() || !of(form.user).empty() || !of(form.from).empty() ||
                         !of(form.security).empty();
  if (says_mail) return bad_option("webhook", "--smtp, --user, --from and --security are for e-mail");
  const auto url = http::parse_url(channel.url);
  if (!url.ok()) return bad_option("webhook", url.error().message);
  const auto allowed = http::check_url(*url, private_network_of(form));
  if (!allowed.ok()) return bad_option("webhook", allowed.error().message);
  return {};
}

// What a person would have said to make it.
ChannelForm form_of(const AlertChannel& channel) {
  ChannelForm form;
  form.name = channel.name;
  form.ca_file = channel.ca_file;
  form.allow_private_network = channel.allow_private_network;
  form.only = channel.only;
  if (!channel.secret.empty()) form.secret = channel.secret;
  if (channel.kind == ChannelKind::webhook) {
    form.webhook = channel.url;
    return form;
  }
  form.email = channel.to;
  form.from = channel.from;
  const bool is_v6 = channel.server.host.find(':') != std::string::npos;
  form.smtp = (is_v6 ? "[" + channel.server.host + "]" : channel.server.host) + ":" +
              std::to_string(channel.server.port);
  form.security = http::to_string(channel.server.security);
  form.user = channel.server.user;
  return form;
}

template <class T>
void take(const std::optional<T>& said, std::optional<T>& field) {
  if (said) field = said;
}

}  // namespace

Result<AlertChannel> edited(const AlertChannel& channel, const ChannelForm& edit) {
  const bool is_mail = channel.kind == ChannelKind::email;
  if (is_mail && edit.webhook)
    return bad_option("webhook", "This channel tells by e-mail: add another for a webhook");
  if (!is_mail && edit.email) return bad_option("email", "This channel is a webhook: add another for e-mail");
  ChannelForm form = form_of(channel);
  const bool sender_is_first = is_mail && channel.from == channel.to.front();
  take(edit.name, form.name);
  take(edit.email, form.email);
  take(edit.webhook, form.webhook);
  if (sender_is_first) form.from.reset();
  take(edit.from, form.from);
  take(edit.smtp, form.smtp);
  take(edit.security, form.security);
  take(edit.user, form.user);
  take(edit.ca_file, form.ca_file);
  take(edit.allow_private_network, form.allow_private_network);
  take(edit.only, form.only);
  take(edit.secret, form.secret);
  if (is_mail && of(form.user).empty() && !edit.secret) form.secret.reset();
  if (is_mail && of(form.email).empty()) return bad_option("email", "Say who gets the mail: --email ADDRESS");
  if (!is_mail && of(form.webhook).empty())
    return bad_option("webhook", "Say where the messages go: --webhook URL");
  TRY_ASSIGN(AlertChannel after, channel_of(form));
  const bool is_elsewhere =
      after.server.host != channel.server.host || after.server.security != channel.server.security;
  if (is_mail && is_elsewhere && form.secret && !edit.secret) {
    return bad_option("secret", "Say the password again: it was given for " + channel.server.host);
  }
  after.id = channel.id;
  after.revision = channel.revision;
  after.paused_until = channel.paused_until;
  after.created_at = channel.created_at;
  return after;
}

Result<AlertChannel> channel_of(const ChannelForm& form) {
  AlertChannel channel;
  channel.name = base::trim(of(form.name));
  if (channel.name.empty() || base::characters_in(channel.name) > 100 ||
      base::printable(channel.name, 400) != channel.name)
    return bad_option("name", "A name of 1 to 100 characters is expected");
  if (of(form.email).empty() == of(form.webhook).empty())
    return bad_option("email", "Say either --email ADDRESS or --webhook URL");
  TRY(of(form.webhook).empty() ? read_email(form, channel) : read_webhook(form, channel));
  for (const std::string* text :
       {&channel.from, &channel.server.host, &channel.server.user, &channel.url, &channel.ca_file}) {
    if (!base::is_utf8(*text)) return option_not_utf8();
  }
  if (!std::all_of(channel.to.begin(), channel.to.end(), base::is_utf8)) return option_not_utf8();
  channel.only = of(form.only);
  for (const std::string& kind : channel.only) {
    if (!base::contains(kAlertKinds, kind)) {
      return bad_option("only", "There are no alerts of the kind " + base::quoted(base::printable(kind)) +
                                    "; there are " + base::joined(kAlertKinds, ", "));
    }
  }
  channel.ca_file = of(form.ca_file);
  channel.allow_private_network = of(form.allow_private_network);
  if (form.secret) channel.secret = *form.secret;
  return channel;
}

}  // namespace ordersync::app
