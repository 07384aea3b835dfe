// AlertChannels: whom alerts are told, at rest. Secrets (the mail server's password, the webhook's signing
// secret) are sealed and never shown again. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/audit.h"
#include "app/views.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/secret.h"
#include "http/mail.h"
#include "sql/database.h"

namespace ordersync::app {

class Worker;  // store.h

enum class ChannelKind { email, webhook };
std::string_view to_string(ChannelKind kind);

// What a person says about a channel, as text. What is not set stays as it is, of a new one empty.
struct ChannelForm {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> email;  // recipients; or
  std::optional<std::string> webhook;             // a URL
  std::optional<std::string> from;                // sender; empty: the first recipient
  std::optional<std::string> smtp;                // HOST or HOST:PORT
  std::optional<std::string> security;            // starttls (default), tls, plain
  std::optional<std::string> user;                // empty: nobody signs in, and the password is forgotten
  std::optional<base::Secret> secret;
  std::optional<std::string> ca_file;
  std::optional<bool> allow_private_network;
  std::optional<std::vector<std::string>> only;  // kinds of alerts; none: all
};

struct AlertChannel {
  std::int64_t id = 0;
  std::int64_t revision = 1;  // grows with every edit; a pause is none
  std::string name;
  ChannelKind kind = ChannelKind::email;
  std::vector<std::string> to;  // of e-mail
  std::string from;
  http::MailServer server;  // of e-mail, without what the channel says of either kind
  std::string url;          // of a webhook
  std::string ca_file;
  bool allow_private_network = false;
  base::Secret secret;  // only where a channel is asked for with it
  std::vector<std::string> only;
  std::optional<base::Instant> paused_until;
  base::Instant created_at;

  bool takes(std::string_view alert_kind) const;
  bool paused(base::Instant now) const { return paused_until && now < *paused_until; }
};

Json channel_json(const AlertChannel& channel);  // never a secret

// PURE: the channel that a form describes. Fails with "bad_option", about the field.
base::Result<AlertChannel> channel_of(const ChannelForm& form);

// PURE: the channel as it is after the edit. It stays what it is, e-mail or webhook. A password goes to the
// server that it was given for, so that another server needs it anew. REQUIRES: `channel` has its secret.
// Fails with "bad_option", about the field.
base::Result<AlertChannel> edited(const AlertChannel& channel, const ChannelForm& edit);

class AlertChannels {
 public:
  // All outlive it. REQUIRES: operations_migrations() applied.
  AlertChannels(sql::Connection& connection, const base::SecretBox& box, const base::Clock& clock,
                base::Random& random)
      : connection_(connection), box_(box), clock_(clock), random_(random) {}

  // A webhook without a secret gets one. The answer's secret is the webhook's, to be shown this once. Fails
  // with "bad_option", "bad_webhook_secret", "alert_channel_exists".
  base::Result<AlertChannel> add(const ChannelForm& form, const By& by);
  // From here on all fail with "alert_channel_not_found", naming those there are.
  // `revision`: the edit was made from that one. Fails with "bad_option", "bad_webhook_secret",
  // "alert_channel_exists", "edited_meanwhile" too; nothing is then changed.
  base::Result<AlertChannel> edit(std::string_view name, const ChannelForm& edit, const By& by,
                                  std::optional<std::int64_t> revision = {});
  base::Result<AlertChannel> remove(std::string_view name, const By& by);
  base::Result<AlertChannel> get(std::string_view name);   // with its secret
  base::Result<AlertChannel> find(std::string_view name);  // without
  base::Result<AlertChannel> by_id(std::int64_t id);       // with its secret
  // Nothing is told there until then; nothing: go on. What would have been told meanwhile is not made up for.
  base::Result<AlertChannel> pause(std::string_view name, std::optional<base::Instant> until, const By& by);
  base::Result<std::vector<AlertChannel>> list();  // by name, without secrets

 private:
  // `where_readable`: one that the key file does not open is empty, and may be given anew.
  enum class Secrets { left_out, read, where_readable };
  base::Result<std::vector<AlertChannel>> select(std::optional<std::string_view> name, Secrets secrets);
  base::Result<void> refuse_taken_name(const AlertChannel& channel);
  base::Result<void> tell_what_nobody_heard(const AlertChannel& listener, const AlertChannel* before);
  sql::Value sealed_secret(const AlertChannel& channel, std::string& sealed);

  sql::Connection& connection_;
  const base::SecretBox& box_;
  const base::Clock& clock_;
  base::Random& random_;
};

AlertChannels channels_of(Worker& worker);

}  // namespace ordersync::app
