// The fields of a sync as the members of a JSON object (SyncForm of docs/openapi.yaml), in both directions:
// what is read from a sync can be sent back to it.
#pragma once

#include <string>
#include <string_view>

#include "app/sync_form.h"
#include "app/views.h"
#include "base/result.h"

namespace ordersync::app {

// The advanced fields as they stand.
Json advanced_form_json(const sync::SyncSettings& settings);

// What people write into a query or a header may be a key: of these the names stay alone ("token=…"). For who
// may not edit the sync, and for whatever is kept. `form` is the form itself, or a part of it; anything else
// stays as it is.
inline constexpr std::string_view kMayHoldKeys[] = {"url", "params", "headers", "push"};
void hide_values(Json& form);

// The form that a JSON object describes. Fails with "bad_field", naming the member, when it is unknown or of
// the wrong type. Null empties what may be empty.
base::Result<SyncForm> sync_form_of(const Json& body);

// An error of app::apply speaks of options of the command line; the same error, speaking of the member.
base::Error in_members(base::Error error);

}  // namespace ordersync::app
