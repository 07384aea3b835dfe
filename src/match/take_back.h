// The reversal of a booked sale: what was booked, the other way round. It is never matched, since the
// products, taxes and rules of today may be others than those that the sale was booked by (behaviour 3).
#pragma once

#include "match/context.h"

namespace ordersync::match {

// `sale`: the document that was booked. What was paid is paid back by method, net of change; the date and the
// sale as it stands are of `surroundings`. Fails as check_sale() does, with "reversal_method_missing",
// and with "reversal_taxed_otherwise" where the POS would not come to the same amounts today.
MatchResult take_back(const order::PosDocument& sale, const order::Catalogue& catalogue,
                      const Surroundings& surroundings);

}  // namespace ordersync::match
