// Mails, webhooks and the round of all; see alert_sender.h.
#include "app/alert_sender.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/webhook_signature.h"
#include "http/curl_transport.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr int kMessagesAtOnce = 20;
// A mail server that wants to be asked again takes an address a few minutes later; one whose box is full
// would keep the others from hearing.
constexpr int kTriesForAll = 2;

// A webhook's answer is of no interest beyond its status.
class NoBody final : public http::BodySink {
 public:
  Result<void> head(const http::ResponseHead&) override { return {}; }
  Result<void> chunk(std::string_view) override { return {}; }
};

Result<void> tell_by_webhook(const AlertMessage& message, const AlertChannel& channel,
                             http::Transport& transport, base::Instant now) {
  http::Request request;
  request.method = "POST";
  request.url = channel.url;
  request.body = webhook_body(message, now);
  request.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", message.token},
                     {"webhook-timestamp", std::to_string(base::to_unix_ms(now) / 1000)}};
  request.credentials = {
      {"webhook-signature", webhook_signature(channel.secret, message.token, now, request.body)}};
  request.idle_timeout = 15s;
  request.total_timeout = 30s;
  request.max_redirects = 1;
  request.max_response_bytes = 1 << 20;
  request.allow_private_network = channel.allow_private_network;
  request.ca_file = channel.ca_file;
  NoBody ignored;
  TRY_ASSIGN(const http::ResponseHead head, transport.send(request, ignored));
  if (head.status >= 200 && head.status < 300) return {};
  // 410: whoever was there wants to hear nothing any more.
  return base::Error{head.status == 410 ? base::ErrorKind::invalid : base::ErrorKind::temporary,
                     "webhook_refused",
                     "The webhook of \"" + channel.name + "\" answers HTTP " + std::to_string(head.status),
                     {}};
}

}  // namespace

http::Mail mail_of(const AlertMessage& message, const AlertChannel& channel) {
  http::Mail mail;
  mail.from = channel.from;
  mail.to = channel.to;
  mail.date = message.created_at;
  mail.waits_for_all = message.attempts < kTriesForAll;
  mail.message_id = message.token + "@" + channel.from.substr(channel.from.find('@') + 1);
  const std::string over = message.event == "closed"     ? "Over: "
                           : message.event == "repeated" ? "Still: "
                                                         : "";
  mail.subject = "[ordersync] " + over + message.condition.title;
  if (message.event == "closed") {
    mail.text = "It is over. It was so from " + base::to_iso8601(message.since) + " to " +
                base::to_iso8601(message.created_at) + ". This is what was said:\n\n";
  } else if (message.event == "repeated") {
    mail.text = "It has been so since " + base::to_iso8601(message.since) + ".\n\n";
  }
  mail.text += message.condition.text + "\n\n-- \nSent by ordersync; `ordersync alert pause \"" +
               channel.name + "\"` stops these for a while.\n";
  return mail;
}

std::string webhook_body(const AlertMessage& message, base::Instant now) {
  Json json{{"type", "alert." + message.event},
            {"timestamp", base::to_iso8601(now)},
            {"data",
             {{"kind", message.condition.kind},
              {"subject", message.condition.subject},
              {"title", message.condition.title},
              {"text", message.condition.text},
              {"since", base::to_iso8601(message.since)},
              {"decided_at", base::to_iso8601(message.created_at)}}}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<http::MailSent> tell(const AlertMessage& message, const AlertChannel& channel,
                            http::Transport& transport, base::Instant now,
                            const std::function<bool()>& stop) {
  if (channel.kind == ChannelKind::email) {
    http::MailServer server = channel.server;
    server.password = channel.secret;
    server.ca_file = channel.ca_file;
    server.allow_private_network = channel.allow_private_network;
    return http::send_mail(server, mail_of(message, channel), stop);
  }
  TRY(tell_by_webhook(message, channel, transport, now));
  return http::MailSent{};
}

Result<AlertRound> alert_round(Worker& worker, const LookOptions& options, const AlertRules& rules) {
  Store& store = worker.store;
  AlertRound round;
  Alerts alerts = alerts_of(worker);
  AlertChannels channels = channels_of(worker);
  TRY_ASSIGN(const Look look, look_for_alerts(worker, options));
  TRY_ASSIGN(const auto all, channels.list());
  TRY_ASSIGN(round.steps, alerts.take_in(look.conditions, look.looked, rules, all));
  for (const AlertStep& step : round.steps) {
    if (!step.tell) continue;
    store.log().write(step.what == AlertStep::What::close ? base::LogLevel::info : base::LogLevel::warning,
                      step.what == AlertStep::What::close ? "alert_closed" : "alert_opened",
                      {{"kind", step.condition.kind},
                       {"subject", step.condition.subject},
                       {"title", step.condition.title}});
  }
  TRY_ASSIGN(const auto due, alerts.take_due(kMessagesAtOnce));
  if (due.empty()) return round;
  http::CurlTransport transport(worker.stop_requested);
  for (const AlertMessage& message : due) {
    if (worker.stop_requested && worker.stop_requested()) break;
    const auto channel = channels.by_id(message.channel_id);
    const auto told = channel.ok()
                          ? tell(message, *channel, transport, store.clock().now(), worker.stop_requested)
                          : channel.error();
    if (told.ok()) {
      ++round.sent;
      TRY(alerts.sent(message));
      for (const std::string& recipient : told->refused) {
        store.log().write(base::LogLevel::error, "alert_recipient_refused",
                          {{"channel", channel->name}, {"why", recipient}});
      }
      continue;
    }
    ++round.failed;
    TRY_ASSIGN(const bool given_up, alerts.failed(message, told.error()));
    store.log().write(base::LogLevel::error, given_up ? "alert_given_up" : "alert_not_sent",
                      {{"channel", channel.ok() ? channel->name : std::string("?")},
                       {"kind", message.condition.kind},
                       {"code", told.error().code},
                       {"why", told.error().message},
                       {"detail", told.error().detail}});
  }
  return round;
}

Result<void> send_test(Worker& worker, const AlertChannel& channel) {
  Store& store = worker.store;
  AlertMessage message;
  message.token = "msg_" + base::random_token(store.random());
  message.event = "test";
  message.created_at = message.since = store.clock().now();
  message.condition = {"test", channel.name, "This is a test",
                       "Alerts reach you here: \"" + channel.name + "\" is set up rightly."};
  http::CurlTransport transport(worker.stop_requested);
  TRY_ASSIGN(const auto sent, tell(message, channel, transport, message.created_at, worker.stop_requested));
  if (sent.refused.empty()) return {};
  return base::invalid(
      "mail_refused",
      "The test was sent, but the mail server does not take every recipient: " + sent.refused.front());
}

}  // namespace ordersync::app
