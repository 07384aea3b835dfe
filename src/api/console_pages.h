// The console's files as answers: the bundle is part of the program (console_files.h).
#pragma once

#include "http/server.h"

namespace ordersync::api {

// A file by its path; every other path outside /assets/ is a page of the console, which finds its way by
// itself. 404 for assets that are not there, 405 for methods but GET. ETag and If-None-Match; always gzip,
// which every browser takes.
http::ServerResponse answer_console_page(const http::ServerRequest& request);

}  // namespace ordersync::api
