// INTERNAL to the embedded POS: the catalogue file into the store, all or nothing.
#pragma once

#include <functional>

#include "pos/catalogue_file.h"
#include "pos/embedded_sessions.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

using ImportProgress = std::function<void(int done, int total)>;

// Checks the file's references against file and store, then writes. REQUIRES: a write transaction is open;
// the file is one that read_catalogue_json or _csv gave, or as free of duplicates. On failure nothing of it
// may be committed.
base::Result<ImportSummary> import_catalogue(sql::Connection& connection, SessionStore& sessions,
                                             const CatalogueFile& file, const ImportProgress& progress);

}  // namespace ordersync::pos
