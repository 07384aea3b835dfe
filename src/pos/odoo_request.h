// PURE: PosDocument → what create_from_ui (up to 17) or sync_from_ui (from 18) takes. The same document and
// surroundings always give the same bytes: Odoo 17 tells a repetition by its content.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "order/catalogue.h"
#include "order/document.h"
#include "pos/odoo_rpc.h"

namespace ordersync::pos::odoo {

// What an order's payload needs beyond the document. Stays the same for all orders of a session.
struct OrderFrame {
  int series = 0;
  std::int64_t session_id = 0;
  std::int64_t company_id = 0;
  std::int64_t user_id = 0;
  std::optional<std::int64_t> pricelist_id;  // required by 14
};

// What one document needs beyond the frame.
struct OrderLinks {
  std::optional<std::int64_t> partner_id;
  // For a refund, the sale's lines as they stand in Odoo: one id for each line of the document, 0 where a
  // line takes nothing back; or empty. 14 has no field for them.
  std::vector<std::int64_t> refunded_lines;
};

// One order as its version takes it: wrapped in {"id","data",…} up to 17, flat from 18. The note goes along
// from 18 on (up to 17 no key of the payload becomes the order's note), notes of lines from 15 on, card
// digits from 18 on; the external id stands in the reference everywhere. REQUIRES: links.refunded_lines is
// empty or as long as the document's lines.
Value order_payload(const order::PosDocument& document, const OrderFrame& frame, const OrderLinks& links);

// The call that books them in one transaction of Odoo's. REQUIRES: not empty.
Call booking_call(Value::Array payloads, int series);

// Why this document cannot be booked in such an Odoo as it is, before anything is sent: a quantity with more
// digits than Odoo's unit of measure keeps ("quantity_too_precise"), payments that are not the total
// ("document_inconsistent"). Nothing when it can.
std::optional<order::Problem> why_not(const order::PosDocument& document, int quantity_digits);

// Whether Odoo 14 would leave the order in draft, its stock moved, because its total is no multiple of
// `coin`, the POS's cash rounding: 14 rounds every total before it compares it with the payments, those of a
// card as well ("odoo_cash_rounding"). Later versions take what is paid exactly. Nothing when it would not.
std::optional<order::Problem> why_not_in_coins(const order::PosDocument& document, const base::Decimal& coin,
                                               int series);

// Whether Odoo would come to other amounts when it taxes the lines again at the session's closing, which it
// then refuses (15 and later) or posts with a difference: a tax was changed since the order was matched, or
// archived, which to Odoo is no tax ("taxed_otherwise", to be matched anew; of a reversal, which never is,
// "reversal_taxed_otherwise"). Nothing when it would not, or where only Odoo can compute a line.
std::optional<order::Problem> why_not_by_taxes_of(const order::Catalogue& goods,
                                                  const order::PosDocument& document);

}  // namespace ordersync::pos::odoo
