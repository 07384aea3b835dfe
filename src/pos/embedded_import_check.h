// INTERNAL to the import: whether everything that a file names is there, in the file or in the store.
#pragma once

#include "pos/catalogue_file.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

// Fails with "bad_catalogue" naming every place, or with "currency_in_use".
base::Result<void> check_import(sql::Connection& connection, const CatalogueFile& file);

}  // namespace ordersync::pos
