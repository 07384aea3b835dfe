// PURE: the text of an e-mail; see mail.h.
#include <algorithm>

#include "base/hmac.h"
#include "base/text.h"
#include "http/mail.h"

namespace ordersync::http {

namespace {

constexpr std::size_t kLineBytes = 57;  // 76 characters of base64
constexpr std::size_t kWordBytes = 42;  // an encoded word is at most 75 characters

// At most `limit` bytes from the front of `text`, never half a character.
std::string_view front(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, std::max<std::size_t>(limit, 1));
}

std::string encoded_subject(const std::string& subject) {
  std::string_view rest = subject;
  std::string out;
  do {
    const std::string_view word = front(rest, kWordBytes);
    out += (out.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + base::to_base64(word) + "?=";
    rest.remove_prefix(word.size());
  } while (!rest.empty());
  return out;
}

// The same as HTTP's, but for the zone, which mails have as a number.
std::string rfc_date(base::Instant date) {
  std::string text = base::to_http_date(date);
  return text.replace(text.rfind("GMT"), 3, "+0000");
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

}  // namespace

std::string_view to_string(MailSecurity security) {
  switch (security) {
    case MailSecurity::starttls:
      return "starttls";
    case MailSecurity::tls:
      return "tls";
    case MailSecurity::plain:
      return "plain";
  }
  return "";
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 >= text.size() || text.size() > 254) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    constexpr std::string_view kMarks = ".!#$%&'*+-/=?^_`{|}~@";
    return base::is_letter_or_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

std::string mail_text(const Mail& mail) {
  // A line break in the subject would be a header of somebody else's.
  std::string text = "Date: " + rfc_date(mail.date) + "\r\nFrom: " + mail.from +
                     "\r\nTo: " + base::joined(mail.to, ",\r\n ") +
                     "\r\nSubject: " + encoded_subject(base::printable(mail.subject, 500)) +
                     "\r\nMessage-ID: <" + mail.message_id +
                     ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  const std::string body = with_crlf(mail.text);
  for (std::size_t at = 0; at < body.size(); at += kLineBytes)
    text += base::to_base64(std::string_view(body).substr(at, kLineBytes)) + "\r\n";
  return text;
}

}  // namespace ordersync::http
