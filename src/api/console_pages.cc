// The console's files as answers; see console_pages.h.
#include "api/console_pages.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "api/console_files.h"
#include "base/contains.h"
#include "base/text.h"
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

// The first segments of the addresses of web/src/app (routes.tsx, App.tsx); a test compares them.
bool is_of_console(std::string_view path) {
  constexpr std::string_view kScreens[] = {"",     "attention", "orders", "pos",   "profile",
                                           "runs", "settings",  "setup",  "syncs", "welcome"};
  const std::string_view rest = path.substr(1);
  const std::string_view first = rest.substr(0, rest.find('/'));
  return base::contains(kScreens, first) && (!first.empty() || rest.empty());
}

// RFC 9110, 12.5.3. A header that is not there leaves us the choice, and whoever sends none, such as curl,
// mostly unpacks nothing.
bool takes_gzip(std::string_view header) {
  bool any = false;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    const std::string_view item = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t weight = std::min(item.find(';'), item.size());
    const std::string coding = base::fold_case(base::trim(item.substr(0, weight)));
    const std::string_view q = base::trim(item.substr(std::min(weight + 1, item.size())));
    const bool refused = q.starts_with("q=0") && q.find_first_not_of("0.", 2) == std::string_view::npos;
    if (coding == "gzip") return !refused;
    if (coding == "*") any = !refused;
  }
  return any;
}

}  // namespace

http::ServerResponse answer_console_page(const http::ServerRequest& request) {
  if (request.method != "GET") {
    auto response = http::problem_answer(405, "method_not_allowed", "Only GET is answered here.");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  const ConsoleFile* file = find_file(request.path);
  const bool is_there = file != nullptr || is_of_console(request.path);
  if (file == nullptr && !request.path.starts_with(kAssets)) file = find_file(kIndex);
  if (file == nullptr) return http::problem_answer(404, "not_found", "There is nothing at this address.");

  http::ServerResponse response;
  response.status = is_there ? 200 : 404;
  response.headers = {{"Content-Type", std::string(file->content_type)}, {"Vary", "Accept-Encoding"}};
  const bool gzip = takes_gzip(request.header("Accept-Encoding"));
  if (is_there) {
    std::string etag(file->etag);
    if (!gzip) etag.insert(etag.size() - 1, "-plain");
    response.headers.emplace_back("ETag", etag);
    response.headers.emplace_back("Cache-Control", file->path.starts_with(kAssets)
                                                       ? "public, max-age=31536000, immutable"
                                                       : "no-cache");
    if (request.header("If-None-Match") == etag) {
      response.status = 304;
      return response;
    }
  }
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = gzip ? file->gzip_bytes : file->bytes;
  return response;
}

}  // namespace ordersync::api
