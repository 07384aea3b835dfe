// The options, callbacks and waiting of one exchange. The multi interface is used for a single transfer
// because it gives us the wait: time-outs to the millisecond, and a stop that is noticed at once.
#include "http/curl_exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "http/characters.h"
#include "http/curl_failure.h"
#include "http/units.h"

namespace ordersync::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kMaxHeadBytes = 256 << 10;
constexpr std::int64_t kMaxRedirectBody = 64 << 10;  // drained so that the connection can be used again
constexpr milliseconds kLongestWait{100};            // how late a stop may be noticed

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && std::strchr(" \t\r\n", text.back()) != nullptr) text.remove_suffix(1);
  return text;
}

// "HTTP/1.1 200 OK": curl has already judged the line; the phrase may be missing.
void read_status_line(std::string_view line, ResponseHead& head) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return;
  line.remove_prefix(blank + 1);
  for (std::size_t i = 0; i < 3 && i < line.size() && base::is_digit(line[i]); ++i) {
    head.status = head.status * 10 + (line[i] - '0');
  }
}

}  // namespace

CurlExchange::CurlExchange(CurlHandles& handles, const Request& request, const Url& url, SteadyTime deadline,
                           const std::function<bool()>& stop, BodySink& sink)
    : handles_(handles),
      request_(request),
      url_(url),
      deadline_(deadline),
      stop_(stop),
      sink_(sink),
      private_network_(request.allow_private_network ? PrivateNetwork::allowed : PrivateNetwork::refused),
      last_byte_(steady_clock::now()) {}

// A request that has left may be at work whatever came of sending it again on a new connection.
base::Result<void> CurlExchange::run() {
  auto done = exchange();
  if (!done.ok() && times_sent_ > 0 && !head_complete_) {
    base::Error error = std::move(done).error();
    error.kind = base::ErrorKind::unknown;
    return error;
  }
  return done;
}

base::Result<void> CurlExchange::exchange() {
  TRY(check_url(url_, private_network_));
  TRY(set_options());
  const CURLcode code = perform();
  if (failure_) return *failure_;
  // The head of a redirect says all that is wanted of it, whatever became of its body.
  if (code == CURLE_OK || !location_.empty()) {
    if (head_complete_) return {};
    return failure(CURLE_GOT_NOTHING);
  }
  return failure(code);
}

base::Result<void> CurlExchange::set_options() {
  CURL* easy = handles_.easy.get();
  curl_easy_reset(easy);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, curl_text_.data());
  curl_easy_setopt(easy, CURLOPT_URL, to_string(url_).c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // do not wait for a name that is still being looked up
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 128L << 10);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "ordersync/" ORDERSYNC_VERSION);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::max<std::int64_t>(1, request_.connect_timeout.count())));
  set_common_options(easy, request_.ca_file);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlExchange::on_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &CurlExchange::on_request);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  set_method();
  return set_headers();
}

void CurlExchange::set_method() {
  CURL* easy = handles_.easy.get();
  if (request_.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request_.method == "GET") {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }
}

base::Result<void> CurlExchange::set_headers() {
  curl_slist* list = nullptr;
  const auto add = [&](const std::string& line) {
    list = curl_slist_append(list, line.c_str());
    header_list_.release();
    header_list_.reset(list);
  };
  add("Expect:");                                    // never wait for "100 Continue"
  if (!request_.body.empty()) add("Content-Type:");  // only what the caller says
  for (const auto* headers : {&request_.headers, &request_.credentials}) {
    for (const auto& [name, value] : *headers) {
      if (!may_be_set(name)) {
        return base::invalid("bad_header",
                             fmt::format("the header \"{}\" cannot be set", is_token(name) ? name : "?"));
      }
      if (!is_header_value(value)) {
        return base::invalid(
            "bad_header",
            fmt::format("the value of the header {} holds a line break or control character", name));
      }
      // "Name:" alone would tell curl to leave the header out.
      add(trim(value).empty() ? name + ";" : fmt::format("{}: {}", name, value));
    }
  }
  curl_easy_setopt(handles_.easy.get(), CURLOPT_HTTPHEADER, header_list_.get());
  return {};
}

