// The question of an untaxed order: the source sends no tax, GrandTotal equals the lines, but the products
// are taxed. Nobody may guess (behaviour 6).
#pragma once

#include <optional>

#include "match/readings.h"

namespace ordersync::match {

// The placement of the discount by which GrandTotal equals the lines as sent, where the source sends no tax
// and the products are taxed; nullptr where the question does not arise.
const Shares* untaxed_placement(const Reader& reader, base::Money target);

// Answers it: by what the order itself says, else by the sync's rule. Fails with "tax_not_stated".
Or<Reading> answer_untaxed(Context& context, const Reader& reader, const Shares& shares, base::Money target);

}  // namespace ordersync::match
