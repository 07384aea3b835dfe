// Needs attention over REST; see routes.h.
#include <nlohmann/json.hpp>

#include "api/routes.h"
#include "api/sign_in.h"
#include "api/syncs.h"
#include "app/attention.h"
#include "app/audited.h"
#include "app/commands.h"
#include "base/text.h"

namespace ordersync::api {

namespace {

Answer list_attention(Call& call) {
  TRY_ASSIGN(const auto sync, sync_parameter(call));
  std::optional<journal::SyncId> id;
  if (sync) {
    TRY_ASSIGN(const auto settings, call.worker.syncs.get(*sync));
    id = settings.id;
  }
  TRY_ASSIGN(const auto groups, app::attention(call.worker, sync));
  TRY_ASSIGN(const auto open, journal::Overview(*call.worker.connection).open(id));
  Json json = app::page_json(app::array_json(groups, app::attention_json));
  json["need_you"] = open.need_you;
  json["waiting"] = open.waiting;
  return json_answer(json);
}

// Where neither a sync nor a cause is named the choice could mean anything.
base::Result<std::vector<std::string>> syncs_meant(Call& call) {
  TRY_ASSIGN(const auto name, text_member(call.body, "sync"));
  TRY_ASSIGN(const auto cause, text_member(call.body, "cause"));
  if (name) {
    TRY_ASSIGN(const std::string sync, sync_named(call, *name));
    return std::vector{sync};
  }
  if (!cause) return bad_field("sync", "is missing: for which sync, or which cause, is this?");
  TRY_ASSIGN(const auto syncs, app::syncs_of_cause(call.worker, *cause));
  if (syncs.empty()) return base::not_found("cause_not_found", "No order waits for this any more");
  return syncs;
}

// An inactive sync does nothing, and says so.
Answer kept_for_later() {
  return base::Error{base::ErrorKind::conflict,
                     "sync_inactive",
                     "This is remembered, and nothing was booked: the sync is not active. Activate it, and "
                     "what waits is booked",
                     {}};
}

Answer map_and_retry(Call& call) {
  TRY(check_members(call.body, {"sync", "cause", "kind", "source", "id"}));
  TRY_ASSIGN(const auto kind, text_member(call.body, "kind"));
  TRY_ASSIGN(const auto source, text_member(call.body, "source"));
  if (!source || base::trim(*source).empty())
    return bad_field("source", "is missing: which name at the source?");
  const auto id = call.body.find("id");
  if (id == call.body.end() || !id->is_number_integer() || id->get<std::int64_t>() <= 0) {
    return bad_field("id", "takes the id of a product or payment method");
  }
  app::Choice choice;
  TRY_ASSIGN(choice.kind, app::parse_fix_kind(kind.value_or("")));
  if (choice.kind != app::FixKind::product && choice.kind != app::FixKind::payment_method)
    return bad_field("kind", "takes product or payment_method");
  choice.source = base::trim(*source);
  choice.id = id->get<std::int64_t>();
  TRY_ASSIGN(const auto syncs, syncs_meant(call));
  for (const std::string& sync : syncs) {
    TRY_ASSIGN(const auto settings, call.worker.syncs.get(sync));
    TRY(app::remember(call.worker, sync, choice));
    TRY(app::Audited(call.worker, by_of(call)).mapped(settings.id, choice));
  }
  auto patient = patient_commands(call);
  TRY_ASSIGN(const auto runs, patient.commands.retry_active(syncs));
  return runs.empty() ? kept_for_later() : json_answer(app::run_json(runs.back()));
}

Answer set_and_retry(Call& call) {
  TRY(check_members(call.body, {"sync", "kind", "value"}));
  TRY_ASSIGN(const auto name, text_member(call.body, "sync"));
  TRY_ASSIGN(const auto kind_text, text_member(call.body, "kind"));
  TRY_ASSIGN(const auto value, text_member(call.body, "value"));
  if (!name) return bad_field("sync", "is missing: for which sync is this?");
  if (!value) return bad_field("value", "is missing");
  TRY_ASSIGN(const auto kind, app::parse_fix_kind(kind_text.value_or("")));
  TRY_ASSIGN(const std::string sync, sync_named(call, *name));
  TRY_ASSIGN(const auto before, call.worker.syncs.get(sync));
  TRY(app::set_asked(call.worker, sync, kind, *value));
  TRY(app::Audited(call.worker, by_of(call)).chosen(before.id, kind, *value));
  auto patient = patient_commands(call);
  TRY_ASSIGN(const auto runs, patient.commands.retry_active({sync}));
  return runs.empty() ? kept_for_later() : json_answer(app::run_json(runs.back()));
}

Answer ignore_orders(Call& call) {
  TRY(check_members(call.body, {"cause", "why", "sync", "seen", "orders"}));
  TRY_ASSIGN(const auto cause, text_member(call.body, "cause"));
  TRY_ASSIGN(const auto why, text_member(call.body, "why"));
  if (!cause) return bad_field("cause", "is missing");
  if (!why || base::trim(*why).empty())
    return bad_field("why", "is missing: why are these orders not to be booked?");
  app::SeenGroup seen;
  TRY_ASSIGN(seen.at, time_member(call.body, "seen"));
  TRY_ASSIGN(const auto name, text_member(call.body, "sync"));
  if (name) {
    TRY_ASSIGN(const auto settings, call.worker.syncs.get(*name));
    seen.sync = settings.id;
  }
  if (const auto shown = call.body.find("orders"); shown != call.body.end()) {
    if (!shown->is_number_unsigned()) return bad_field("orders", "takes how many the group showed");
    seen.orders = shown->get<std::uint64_t>();
  }
  TRY_ASSIGN(const auto ignored, app::ignore_cause(call.worker, *cause, *why, call.caller.name, seen));
  TRY(app::Audited(call.worker, by_of(call)).cause_ignored(*cause, *why, ignored));
  return json_answer({{"ignored", ignored}});
}

}  // namespace

std::span<const Route> attention_routes() {
  static constexpr Route kRoutes[] = {
      {"GET", "/api/v1/attention", Needs::read, list_attention},
      {"POST", "/api/v1/attention/map", Needs::operate, map_and_retry},
      {"POST", "/api/v1/attention/set", Needs::operate, set_and_retry},
      {"POST", "/api/v1/attention/ignore", Needs::operate, ignore_orders},
  };
  return kRoutes;
}

}  // namespace ordersync::api
