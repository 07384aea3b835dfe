// Saving and trying hooks; see hook_use.h.
#include "app/hook_use.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/commands.h"
#include "app/kept_keys.h"
#include "app/push_store.h"
#include "source/reader.h"
#include "sync/dry_run.h"
#include "sync/match_asking.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::size_t kShown = 64 * 1024;

std::string_view word_of(source::Verdict verdict) {
  switch (verdict) {
    case source::Verdict::book:
      return "book";
    case source::Verdict::skip:
      return "skip";
    case source::Verdict::refuse:
      break;
  }
  return "refuse";
}

// What the POS would be asked to book, where its catalogue is at hand. Refunds need their sale, and are only
// read.
void match_into(Json& json, const source::Decoded& decoded, const sync::SyncSettings& settings,
                pos::Target& pos, const order::Catalogue& catalogue, base::Instant now) {
  if (decoded.verdict != source::Verdict::book || decoded.key.kind == order::Kind::refund) return;
  match::Surroundings surroundings;
  surroundings.received_at = now;
  order::PosAmounts amounts;
  auto asked = sync::match_asking(pos, amounts, *decoded.order, catalogue, settings.match, surroundings);
  if (!asked.ok()) {
    json["problem"] = notice_json(order::notice_of(asked.error()));
    return;
  }
  const match::MatchResult& result = *asked;
  if (!result.ok()) {
    json["problem"] = notice_json(order::notice_of(result.error()));
    return;
  }
  const auto standing = sync::preview(result->document, catalogue.config().stock);
  if (!standing.ok()) {
    json["problem"] = notice_json(order::notice_of(standing.error()));
    return;
  }
  json["would_book"] = would_book_json(*standing, result->warnings);
}

Json order_tried(const source::Decoded& decoded, const std::string& made) {
  std::optional<order::Notice> problem = decoded.skip_reason;
  if (decoded.problem) problem = order::notice_of(*decoded.problem);
  return {{"json", text_or_null(made.substr(0, kShown))},
          {"external_id", decoded.key.external_id},
          {"kind", std::string(order::to_string(decoded.key.kind))},
          {"refund_id", text_or_null(decoded.key.refund_id)},
          {"verdict", std::string(word_of(decoded.verdict))},
          {"problem", notice_json(problem)},
          {"would_book", nullptr}};
}

}  // namespace

Result<std::optional<StoredHook>> save_hook(Worker& worker, std::string_view sync,
                                            std::optional<hook::Script> script, std::string_view profile,
                                            std::optional<std::int64_t> revision) {
  TRY_ASSIGN(const auto settings, worker.syncs.get(sync));
  sync::SyncSettings after = settings;
  after.decode.hook = nullptr;
  if (script) {
    TRY_ASSIGN(after.decode.hook, hook::compile(*script));
  }
  TRY(keys_stay(worker, &settings, after));
  HookStore hooks(*worker.connection, worker.store.clock());
  std::optional<StoredHook> saved;
  if (script) {
    TRY_ASSIGN(saved, hooks.set(settings.id, *std::move(script), profile, revision));
  } else {
    TRY(hooks.remove(settings.id, revision));
  }
  TRY(worker.journal->wake(settings.id, "the sync's hook was changed"));
  return saved;
}

Result<Json> try_hook(Worker& worker, std::string_view sync, const HookTrial& trial) {
  TRY_ASSIGN(sync::SyncSettings settings, worker.syncs.get(sync));
  Json answer = {{"ok", false},
                 {"error", nullptr},
                 {"printed", Json::array()},
                 {"before", trial.payload.substr(0, kShown)},
                 {"orders", Json::array()}};
  if (trial.script) {
    auto compiled = hook::compile(*trial.script);
    if (!compiled.ok()) {
      answer["error"] = notice_json(order::notice_of(compiled.error()));
      return answer;
    }
    settings.decode.hook = *std::move(compiled);
  }
  std::shared_ptr<const order::Catalogue> catalogue;
  TRY_ASSIGN(pos::Target* const pos, worker.target(settings.connection));
  if (auto found = pos->catalogue(settings.pos_config); found.ok()) catalogue = *std::move(found);
  if (catalogue) settings.decode.currency = catalogue->currency();

  source::Reading reading = source::Reader(settings.decode).read(trial.payload);
  if (reading.redacted) answer["before"] = reading.redacted->substr(0, kShown);
  for (std::string& line : reading.printed) answer["printed"].push_back(std::move(line));
  const source::Decoded& first = reading.orders.front();
  if (reading.reshaped.empty() && first.problem) {
    answer["error"] = notice_json(order::notice_of(*first.problem));
    return answer;
  }
  answer["ok"] = true;
  for (std::size_t i = 0; i < reading.orders.size(); ++i) {
    const source::Decoded& decoded = reading.orders[i];
    Json one = order_tried(decoded, i < reading.reshaped.size() ? reading.reshaped[i] : std::string());
    if (catalogue) match_into(one, decoded, settings, *pos, *catalogue, worker.store.clock().now());
    answer["orders"].push_back(std::move(one));
  }
  return answer;
}

Result<std::string> payload_of_order(Worker& worker, std::string_view key) {
  TRY_ASSIGN(auto detail, Commands(worker).order(key));
  return std::move(detail.payload);
}

}  // namespace ordersync::app