std::size_t CurlExchange::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  if (auto done = exchange.header_line({data, size * count}); !done.ok()) {
    exchange.failure_ = std::move(done).error();
    return 0;
  }
  return size * count;
}

base::Result<void> CurlExchange::header_line(std::string_view line) {
  head_bytes_ += line.size();
  if (head_bytes_ > kMaxHeadBytes) {
    return base::invalid("answer_too_large", fmt::format("the headers of {} are larger than {}",
                                                         host_and_port(url_), size_text(kMaxHeadBytes)));
  }
  if (head_complete_) return {};  // trailers after a chunked body
  if (line.substr(0, 5) == "HTTP/") {
    head_ = ResponseHead();
    head_.url = to_string(url_);
    read_status_line(trim(line), head_);
    return {};
  }
  const std::string_view text = trim(line);
  if (text.empty()) return head_ends();
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos)
    head_.headers.emplace_back(trim(text.substr(0, colon)), trim(text.substr(colon + 1)));
  return {};
}

bool CurlExchange::is_redirect() const {
  const int status = head_.status;
  const bool keeps_method = status == 307 || status == 308;
  if (!keeps_method && status != 301 && status != 302 && status != 303) return false;
  return keeps_method || request_.method == "GET" || request_.method == "HEAD";
}

base::Result<void> CurlExchange::head_ends() {
  if (head_.status < 200 && head_.status != 101)
    return {};  // "100 Continue" and its like; the answer follows
  head_complete_ = true;
  if (is_redirect()) location_ = head_.header("Location");
  if (location_.empty()) return sink_.head(head_);
  return {};
}

std::size_t CurlExchange::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  exchange.body_bytes_ += static_cast<std::int64_t>(size * count);
  if (!exchange.location_.empty()) return exchange.body_bytes_ > kMaxRedirectBody ? 0 : size * count;
  if (auto done = exchange.body_chunk({data, size * count}); !done.ok()) {
    exchange.failure_ = std::move(done).error();
    return 0;
  }
  return size * count;
}

base::Result<void> CurlExchange::body_chunk(std::string_view bytes) {
  last_byte_ = steady_clock::now();
  if (auto reason = overdue()) return std::move(*reason);
  if (body_bytes_ > request_.max_response_bytes) {
    return base::invalid("answer_too_large",
                         fmt::format("the answer of {} is larger than {}: ask for fewer orders at a time",
                                     host_and_port(url_), size_text(request_.max_response_bytes)));
  }
  auto taken = sink_.chunk(bytes);
  last_byte_ = steady_clock::now();  // the time that the sink took is not the source's silence
  return taken;
}

curl_socket_t CurlExchange::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  return open_judged_socket(*address, exchange.private_network_, exchange.failure_);
}

// Called each time the request is about to leave, on new and on kept connections.
int CurlExchange::on_request(void* self, char* remote, char*, int, int) {
  auto& exchange = *static_cast<CurlExchange*>(self);
  if (auto allowed = exchange.judge_remote(remote); !allowed.ok()) {
    exchange.failure_ = std::move(allowed).error();
    return CURL_PREREQFUNC_ABORT;
  }
  exchange.failure_.reset();  // another address of the name may have been refused on the way here
  // curl sends again by itself when a kept connection turns out dead. The server may have acted on the first
  // one.
  const bool harmless = exchange.request_.method == "GET" || exchange.request_.method == "HEAD";
  if (exchange.times_sent_ > 0 && !harmless) {
    exchange.failure_ = exchange.failure(CURLE_GOT_NOTHING);
    return CURL_PREREQFUNC_ABORT;
  }
  ++exchange.times_sent_;
  return CURL_PREREQFUNC_OK;
}

