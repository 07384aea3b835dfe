// The console's files as answers: the bundle is part of the program (console_files.h).
#pragma once

#include "http/server.h"

namespace ordersync::api {

// A file by its path, and the page for each address at which the console has screens, where it finds its way
// by itself. At other addresses the page with 404, which says so; 404 without it for assets that are not
// there, 405 for methods but GET. ETag and If-None-Match; gzip for whoever takes it.
http::ServerResponse answer_console_page(const http::ServerRequest& request);

}  // namespace ordersync::api
