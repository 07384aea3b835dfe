// The tables behind names.h.
#include "pos/names.h"

namespace ordersync::pos {
namespace {

constexpr Named<order::TaxRounding> kTaxRoundings[] = {
    {order::TaxRounding::round_per_line, "round_per_line"},
    {order::TaxRounding::round_globally, "round_globally"},
    {order::TaxRounding::round_bases_globally, "round_bases_globally"},
    {order::TaxRounding::round_taxes_globally, "round_taxes_globally"}};
constexpr Named<order::TaxType> kTaxTypes[] = {{order::TaxType::percent, "percent"},
                                               {order::TaxType::other, "other"}};
constexpr Named<order::ProductType> kProductTypes[] = {{order::ProductType::storable, "storable"},
                                                       {order::ProductType::consumable, "consumable"},
                                                       {order::ProductType::service, "service"}};
constexpr Named<order::MethodType> kMethodTypes[] = {{order::MethodType::cash, "cash"},
                                                     {order::MethodType::bank, "bank"},
                                                     {order::MethodType::pay_later, "pay_later"}};
constexpr Named<order::StockMode> kStockModes[] = {{order::StockMode::real_time, "real_time"},
                                                   {order::StockMode::at_closing, "at_closing"}};
constexpr Named<SessionState> kSessionStates[] = {{SessionState::opening_control, "opening_control"},
                                                  {SessionState::opened, "opened"},
                                                  {SessionState::closing_control, "closing_control"},
                                                  {SessionState::closed, "closed"}};
constexpr Named<StartSession> kStartSessions[] = {{StartSession::none, "none"},
                                                  {StartSession::opened, "opened"},
                                                  {StartSession::opening_control, "opening_control"}};

}  // namespace

std::span<const Named<order::TaxRounding>> all_names(order::TaxRounding) {
  return kTaxRoundings;
}
std::span<const Named<order::TaxType>> all_names(order::TaxType) {
  return kTaxTypes;
}
std::span<const Named<order::ProductType>> all_names(order::ProductType) {
  return kProductTypes;
}
std::span<const Named<order::MethodType>> all_names(order::MethodType) {
  return kMethodTypes;
}
std::span<const Named<order::StockMode>> all_names(order::StockMode) {
  return kStockModes;
}
std::span<const Named<SessionState>> all_names(SessionState) {
  return kSessionStates;
}
std::span<const Named<StartSession>> all_names(StartSession) {
  return kStartSessions;
}

std::string_view to_string(SessionState state) {
  return name_of(state);
}

}  // namespace ordersync::pos
