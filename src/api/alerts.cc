// Routes of alerts and their channels; see routes.h.
#include <chrono>
#include <optional>
#include <utility>

#include "api/routes.h"
#include "api/sign_in.h"
#include "app/alert_sender.h"
#include "base/whole_number.h"

namespace ordersync::api {

namespace {

constexpr int kMostHours = 24 * 365;

Answer list_alerts(Call& call) {
  TRY_ASSIGN(const PageOf page, page_of(call.request));
  TRY_ASSIGN(const auto open, flag_parameter(call.request, "open"));
  TRY_ASSIGN(const auto found, app::alerts_of(call.worker).list(page.limit, page.cursor, open));
  return json_answer(app::page_json_of(found, app::alert_json));
}

Answer list_channels(Call& call) {
  TRY_ASSIGN(const auto channels, app::channels_of(call.worker).list());
  return json_answer(app::page_json(app::array_json(channels, app::channel_json)));
}

base::Result<std::optional<bool>> flag_or_nothing(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return std::optional<bool>();
  if (!found->is_boolean()) return bad_field(name, "takes true or false");
  return std::optional(found->get<bool>());
}

// Of a new channel and of an edit alike.
base::Result<app::ChannelForm> channel_form(const Json& body) {
  TRY(check_members(body, {"name", "email", "webhook", "from", "smtp", "security", "user", "secret",
                           "ca_file", "allow_private_network", "only"}));
  app::ChannelForm form;
  TRY_ASSIGN(form.name, text_member(body, "name"));
  TRY_ASSIGN(form.webhook, text_member(body, "webhook"));
  TRY_ASSIGN(form.from, text_member(body, "from"));
  TRY_ASSIGN(form.smtp, text_member(body, "smtp"));
  TRY_ASSIGN(form.security, text_member(body, "security"));
  TRY_ASSIGN(form.user, text_or_emptied(body, "user"));
  TRY_ASSIGN(form.ca_file, text_or_emptied(body, "ca_file"));
  TRY_ASSIGN(form.email, texts_member(body, "email"));
  TRY_ASSIGN(form.only, texts_member(body, "only"));
  TRY_ASSIGN(form.allow_private_network, flag_or_nothing(body, "allow_private_network"));
  TRY_ASSIGN(auto secret, text_member(body, "secret"));
  if (secret && !secret->empty()) form.secret = base::Secret(*std::move(secret));
  return form;
}

// Errors of the form speak of options of the command line; here they speak of the body's members.
template <class T>
base::Result<T> in_channel_members(base::Result<T> result) {
  if (result.ok()) return result;
  base::Error error = std::move(result).error();
  if (error.code == "bad_webhook_secret") error = bad_field("secret", "is no good: " + error.message);
  if (error.code != "bad_option") return error;
  std::string words;
  bool in_option = false;
  for (std::size_t at = 0; at < error.message.size(); ++at) {
    const char c = error.message[at];
    const bool begins = error.message.compare(at, 2, "--") == 0;
    in_option = begins || (in_option && (c == '-' || (c >= 'a' && c <= 'z')));
    if (begins) {
      ++at;
    } else {
      words += in_option && c == '-' ? '_' : c;
    }
  }
  error.message = std::move(words);
  return error;
}

http::ServerResponse shown(const app::AlertChannel& channel) {
  return json_answer_with_etag(app::channel_json(channel), channel.revision);
}

Answer create_channel(Call& call) {
  TRY_ASSIGN(const app::ChannelForm form, channel_form(call.body));
  TRY_ASSIGN(const app::AlertChannel channel,
             in_channel_members(app::channels_of(call.worker).add(form, by_of(call))));
  Json json = app::channel_json(channel);
  if (channel.kind == app::ChannelKind::webhook && !form.secret) json["secret"] = channel.secret.reveal();
  return json_answer_with_etag(json, channel.revision, 201);
}

Answer show_channel(Call& call) {
  TRY_ASSIGN(const app::AlertChannel channel, app::channels_of(call.worker).find(call.arguments[0]));
  return shown(channel);
}

Answer edit_channel(Call& call) {
  TRY_ASSIGN(const app::AlertChannel before, app::channels_of(call.worker).find(call.arguments[0]));
  TRY(check_if_match(call, before.revision));
  TRY_ASSIGN(const app::ChannelForm edit, channel_form(call.body));
  TRY_ASSIGN(const app::AlertChannel after,
             in_channel_members(
                 app::channels_of(call.worker).edit(before.name, edit, by_of(call), before.revision)));
  return shown(after);
}

Answer remove_channel(Call& call) {
  TRY(app::channels_of(call.worker).remove(call.arguments[0], by_of(call)));
  return empty_answer();
}

Answer test_channel(Call& call) {
  TRY_ASSIGN(const app::AlertChannel channel, app::channels_of(call.worker).get(call.arguments[0]));
  const auto sent = app::send_test(call.worker, channel);
  const Json error = sent.ok() ? Json(nullptr) : app::error_json(sent.error()).at("error");
  return json_answer({{"sent", sent.ok()}, {"error", error}});
}

Answer pause_channel(Call& call) {
  TRY(check_members(call.body, {"hours"}));
  TRY_ASSIGN(const auto text, text_member(call.body, "hours"));
  const int hours = base::whole_number<int>(text.value_or("")).value_or(-1);
  if (hours < 0 || hours > kMostHours)
    return bad_field("hours", "takes a number from 0 (go on) to " + std::to_string(kMostHours));
  std::optional<base::Instant> until;
  if (hours > 0) until = call.worker.store.clock().now() + std::chrono::hours(hours);
  TRY_ASSIGN(const auto channel, app::channels_of(call.worker).pause(call.arguments[0], until, by_of(call)));
  return json_answer(app::channel_json(channel));
}

}  // namespace

std::span<const Route> alert_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/alerts", Needs::read, list_alerts},
      {"GET", "/api/v1/alerts/channels", Needs::admin, list_channels},
      {"POST", "/api/v1/alerts/channels", Needs::admin, create_channel, Takes::json,
       Repeated::is_called_again},
      {"GET", "/api/v1/alerts/channels/{name}", Needs::admin, show_channel},
      {"PATCH", "/api/v1/alerts/channels/{name}", Needs::admin, edit_channel},
      {"DELETE", "/api/v1/alerts/channels/{name}", Needs::admin, remove_channel},
      {"POST", "/api/v1/alerts/channels/{name}/test", Needs::admin, test_channel},
      {"POST", "/api/v1/alerts/channels/{name}/pause", Needs::admin, pause_channel},
  };
  return kRoutes;
}

}  // namespace ordersync::api
