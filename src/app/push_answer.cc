// What a sender is told of its orders, one by one; see push_writer.h.
#include <nlohmann/json.hpp>

#include "app/push_writer.h"

namespace ordersync::app {

namespace {

using journal::Arrival;
using source::Verdict;

struct Told {
  const char* result = "accepted";
  std::optional<order::Notice> notice;
};

Told told_of(const PushTarget& target, const source::Decoded& decoded, const journal::Arrived& arrived) {
  const auto problem = [&]() -> std::optional<order::Notice> {
    if (!decoded.problem) return std::nullopt;
    return order::notice_of(*decoded.problem);
  };
  if (arrived.arrival == Arrival::replaced && arrived.notice) return Told{"changed", arrived.notice};
  switch (arrived.arrival) {
    case Arrival::same:
    case Arrival::same_waiting:
    case Arrival::overtaken:
    case Arrival::repeated:
      return Told{"already_received", arrived.notice};
    case Arrival::skipped_again:
    case Arrival::anothers:
      return Told{"skipped", decoded.skip_reason};
    case Arrival::changed_after_booking:
    case Arrival::cancelled_after_booking:
      return Told{"changed", arrived.notice};
    case Arrival::further_refund:
      return Told{"accepted", arrived.notice};
    case Arrival::fresh:
    case Arrival::replaced:
    case Arrival::kept_aside:
      break;
  }
  if (decoded.verdict == Verdict::skip) return Told{"skipped", decoded.skip_reason};
  if (decoded.verdict == Verdict::refuse && target.currency_known) return Told{"invalid", problem()};
  return Told{arrived.arrival == Arrival::fresh ? "accepted" : "changed", {}};
}

}  // namespace

Json push_answer(const PushTarget& target, const sync::Batch& orders,
                 std::span<const journal::Arrived> arrived) {
  Json results = Json::array();
  for (std::size_t i = 0; i < orders.entries.size(); ++i) {
    const source::Decoded& decoded = orders.entries[i].decoded;
    const Told told = arrived.empty() ? Told{"already_received", {}} : told_of(target, decoded, arrived[i]);
    Json one = {{"external_id", decoded.key.external_id},
                {"kind", std::string(order::to_string(decoded.key.kind))},
                {"result", told.result}};
    if (decoded.key.kind == order::Kind::refund) {
      one["refund_id"] = text_or_null(decoded.key.refund_id);
    }
    one["code"] = told.notice ? Json(told.notice->code) : Json(nullptr);
    one["message"] = told.notice ? Json(told.notice->message) : Json(nullptr);
    results.push_back(std::move(one));
  }
  return {{"sync", target.settings.name},
          {"received", orders.entries.size()},
          {"booking", target.settings.active ? "soon" : "when_activated"},
          {"results", std::move(results)}};
}

}  // namespace ordersync::app
