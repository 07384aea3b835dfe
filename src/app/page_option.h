// The text form of a sync's pagination: page:NAME,size:NAME=100 | offset:NAME,limit:NAME=100 |
// cursor:POINTER=NAME | next:POINTER | link | none (contract).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "source/settings.h"

namespace ordersync::app {

// Fails with "bad_option". page:NAME=0 starts counting at 0.
base::Result<source::Pagination> parse_page_option(std::string_view text);
// The inverse; a text that parse_page_option() reads to the same value.
std::string page_option(const source::Pagination& pagination);

}  // namespace ordersync::app
