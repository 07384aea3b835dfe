// Faults: their names, and whose turn it is.
#include "tests/support/fake_odoo_faults.h"

#include <algorithm>

namespace ordersync::testing {

const std::vector<OdooFault> kOdooFaults = {OdooFault::refuse,
                                            OdooFault::name_not_found,
                                            OdooFault::time_out_before_sending,
                                            OdooFault::kill_worker,
                                            OdooFault::bad_gateway,
                                            OdooFault::unavailable,
                                            OdooFault::too_many_requests,
                                            OdooFault::login_page,
                                            OdooFault::garbage,
                                            OdooFault::serialization_failure,
                                            OdooFault::no_database,
                                            OdooFault::access_denied,
                                            OdooFault::missing_group,
                                            OdooFault::lose_answer,
                                            OdooFault::cut_answer,
                                            OdooFault::broken_json,
                                            OdooFault::empty_body,
                                            OdooFault::gateway_timeout,
                                            OdooFault::slow_answer};

std::string to_string(OdooFault fault) {
  static const std::map<OdooFault, std::string> names = {
      {OdooFault::refuse, "refuse"},
      {OdooFault::name_not_found, "name_not_found"},
      {OdooFault::time_out_before_sending, "time_out_before_sending"},
      {OdooFault::kill_worker, "kill_worker"},
      {OdooFault::bad_gateway, "bad_gateway"},
      {OdooFault::unavailable, "unavailable"},
      {OdooFault::too_many_requests, "too_many_requests"},
      {OdooFault::login_page, "login_page"},
      {OdooFault::garbage, "garbage"},
      {OdooFault::serialization_failure, "serialization_failure"},
      {OdooFault::no_database, "no_database"},
      {OdooFault::access_denied, "access_denied"},
      {OdooFault::missing_group, "missing_group"},
      {OdooFault::lose_answer, "lose_answer"},
      {OdooFault::cut_answer, "cut_answer"},
      {OdooFault::broken_json, "broken_json"},
      {OdooFault::empty_body, "empty_body"},
      {OdooFault::gateway_timeout, "gateway_timeout"},
      {OdooFault::slow_answer, "slow_answer"}};
  return names.at(fault);
}

namespace {

bool calls(const std::string& called, const std::string& method) {
  const bool ends = called.size() >= method.size() &&
                    called.compare(called.size() - method.size(), method.size(), method) == 0;
  return ends && (called.size() == method.size() || called[called.size() - method.size() - 1] == '.');
}

}  // namespace

std::optional<OdooFault> FakeOdoo::Faults::take(int number, const std::string& called,
                                                const std::string& body) {
  if (!next.empty()) {
    const OdooFault fault = next.front();
    next.pop_front();
    return fault;
  }
  if (const auto found = at.find(number); found != at.end()) return found->second;
  const auto wanted = std::find_if(of_method.begin(), of_method.end(),
                                   [&](const auto& one) { return calls(called, one.first); });
  if (wanted != of_method.end()) {
    const OdooFault fault = wanted->second;
    of_method.erase(wanted);
    return fault;
  }
  const auto unbearable = std::find_if(each.begin(), each.end(), [&](const Each& one) {
    return calls(called, one.method) && body.find(one.text) != std::string::npos;
  });
  if (unbearable != each.end()) return unbearable->fault;
  return always;
}

void FakeOdoo::Faults::heal() {
  next.clear();
  at.clear();
  of_method.clear();
  each.clear();
  always.reset();
}

void FakeOdoo::fail_next(OdooFault fault, int times) {
  for (int i = 0; i < times; ++i) faults_->next.push_back(fault);
}

void FakeOdoo::fail_at(int exchange, OdooFault fault) {
  faults_->at[exchanges() + exchange] = fault;
}

void FakeOdoo::fail_method(std::string method, OdooFault fault) {
  faults_->of_method.emplace_back(std::move(method), fault);
}

void FakeOdoo::fail_each_with(std::string method, std::string text, OdooFault fault) {
  faults_->each.push_back({std::move(method), std::move(text), fault});
}

void FakeOdoo::fail_always(OdooFault fault) {
  faults_->always = fault;
}

void FakeOdoo::heal() {
  faults_->heal();
}

}  // namespace ordersync::testing
