// Looking for the partner of an order; see odoo_customers.h.
#include "pos/odoo_customers.h"

#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/text.h"
#include "pos/odoo_shop_read.h"

namespace ordersync::pos::odoo {

namespace {

constexpr std::chrono::minutes kRememberedFor{5};
constexpr std::size_t kRememberedAtMost = 10'000;

Value is(const char* field, std::string_view value) {
  return Value::list({field, "=", value});
}

}  // namespace

Customers::Customers(Rpc& rpc, const base::Clock& clock) : rpc_(rpc), clock_(clock) {}

base::Result<std::optional<std::string>> Customers::find(const order::Customer& customer) {
  if (customer.partner_id.empty() && customer.reference.empty() && customer.contact.empty()) {
    return std::optional<std::string>();
  }
  const std::string known_as = customer.partner_id + '\n' + customer.reference + '\n' + customer.contact;
  const base::Instant now = clock_.now();
  if (const auto known = known_.find(known_as); known != known_.end() &&
                                                now - known->second.asked_at < kRememberedFor &&
                                                now >= known->second.asked_at) {
    return known->second.id;
  }

  std::vector<Value> questions;
  if (const auto id = base::Decimal::parse(customer.partner_id); id.ok() && id->scale() == 0) {
    questions.push_back(Value::list({Value::list({"id", "=", *id})}));
  }
  if (!customer.reference.empty()) questions.push_back(Value::list({is("ref", customer.reference)}));
  if (customer.contact.find('@') != std::string::npos) {
    // As Odoo normalises an address; no wildcard search, since a contact is foreign text.
    questions.push_back(Value::list({is("email_normalized", base::ascii_lower(customer.contact))}));
  } else if (!customer.contact.empty()) {
    TRY_ASSIGN(const Server server, rpc_.server());
    // A partner's second number went away with 19.
    questions.push_back(server.series >= 19 ? Value::list({is("phone", customer.contact)})
                                            : Value::list({"|", is("phone", customer.contact),
                                                           is("mobile", customer.contact)}));
  }

  std::optional<std::string> found;
  for (Value& question : questions) {
    TRY_ASSIGN(const auto id, only_one(std::move(question)));
    if (!id) continue;
    found = std::to_string(*id);
    break;
  }
  if (known_.size() >= kRememberedAtMost) known_.clear();
  known_[known_as] = {found, now};
  return found;
}

base::Result<std::set<std::int64_t>> Customers::gone(std::set<std::int64_t> partners) {
  Rpc::Search search;
  search.model = "res.partner";
  search.domain = Value::list(
      {Value::list({"id", "in", Value::Array(partners.begin(), partners.end())}), any_activity()});
  TRY(rpc_.each(search, [&](const Value& record) -> base::Result<void> {
    partners.erase(record["id"].integer().value_or(0));
    return {};
  }));
  if (!partners.empty()) known_.clear();
  return partners;
}

base::Result<std::optional<std::int64_t>> Customers::only_one(Value domain) {
  const Call search{"res.partner",
                    "search_read",
                    std::nullopt,
                    {{"domain", std::move(domain)}, {"fields", Value::list({"id"})}, {"limit", 2}},
                    {}};
  auto answer = rpc_.call(search);
  if (!answer.ok()) return std::move(answer).error();
  if (answer->items().size() != 1) return std::optional<std::int64_t>();
  return answer->items().front()["id"].integer();
}

}  // namespace ordersync::pos::odoo
