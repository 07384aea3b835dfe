// The text of mails.
#include "http/mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

namespace ordersync::http {
namespace {

using testing::HasSubstr;
using testing::Not;

Mail mail(std::string subject, std::string text) {
  return {"shop@example.com",          {"owner@example.com", "it@example.com"},
          std::move(subject),          std::move(text),
          "4fd2.alert@shop.ordersync", base::from_unix_ms(1'795'683'600'000)};
}

TEST(MailText, HasItsHeadersAndIsAscii) {
  const std::string text = mail_text(mail("Run failed", "HTTP 401\nCheck the key\n"));
  EXPECT_THAT(text, HasSubstr("Date: Thu, 26 Nov 2026 09:00:00 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("To: owner@example.com,\r\n it@example.com\r\n"));
  EXPECT_THAT(text, HasSubstr("Message-ID: <4fd2.alert@shop.ordersync>\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\n\r\nSFRUUCA0MDENCkNoZWNrIHRoZSBrZXkNCg==\r\n"));
}

TEST(MailText, ASubjectCannotBringHeadersOfItsOwn) {
  EXPECT_THAT(mail_text(mail("x\r\nBcc: thief@example.com", "")), Not(HasSubstr("Bcc")));
}

TEST(MailText, AddressesThatCouldEndACommandAreNone) {
  EXPECT_TRUE(is_mail_address("o'hara+shop@example.com"));
  for (const char* text : {"", "@", "a@", "@b", "a b@c", "a@b>", "a@b\r\nDATA", "a@b@c", "\"a\"@b", "ä@b"})
    EXPECT_FALSE(is_mail_address(text)) << text;
}

RC_GTEST_PROP(MailTextProperty, EveryLineIsShortAscii,
              (const std::string& subject, const std::string& body)) {
  const std::string text = mail_text(mail(subject, body));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line, '\n');) {
    RC_ASSERT(!line.empty() && line.back() == '\r');
    RC_ASSERT(line.size() <= 100);
    for (const char c : line) RC_ASSERT(static_cast<unsigned char>(c) < 0x80);
  }
}

}  // namespace
}  // namespace ordersync::http
