// Channels in the store; see alert_channels.h. What a form may say is channel_form.cc.
#include "app/alert_channels.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/alert_rules.h"
#include "app/comma_list.h"
#include "app/edited.h"
#include "app/store.h"
#include "app/webhook_signature.h"
#include "base/contains.h"
#include "base/text.h"
#include "sql/nullable.h"

namespace ordersync::app {

namespace {

using base::Result;

std::string context_of(std::int64_t id) {
  return "alert:" + std::to_string(id);
}

std::string settings_text(const AlertChannel& channel) {
  Json json{{"to", channel.to},
            {"from", channel.from},
            {"host", channel.server.host},
            {"port", channel.server.port},
            {"security", http::to_string(channel.server.security)},
            {"user", channel.server.user},
            {"url", channel.url},
            {"ca_file", channel.ca_file},
            {"allow_private_network", channel.allow_private_network}};
  return json.dump();
}

http::MailSecurity security_of(std::string_view text) {
  if (text == "tls") return http::MailSecurity::tls;
  return text == "plain" ? http::MailSecurity::plain : http::MailSecurity::starttls;
}

Result<void> read_settings(std::string_view text, AlertChannel& channel) {
  try {
    const Json json = Json::parse(text);
    channel.to = json.at("to").get<std::vector<std::string>>();
    channel.from = json.at("from").get<std::string>();
    channel.server.host = json.at("host").get<std::string>();
    channel.server.port = json.at("port").get<int>();
    channel.server.security = security_of(json.at("security").get<std::string>());
    channel.server.user = json.at("user").get<std::string>();
    channel.url = json.at("url").get<std::string>();
    channel.ca_file = json.at("ca_file").get<std::string>();
    channel.allow_private_network = json.at("allow_private_network").get<bool>();
  } catch (const Json::exception& problem) {
    return base::Error{base::ErrorKind::unavailable, "bad_alert_channel",
                       "The alert channel \"" + channel.name +
                           "\" cannot be read from the database: remove it and add it again",
                       problem.what()};
  }
  return {};
}

}  // namespace

std::string_view to_string(ChannelKind kind) {
  return kind == ChannelKind::email ? "email" : "webhook";
}

bool AlertChannel::takes(std::string_view alert_kind) const {
  return only.empty() || base::contains(only, alert_kind);
}

Json channel_json(const AlertChannel& channel) {
  Json json{{"name", channel.name}, {"kind", to_string(channel.kind)}};
  if (channel.kind == ChannelKind::email) {
    json["to"] = channel.to;
    json["from"] = channel.from;
    json["smtp"] = channel.server.host + ":" + std::to_string(channel.server.port);
    json["security"] = http::to_string(channel.server.security);
    json["user"] = text_or_null(channel.server.user);
  } else {
    json["url"] = channel.url;
  }
  json["only"] = channel.only;
  json["ca_file"] = text_or_null(channel.ca_file);
  json["allow_private_network"] = channel.allow_private_network;
  json["paused_until"] = time_json(channel.paused_until);
  json["created_at"] = base::to_iso8601(channel.created_at);
  json["revision"] = channel.revision;
  return json;
}

Result<AlertChannel> AlertChannels::add(const ChannelForm& form, const By& by) {
  TRY_ASSIGN(AlertChannel channel, channel_of(form));
  channel.created_at = clock_.now();
  if (channel.kind == ChannelKind::webhook) {
    if (channel.secret.empty()) channel.secret = new_webhook_secret(random_);
    TRY(check_webhook_secret(channel.secret));
  }
  const std::string settings = settings_text(channel);
  const std::string only = base::joined(channel.only, ",");
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(refuse_taken_name(channel));
    TRY_ASSIGN(const auto last, sql::integer_of(connection_, "SELECT MAX(id) FROM alert_channel", {}));
    channel.id = last.value_or(0) + 1;
    std::string sealed;
    TRY(connection_.execute(
        "INSERT INTO alert_channel(id, name, kind, settings, secret_sealed, only_kinds, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {channel.id, channel.name, to_string(channel.kind), settings, sealed_secret(channel, sealed), only,
         base::to_unix_ms(channel.created_at)}));
    TRY(tell_what_nobody_heard(channel, nullptr));
    return Audit(connection_, clock_)
        .record(by, "alert_channel_added", "alert channel " + channel.name, nullptr, channel_json(channel));
  }));
  return channel;
}

