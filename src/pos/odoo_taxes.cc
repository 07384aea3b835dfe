// One question a line. It cannot hold a product or a currency, since records do not travel: Odoo takes none,
// and its company's. For which taxes that is right the catalogue says (Tax::pos_tells).
#include "pos/odoo_taxes.h"

#include "pos/odoo_session_records.h"

namespace ordersync::pos::odoo {

namespace {

// Said of these taxes. Any other failure says nothing of them, such as that of an Odoo that is being
// upgraded.
bool is_refusal(const base::Error& error) {
  return error.code == "odoo_user_error" || error.code == "odoo_validation_error" ||
         error.code == "odoo_missing_record";
}

}  // namespace

base::Result<std::optional<order::LineAmounts>> compute_all(Rpc& rpc,
                                                            const order::PosAmounts::Question& question,
                                                            base::Currency currency) {
  using Answer = std::optional<order::LineAmounts>;
  const Call call{"account.tax",
                  "compute_all",
                  question.taxes,
                  {{"price_unit", question.price}, {"currency", Value()}, {"quantity", question.qty}},
                  {}};
  const auto answer = rpc.call(call);
  if (!answer.ok() && is_refusal(answer.error())) return Answer();
  if (!answer.ok()) return answer.error();
  const Value& without_tax = (*answer)["total_excluded"];
  const Value& with_tax = (*answer)["total_included"];
  if (!without_tax.is_number() || !with_tax.is_number()) return Answer();
  order::LineAmounts amounts;
  TRY_ASSIGN(amounts.subtotal, amount_of(without_tax, currency));
  TRY_ASSIGN(amounts.total, amount_of(with_tax, currency));
  return Answer(amounts);
}

}  // namespace ordersync::pos::odoo