// A kept connection was judged when it was opened, but perhaps for a request that allowed more.
base::Result<void> CurlExchange::judge_remote(const char* remote) {
  const auto ip = parse_ip(remote == nullptr ? "" : remote);
  if (!ip) return base::invalid("forbidden_address", "the address of " + url_.host + " cannot be judged");
  return check_address(*ip, private_network_);
}

CURLcode CurlExchange::perform() {
  CURLM* multi = handles_.multi.get();
  CURL* easy = handles_.easy.get();
  if (curl_multi_add_handle(multi, easy) != CURLM_OK) return CURLE_FAILED_INIT;
  std::optional<CURLcode> result;
  while (!result) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) result = CURLE_FAILED_INIT;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg == CURLMSG_DONE) result = message->data.result;
    }
    if (result) break;
    if (auto reason = overdue()) {
      failure_ = std::move(reason);
      result = CURLE_ABORTED_BY_CALLBACK;
      break;
    }
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(patience().count()), nullptr);
  }
  curl_multi_remove_handle(multi, easy);
  return *result;
}

std::int64_t CurlExchange::bytes_moved() const {
  curl_off_t body = 0;
  curl_off_t upload = 0;
  long head = 0;
  long request = 0;
  curl_easy_getinfo(handles_.easy.get(), CURLINFO_SIZE_DOWNLOAD_T, &body);
  curl_easy_getinfo(handles_.easy.get(), CURLINFO_SIZE_UPLOAD_T, &upload);
  curl_easy_getinfo(handles_.easy.get(), CURLINFO_HEADER_SIZE, &head);
  curl_easy_getinfo(handles_.easy.get(), CURLINFO_REQUEST_SIZE, &request);
  return body + upload + head + request;
}

std::optional<base::Error> CurlExchange::overdue() {
  if (stop_ && stop_()) {
    return base::Error{times_sent_ > 0 ? base::ErrorKind::unknown : base::ErrorKind::temporary,
                       "interrupted",
                       "stopped, since the program is asked to end",
                       {}};
  }
  const SteadyTime now = steady_clock::now();
  if (now >= deadline_)
    return timed_out(fmt::format("after {} in all", duration_text(request_.total_timeout)));
  const std::int64_t moved = bytes_moved();
  if (times_sent_ == 0 ||
      moved != last_moved_) {  // until the request leaves, curl's connect time-out watches
    last_moved_ = moved;
    last_byte_ = now;
  }
  if (now - last_byte_ >= request_.idle_timeout) {
    return timed_out(fmt::format("after {} without a byte", duration_text(request_.idle_timeout)));
  }
  return std::nullopt;
}

milliseconds CurlExchange::patience() const {
  const SteadyTime next = std::min(deadline_, last_byte_ + request_.idle_timeout);
  const auto left = std::chrono::ceil<milliseconds>(next - steady_clock::now());
  return std::clamp(left, milliseconds(1), kLongestWait);
}

base::Error CurlExchange::timed_out(const std::string& how) const {
  return {times_sent_ > 0 ? base::ErrorKind::unknown : base::ErrorKind::temporary,
          "timed_out",
          "timed out " + how,
          {}};
}

base::Error CurlExchange::failure(CURLcode code) const {
  CurlFacts facts;
  facts.code = code;
  long os_error = 0;
  curl_easy_getinfo(handles_.easy.get(), CURLINFO_OS_ERRNO, &os_error);
  facts.os_error = static_cast<int>(os_error);
  curl_easy_getinfo(handles_.easy.get(), CURLINFO_SSL_VERIFYRESULT, &facts.verify_result);
  facts.request_sent = times_sent_ > 0;
  facts.answer_began = head_complete_;
  facts.body_bytes = body_bytes_;
  facts.connect_timeout = request_.connect_timeout;
  facts.curl_text = curl_text_.data();
  return failure_of(facts, url_);
}

}  // namespace ordersync::http