Result<void> AlertChannels::refuse_taken_name(const AlertChannel& channel) {
  TRY_ASSIGN(const bool taken,
             sql::any_row(connection_, "SELECT 1 FROM alert_channel WHERE name = ? AND id <> ?",
                          {channel.name, channel.id}));
  if (!taken) return {};
  return base::Error{base::ErrorKind::conflict,
                     "alert_channel_exists",
                     "There is an alert channel \"" + channel.name + "\" already",
                     {}};
}

// Who begins to listen because something is wrong wants to hear of just that: what is open and no other
// channel takes is told with the next look, as if nobody had been told.
Result<void> AlertChannels::tell_what_nobody_heard(const AlertChannel& listener, const AlertChannel* before) {
  TRY_ASSIGN(auto others, list());
  std::erase_if(others, [&](const AlertChannel& one) { return one.id == listener.id; });
  if (before != nullptr) others.push_back(*before);
  for (const std::string_view kind : kAlertKinds) {
    const bool heard =
        std::any_of(others.begin(), others.end(), [&](const AlertChannel& one) { return one.takes(kind); });
    if (heard || !listener.takes(kind)) continue;
    TRY(connection_.execute("UPDATE alert SET told_at = NULL WHERE closed_at IS NULL AND kind = ?", {kind}));
  }
  return {};
}

// `sealed` keeps the bytes that the value points to.
sql::Value AlertChannels::sealed_secret(const AlertChannel& channel, std::string& sealed) {
  if (channel.secret.empty()) return sql::Null{};
  sealed = box_.seal(channel.secret, context_of(channel.id));
  return sql::Blob{sealed};
}

Result<AlertChannel> AlertChannels::edit(std::string_view name, const ChannelForm& edit, const By& by,
                                         std::optional<std::int64_t> revision) {
  std::optional<AlertChannel> after;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY_ASSIGN(const auto found, select(name, Secrets::where_readable));
    const AlertChannel& before = found.front();
    if (revision && *revision != before.revision) return edited_meanwhile();
    TRY_ASSIGN(after, edited(before, edit));
    if (after->kind == ChannelKind::webhook) TRY(check_webhook_secret(after->secret));
    TRY(refuse_taken_name(*after));
    after->revision = before.revision + 1;
    std::string sealed;
    const std::string settings = settings_text(*after);
    const std::string only = base::joined(after->only, ",");
    TRY(connection_.execute(
        "UPDATE alert_channel SET name = ?, settings = ?, secret_sealed = ?, only_kinds = ?, revision = ? "
        "WHERE id = ?",
        {after->name, settings, sealed_secret(*after, sealed), only, after->revision, after->id}));
    TRY(tell_what_nobody_heard(*after, &before));
    Json was = channel_json(before);
    Json is = channel_json(*after);
    if (edit.secret) {
      was["secret"] = before.secret.empty() ? "not set" : "set";
      is["secret"] = "replaced";
    }
    return Audit(connection_, clock_)
        .record(by, "alert_channel_edited", "alert channel " + after->name, was, is);
  }));
  return *std::move(after);
}

