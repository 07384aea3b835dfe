// The console's files as answers; see console_pages.h.
#include "api/console_pages.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "api/console_files.h"
#include "http/server_answer.h"

namespace ordersync::api {

namespace {

constexpr std::string_view kIndex = "/index.html";
constexpr std::string_view kAssets = "/assets/";

const ConsoleFile* find_file(std::string_view path) {
  const auto files = console_files();
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const ConsoleFile& file, std::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

}  // namespace

http::ServerResponse answer_console_page(const http::ServerRequest& request) {
  if (request.method != "GET") {
    auto response = http::problem_answer(405, "method_not_allowed", "Only GET is answered here.");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  const ConsoleFile* file = find_file(request.path);
  if (file == nullptr && !request.path.starts_with(kAssets)) file = find_file(kIndex);
  if (file == nullptr) return http::problem_answer(404, "not_found", "There is nothing at this address.");

  http::ServerResponse response;
  response.headers = {{"Content-Type", std::string(file->content_type)},
                      {"ETag", std::string(file->etag)},
                      {"Cache-Control",
                       file->path.starts_with(kAssets) ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (request.header("If-None-Match") == file->etag) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = file->gzip_bytes;
  return response;
}

}  // namespace ordersync::api
