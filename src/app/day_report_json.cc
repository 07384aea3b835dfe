// A reconciled day to JSON; see day_report_json.h.
#include "app/day_report_json.h"

#include <nlohmann/json.hpp>

#include "app/list_json.h"

namespace ordersync::app {

namespace {

Json sides_json(const sync::Sides& sides) {
  return {{"source", sides.sent.to_string()},
          {"pos", sides.standing.to_string()},
          {"difference", sides.difference().to_string()}};
}

Json key_json(const order::OrderKey& key, base::Instant date) {
  return {{"key", order::to_string(key)},
          {"external_id", key.external_id},
          {"kind", order::to_string(key.kind)},
          {"date", base::to_iso8601(date)}};
}

Json lists_json(const DayReport& day) {
  const auto& report = day.report;
  const auto missing = [](const auto& sent) {
    Json item = key_json(sent.key, sent.date);
    item["total"] = sent.total.to_string();
    item["state"] = sent.state;
    item["why"] = sent.why;
    return item;
  };
  const auto extra = [&](const pos::BookedOrder& order) {
    Json item = key_json(order.key, order.date);
    item["total"] = order.total.to_string();
    item["pos_order"] = order.name;
    item["session"] = order.session;
    item["why"] = why_extra(day, order);
    return item;
  };
  const auto difference = [](const auto& field) {
    return Json{{"field", field.name}, {"source", field.sent}, {"pos", field.standing}};
  };
  const auto different = [&](const auto& one) {
    Json item = key_json(one.sent.key, one.sent.date);
    item["pos_order"] = one.standing.name;
    item["differences"] = array_json(one.fields, difference);
    return item;
  };
  return {{"missing", array_json(report.missing, missing)},
          {"extra", array_json(report.extra, extra)},
          {"different", array_json(report.different, different)}};
}

}  // namespace

std::string why_extra(const DayReport& day, const pos::BookedOrder& order) {
  const auto found = day.why_extra.find(order.key);
  return found == day.why_extra.end() ? "the POS has it a second time" : found->second;
}

Json day_report_json(const DayReport& day) {
  const auto& report = day.report;
  const auto method = [](const auto& one) {
    Json item = {{"method", one.first}};
    item.update(sides_json(one.second));
    return item;
  };
  Json json = {{"sync", day.sync},
               {"connection", text_or_null(day.connection)},
               {"pos_config", day.pos_config},
               {"day", day.day.date},
               {"timezone", day.day.zone.name()},
               {"from", base::to_iso8601(day.day.from)},
               {"until", base::to_iso8601(day.day.until)},
               {"currency", day.currency.code()},
               {"agrees", report.agrees()},
               {"orders",
                {{"source", report.orders_sent},
                 {"pos", report.orders_standing},
                 {"difference", report.orders_standing - report.orders_sent}}},
               {"total", sides_json(report.total)},
               {"tax", sides_json(report.tax)},
               {"tax_not_stated", report.tax_not_stated},
               {"payment_methods", array_json(report.methods, method)}};
  json.update(lists_json(day));
  json["skipped"] = day.skipped;
  json["ignored"] = day.ignored;
  return json;
}

}  // namespace ordersync::app
