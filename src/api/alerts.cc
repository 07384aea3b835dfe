// Routes of alerts and their channels; see alerts.h.
#include "api/alerts.h"

#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include "api/sign_in.h"
#include "app/alert_sender.h"

namespace ordersync::api {

namespace {

constexpr int kMostHours = 24 * 365;

app::AlertChannels channels_of(Call& call) {
  app::Store& store = call.worker.store;
  return {*call.worker.connection, store.secrets(), store.clock(), store.random()};
}

Answer list_alerts(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  app::Store& store = call.worker.store;
  app::Alerts alerts(*call.worker.connection, store.clock(), store.random());
  TRY_ASSIGN(const auto found, alerts.list(page.limit, page.cursor));
  Json items = Json::array();
  for (const app::Alert& alert : found.items) items.push_back(app::alert_json(alert));
  return json_answer(app::page_json(std::move(items), found.next));
}

Answer list_channels(Call& call) {
  TRY_ASSIGN(const auto channels, channels_of(call).list());
  Json items = Json::array();
  for (const app::AlertChannel& channel : channels) items.push_back(app::channel_json(channel));
  return json_answer(app::page_json(std::move(items), ""));
}

base::Result<std::vector<std::string>> texts_member(const Json& body, std::string_view name) {
  std::vector<std::string> texts;
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return texts;
  if (!found->is_array()) return bad_field(name, "takes a list of texts");
  for (const Json& item : *found) {
    if (!item.is_string()) return bad_field(name, "takes a list of texts");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

base::Result<bool> flag_member(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return false;
  if (!found->is_boolean()) return bad_field(name, "takes true or false");
  return found->get<bool>();
}

Answer create_channel(Call& call) {
  TRY(check_members(call.body, {"name", "email", "webhook", "from", "smtp", "security", "user", "secret",
                                "ca_file", "allow_private_network", "only"}));
  app::ChannelForm form;
  const auto text = [&](std::string_view name, std::string& to) -> base::Result<void> {
    TRY_ASSIGN(const auto said, text_member(call.body, name));
    to = said.value_or("");
    return {};
  };
  TRY(text("name", form.name));
  TRY(text("webhook", form.webhook));
  TRY(text("from", form.from));
  TRY(text("smtp", form.smtp));
  TRY(text("security", form.security));
  TRY(text("user", form.user));
  TRY(text("ca_file", form.ca_file));
  TRY_ASSIGN(form.email, texts_member(call.body, "email"));
  TRY_ASSIGN(form.only, texts_member(call.body, "only"));
  TRY_ASSIGN(form.allow_private_network, flag_member(call.body, "allow_private_network"));
  TRY_ASSIGN(auto secret, text_member(call.body, "secret"));
  if (secret && !secret->empty()) form.secret = base::Secret(*std::move(secret));
  TRY_ASSIGN(const app::AlertChannel channel, channels_of(call).add(form, by_of(call)));
  Json json = app::channel_json(channel);
  if (channel.kind == app::ChannelKind::webhook && !form.secret) json["secret"] = channel.secret.reveal();
  return json_answer(json, 201);
}

Answer remove_channel(Call& call) {
  TRY(channels_of(call).remove(call.arguments[0], by_of(call)));
  return empty_answer();
}

Answer test_channel(Call& call) {
  TRY_ASSIGN(const app::AlertChannel channel, channels_of(call).get(call.arguments[0]));
  const auto sent = app::send_test(call.worker, channel);
  return json_answer(
      {{"sent", sent.ok()},
       {"error",
        sent.ok() ? Json(nullptr) : Json{{"code", sent.error().code}, {"message", sent.error().message}}}});
}

Answer pause_channel(Call& call) {
  TRY(check_members(call.body, {"hours"}));
  TRY_ASSIGN(const auto text, text_member(call.body, "hours"));
  int hours = -1;
  if (text) std::from_chars(text->data(), text->data() + text->size(), hours);
  if (!text || std::to_string(hours) != *text || hours < 0 || hours > kMostHours)
    return bad_field("hours", "takes a number from 0 (go on) to " + std::to_string(kMostHours));
  std::optional<base::Instant> until;
  if (hours > 0) until = call.worker.store.clock().now() + std::chrono::hours(hours);
  TRY_ASSIGN(const auto channel, channels_of(call).pause(call.arguments[0], until, by_of(call)));
  return json_answer(app::channel_json(channel));
}

constexpr Route kRoutes[] = {
    {"GET", "/api/v1/alerts", Needs::read, list_alerts},
    {"GET", "/api/v1/alerts/channels", Needs::admin, list_channels},
    {"POST", "/api/v1/alerts/channels", Needs::admin, create_channel, Takes::json, Repeated::is_called_again},
    {"DELETE", "/api/v1/alerts/channels/{name}", Needs::admin, remove_channel},
    {"POST", "/api/v1/alerts/channels/{name}/test", Needs::admin, test_channel},
    {"POST", "/api/v1/alerts/channels/{name}/pause", Needs::admin, pause_channel},
};

}  // namespace

std::span<const Route> alert_routes() {
  return kRoutes;
}

}  // namespace ordersync::api