Result<AlertChannel> AlertChannels::remove(std::string_view name, const By& by) {
  TRY_ASSIGN(auto found, select(name, Secrets::left_out));
  AlertChannel channel = std::move(found.front());
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(connection_.execute("DELETE FROM alert_message WHERE channel_id = ?", {channel.id}));
    TRY(connection_.execute("DELETE FROM alert_channel WHERE id = ?", {channel.id}));
    return Audit(connection_, clock_)
        .record(by, "alert_channel_removed", "alert channel " + channel.name, channel_json(channel), nullptr);
  }));
  return channel;
}

Result<AlertChannel> AlertChannels::pause(std::string_view name, std::optional<base::Instant> until,
                                          const By& by) {
  TRY_ASSIGN(auto found, select(name, Secrets::left_out));
  AlertChannel channel = std::move(found.front());
  const Json before = channel_json(channel);
  channel.paused_until = until;
  TRY(write_transaction(connection_, [&]() -> Result<void> {
    TRY(connection_.execute("UPDATE alert_channel SET paused_until = ? WHERE id = ?",
                            {sql::or_null(until), channel.id}));
    return Audit(connection_, clock_)
        .record(by, "alert_channel_edited", "alert channel " + channel.name, before, channel_json(channel));
  }));
  return channel;
}

Result<AlertChannel> AlertChannels::get(std::string_view name) {
  TRY_ASSIGN(auto found, select(name, Secrets::read));
  return std::move(found.front());
}

Result<AlertChannel> AlertChannels::find(std::string_view name) {
  TRY_ASSIGN(auto found, select(name, Secrets::left_out));
  return std::move(found.front());
}

Result<AlertChannel> AlertChannels::by_id(std::int64_t id) {
  std::optional<std::string> name;
  TRY(connection_.query("SELECT name FROM alert_channel WHERE id = ?", {id},
                        [&](const sql::Row& row) { name = row.text(0); }));
  return get(name.value_or("number " + std::to_string(id)));
}

Result<std::vector<AlertChannel>> AlertChannels::list() {
  return select(std::nullopt, Secrets::left_out);
}

Result<std::vector<AlertChannel>> AlertChannels::select(std::optional<std::string_view> name,
                                                        Secrets secrets) {
  std::vector<AlertChannel> channels;
  std::string names;
  std::vector<std::pair<std::string, std::string>> rest;  // settings, sealed
  TRY(connection_.query(
      "SELECT id, name, kind, settings, secret_sealed, only_kinds, paused_until, created_at, revision FROM "
      "alert_channel ORDER BY name",
      {}, [&](const sql::Row& row) {
        names += (names.empty() ? "" : ", ") + std::string(row.text(1));
        if (name && row.text(1) != *name) return;
        AlertChannel channel;
        channel.id = row.integer(0);
        channel.name = row.text(1);
        channel.kind = row.text(2) == "webhook" ? ChannelKind::webhook : ChannelKind::email;
        channel.only = split(row.text(5));
        channel.paused_until = sql::maybe_time(row, 6);
        channel.created_at = base::from_unix_ms(row.integer(7));
        channel.revision = row.integer(8);
        channels.push_back(std::move(channel));
        rest.emplace_back(std::string(row.text(3)), std::string(row.bytes(4)));
      }));
  for (std::size_t i = 0; i < channels.size(); ++i) {
    TRY(read_settings(rest[i].first, channels[i]));
    if (secrets == Secrets::left_out || rest[i].second.empty()) continue;
    auto secret = box_.unseal(rest[i].second, context_of(channels[i].id));
    if (secret.ok()) {
      channels[i].secret = *std::move(secret);
    } else if (secrets == Secrets::read) {
      return std::move(secret).error();
    }
  }
  if (name && channels.empty()) {
    return base::not_found("alert_channel_not_found", "There is no alert channel \"" + std::string(*name) +
                                                          "\"" +
                                                          (names.empty() ? "" : "; there are: " + names));
  }
  return channels;
}

AlertChannels channels_of(Worker& worker) {
  Store& store = worker.store;
  return {*worker.connection, store.secrets(), store.clock(), store.random()};
}

}  // namespace ordersync::app
