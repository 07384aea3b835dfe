// Sending one e-mail over SMTP. The text of a mail is made by a pure function; the way to the server is
// libcurl's.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace ordersync::http {

enum class MailSecurity {
  starttls,  // plain at first, and no word of ours before it is encrypted (port 587)
  tls,       // from the first byte (port 465)
  plain,     // for a server in the own network; REQUIRES allow_private_network
};
std::string_view to_string(MailSecurity security);  // "starttls", "tls", "plain"

struct MailServer {
  std::string host;
  int port = 587;
  MailSecurity security = MailSecurity::starttls;
  std::string user;  // empty: no signing in
  base::Secret password;
  std::string ca_file;  // empty: the machine's authorities
  bool allow_private_network = false;
  std::chrono::milliseconds timeout{30'000};
};

struct Mail {
  std::string from;  // "shop@example.com", an address alone
  std::vector<std::string> to;
  std::string subject;
  std::string text;        // UTF-8, lines ended by \n
  std::string message_id;  // without brackets, unique in the world; the same again for the same mail
  base::Instant date;
  bool waits_for_all = false;  // a recipient that is refused for now (4xx) keeps it from being sent
};

// One of "name@host": ASCII, nothing that could end a line or a command.
bool is_mail_address(std::string_view text);

// PURE: headers and body as RFC 5322 has them, lines ended by \r\n, everything in ASCII: the body in base64,
// the subject in encoded words. REQUIRES: addresses that is_mail_address takes.
std::string mail_text(const Mail& mail);

// To at least one of the recipients.
struct MailSent {
  std::vector<std::string> refused;  // recipients that the server does not take, each with its words
};

// Blocks. `stop` is asked several times a second; may be empty. Codes of failures: "forbidden_address",
// "plain_mail" (an unencrypted server that is not in an allowed private network), "name_not_found",
// "connection_refused", "timed_out", "tls_failed", "mail_sign_in_refused", "mail_refused" (the server's own
// words are in the detail), "connection_lost", "interrupted". Kind temporary where trying again may help.
base::Result<MailSent> send_mail(const MailServer& server, const Mail& mail,
                                 const std::function<bool()>& stop = {});

}  // namespace ordersync::http
