// SMTP on libcurl; see mail.h.
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "http/curl_setup.h"
#include "http/mail.h"

namespace ordersync::http {

namespace {

using base::Error;
using base::ErrorKind;

struct Sending {
  const MailServer& server;
  const std::function<bool()>& stop;
  std::string text;
  std::size_t sent = 0;
  std::string refusal;    // the server's last reply, where it is 4xx or 5xx: it says why
  std::string recipient;  // of the command that is answered next; empty: it is another command
  bool leaving = false;   // QUIT was said: whatever is answered to it changes nothing
  bool waits_for_all = false;
  bool waits = false;
  MailSent done;
  std::optional<Error> refused;
};

std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self) {
  auto& sending = *static_cast<Sending*>(self);
  const std::size_t part = std::min(size * count, sending.text.size() - sending.sent);
  std::memcpy(to, sending.text.data() + sending.sent, part);
  sending.sent += part;
  return part;
}

std::size_t on_reply(char* data, std::size_t size, std::size_t count, void* self) {
  auto& sending = *static_cast<Sending*>(self);
  if (sending.leaving) return size * count;
  const std::string_view reply(data, size * count);
  const bool refused = reply.starts_with('4') || reply.starts_with('5');
  sending.refusal = refused ? reply.substr(0, 500) : std::string_view();
  const bool goes_on = reply.size() > 3 && reply[3] == '-';
  if (!refused || goes_on || sending.recipient.empty()) return size * count;
  sending.done.refused.push_back(sending.recipient + ": " + base::printable(base::trim(sending.refusal)));
  // Nothing of the mail is said yet: without this recipient it is not sent at all, and comes again.
  sending.waits = sending.waits_for_all && reply.starts_with('4');
  return sending.waits ? 0 : size * count;
}

// Which command a reply is about; of the others nothing is looked at, since they may hold a password.
int on_command(CURL*, curl_infotype type, char* data, std::size_t size, void* self) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  auto& sending = *static_cast<Sending*>(self);
  std::string_view command(data, size);
  sending.leaving = command.starts_with("QUIT");
  sending.recipient.clear();
  constexpr std::string_view kRecipient = "RCPT TO:<";
  if (!command.starts_with(kRecipient)) return 0;
  command.remove_prefix(kRecipient.size());
  sending.recipient = command.substr(0, command.find('>'));
  return 0;
}

curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& sending = *static_cast<Sending*>(self);
  const auto network =
      sending.server.allow_private_network ? PrivateNetwork::allowed : PrivateNetwork::refused;
  sending.refused.reset();  // of another address of the name
  return open_judged_socket(*address, network, sending.refused);
}

int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& sending = *static_cast<Sending*>(self);
  return sending.stop && sending.stop() ? 1 : 0;
}

Error failed(ErrorKind kind, const char* code, const std::string& message, const Sending& sending,
             const char* curl_text) {
  std::string detail = base::printable(base::trim(sending.refusal));
  if (curl_text != nullptr && *curl_text != '\0')
    detail += (detail.empty() ? "" : "; ") + std::string(curl_text);
  return {kind, code, message, std::move(detail)};
}

// A reply of 4xx asks to come back later, one of 5xx is meant for good (RFC 5321, 4.2.1).
bool is_for_good(const Sending& sending) {
  return sending.refusal.starts_with('5');
}

