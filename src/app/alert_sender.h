// Telling people: one message to one channel, and emptying the outbox. Thin: what is said and when is decided
// elsewhere.
#pragma once

#include <functional>

#include "app/alert_look.h"
#include "app/alerts.h"
#include "http/transport.h"

namespace ordersync::app {

// PURE: how a message reads as an e-mail, and as the body of a webhook (docs/alerts.md has its form).
http::Mail mail_of(const AlertMessage& message, const AlertChannel& channel);
std::string webhook_body(const AlertMessage& message, base::Instant now);

// Blocks. Fails as http::send_mail, and for webhooks as http::Transport and with "webhook_refused" (an answer
// that is no 2xx; temporary unless it is 410).
base::Result<http::MailSent> tell(const AlertMessage& message, const AlertChannel& channel,
                                  http::Transport& transport, base::Instant now,
                                  const std::function<bool()>& stop);

struct AlertRound {
  std::vector<AlertStep> steps;
  int sent = 0;
  int failed = 0;
};

// Looks, decides, writes, and sends what is due. What cannot be sent stays in the outbox for the next round.
base::Result<AlertRound> alert_round(Worker& worker, const LookOptions& options, const AlertRules& rules);
// A message of kind "test" to one channel, now and without the outbox. Fails where a recipient is refused,
// too.
base::Result<void> send_test(Worker& worker, const AlertChannel& channel);

}  // namespace ordersync::app