Error error_of(CURLcode code, const Sending& sending, const char* curl_text) {
  const std::string server = sending.server.host + ":" + std::to_string(sending.server.port);
  const auto make = [&](ErrorKind kind, const char* name, const std::string& what) {
    return failed(kind, name, "The mail server " + server + " " + what, sending, curl_text);
  };
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return make(ErrorKind::temporary, "name_not_found", "is not known by its name");
    case CURLE_COULDNT_CONNECT:
      return make(ErrorKind::temporary, "connection_refused", "cannot be reached");
    case CURLE_OPERATION_TIMEDOUT:
      return make(ErrorKind::temporary, "timed_out", "does not answer in time");
    case CURLE_ABORTED_BY_CALLBACK:
      return make(ErrorKind::temporary, "interrupted",
                  "was not waited for, since the program is asked to end");
    case CURLE_LOGIN_DENIED:
      return make(is_for_good(sending) ? ErrorKind::invalid : ErrorKind::temporary, "mail_sign_in_refused",
                  "refuses the user or the password: check both");
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return make(
          ErrorKind::temporary, "tls_failed",
          "offers no encryption, or its certificate is not accepted: check name, port and --security");
    case CURLE_SEND_ERROR:  // libcurl's word for a refused sender or recipient, too
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      if (!sending.refusal.empty()) break;
      return make(ErrorKind::temporary, "connection_lost", "broke off in the middle");
    default:
      break;
  }
  return make(is_for_good(sending) ? ErrorKind::invalid : ErrorKind::temporary, "mail_refused",
              "refuses the mail: check sender and recipients");
}

CurlList recipients(const Mail& mail) {
  curl_slist* list = nullptr;
  for (const std::string& address : mail.to) list = curl_slist_append(list, ("<" + address + ">").c_str());
  return CurlList(list);
}

void set_server(CURL* easy, const MailServer& server) {
  const bool at_once = server.security == MailSecurity::tls;
  const std::string host = server.host.find(':') == std::string::npos ? server.host : "[" + server.host + "]";
  const std::string url = (at_once ? "smtps://" : "smtp://") + host + ":" + std::to_string(server.port);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  const auto security = server.security == MailSecurity::plain ? CURLUSESSL_NONE : CURLUSESSL_ALL;
  curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(security));
  set_common_options(easy, server.ca_file);
  if (!server.user.empty()) {
    curl_easy_setopt(easy, CURLOPT_USERNAME, server.user.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, server.password.reveal().c_str());
  }
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.timeout.count()));
}

}  // namespace

base::Result<MailSent> send_mail(const MailServer& server, const Mail& mail,
                                 const std::function<bool()>& stop) {
  CHECK(is_mail_address(mail.from) && !mail.to.empty());
  CHECK(std::all_of(mail.to.begin(), mail.to.end(), is_mail_address));
  if (server.security == MailSecurity::plain && !server.allow_private_network) {
    return base::invalid("plain_mail",
                         "Mail without encryption is for a server in the own network alone: say "
                         "--allow-private-network, or another --security");
  }
  const CurlEasy easy = make_curl_easy();
  Sending sending{server, stop, mail_text(mail), 0, {}, {}, false, mail.waits_for_all, false, {}, {}};
  std::array<char, CURL_ERROR_SIZE> curl_text{};
  const auto to = recipients(mail);
  set_server(easy.get(), server);
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_FROM, ("<" + mail.from + ">").c_str());
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, to.get());
  // One address that is no more must not keep the others from hearing.
  curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_DEBUGFUNCTION, &on_command);
  curl_easy_setopt(easy.get(), CURLOPT_DEBUGDATA, &sending);
  curl_easy_setopt(easy.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_READFUNCTION, &on_read);
  curl_easy_setopt(easy.get(), CURLOPT_READDATA, &sending);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERFUNCTION, &on_reply);
  curl_easy_setopt(easy.get(), CURLOPT_HEADERDATA, &sending);
  curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETFUNCTION, &on_socket);
  curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETDATA, &sending);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &on_progress);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &sending);
  curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, curl_text.data());
  const CURLcode code = curl_easy_perform(easy.get());
  if (code == CURLE_OK) return std::move(sending.done);
  if (sending.waits) {
    return failed(ErrorKind::temporary, "mail_refused",
                  "The mail server " + server.host + " does not take every recipient yet", sending, nullptr);
  }
  if (sending.refused) return *std::move(sending.refused);
  return error_of(code, sending, curl_text.data());
}

}  // namespace ordersync::http
