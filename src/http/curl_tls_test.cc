// The curl transport against servers with good and bad certificates, made for each test.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <tuple>

#include "http/curl_transport.h"
#include "http/server.h"
#include "http/test_certificate.h"
#include "http/tls_files.h"

namespace ordersync::http {
namespace {

constexpr long kHour = 3600;

// A TLS server with one certificate.
class SecureServer {
 public:
  explicit SecureServer(const CertificateFiles& files, ServerResponse response = {200, {}, "[]", {}}) {
    ServerOptions options;
    options.tls_certificate_file = files.certificate_file();
    options.tls_key_file = files.key_file();
    auto started = Server::start(options, [this, response](const ServerRequest&) {
      ++requests_;
      return response;
    });
    EXPECT_TRUE(started.ok());
    server_ = std::move(started).value();
  }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(server_->port()) + "/orders"; }
  int requests() const { return requests_; }

 private:
  std::atomic<int> requests_{0};
  std::unique_ptr<Server> server_;
};

class TextSink final : public BodySink {
 public:
  base::Result<void> head(const ResponseHead&) override { return {}; }
  base::Result<void> chunk(std::string_view bytes) override {
    body += bytes;
    return {};
  }
  std::string body;
};

base::Result<ResponseHead> ask(const std::string& url, const std::string& ca_file, TextSink& sink) {
  CurlTransport transport;
  Request request;
  request.url = url;
  request.ca_file = ca_file;
  request.allow_private_network = true;
  request.credentials = {{"Authorization", "Bearer s3cret"}};
  return transport.send(request, sink);
}

void expect_refused(const SecureServer& server, const std::string& ca_file, const std::string& message) {
  TextSink sink;
  const auto sent = ask(server.url(), ca_file, sink);
  ASSERT_FALSE(sent.ok());
  EXPECT_EQ(sent.error().code, "tls_failed");
  EXPECT_EQ(sent.error().message, message);
  EXPECT_EQ(sent.error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(server.requests(), 0);
  EXPECT_EQ(sink.body, "");
}

TEST(CurlTls, KnownAuthorityAndRightNameAreTrusted) {
  const CertificateFiles files("IP:127.0.0.1", -kHour, kHour);
  const SecureServer server(files);
  TextSink sink;
  const auto sent = ask(server.url(), files.certificate_file(), sink);
  ASSERT_TRUE(sent.ok()) << sent.error().message << " " << sent.error().detail;
  EXPECT_EQ(sink.body, "[]");
}

TEST(CurlTls, SelfSignedCertificateIsRefusedBeforeTheKeyIsSent) {
  const CertificateFiles files("IP:127.0.0.1", -kHour, kHour);
  const SecureServer server(files);
  expect_refused(server, "", "the certificate of 127.0.0.1 is self-signed, so nobody vouches for it");
}

TEST(CurlTls, CertificateForAnotherNameIsRefused) {
  const CertificateFiles files("DNS:other.example", -kHour, kHour);
  const SecureServer server(files);
  expect_refused(server, files.certificate_file(),
                 "the certificate that answers for 127.0.0.1 is for another name");
}

TEST(CurlTls, ExpiredCertificateIsRefused) {
  const CertificateFiles files("IP:127.0.0.1", -2 * kHour, -kHour);
  const SecureServer server(files);
  expect_refused(server, files.certificate_file(),
                 "the certificate of 127.0.0.1 has expired: it has to be renewed there");
}

TEST(CurlTls, CertificateOfTheFutureIsRefused) {
  const CertificateFiles files("IP:127.0.0.1", kHour, 2 * kHour);
  const SecureServer server(files);
  expect_refused(server, files.certificate_file(),
                 "the certificate of 127.0.0.1 is not valid yet: check the clock of this machine");
}

TEST(CurlTls, RedirectToPlainHttpIsRefused) {
  const CertificateFiles files("IP:127.0.0.1", -kHour, kHour);
  auto plain = Server::start({}, [](const ServerRequest&) { return ServerResponse{200, {}, "[]", {}}; });
  ASSERT_TRUE(plain.ok());
  const std::string where = "http://127.0.0.1:" + std::to_string((*plain)->port()) + "/orders";
  const SecureServer server(files, {302, {{"Location", where}}, "", {}});
  TextSink sink;
  const auto sent = ask(server.url(), files.certificate_file(), sink);
  ASSERT_FALSE(sent.ok());
  EXPECT_EQ(sent.error().code, "plain_http");
  EXPECT_EQ(sink.body, "");
}

TEST(TlsFiles, SayWhoseTheyAreAndUntilWhen) {
  const CertificateFiles files("IP:127.0.0.1", -kHour, 24 * kHour);
  const auto found = inspect_tls_files(files.certificate_file(), files.key_file());
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(found->subject, "CN = test");
  EXPECT_EQ(found->not_after - found->not_before, std::chrono::hours(25));
}

TEST(TlsFiles, ThatDoNotBelongTogetherOrAreNoneAreRefusedByName) {
  const CertificateFiles files("IP:127.0.0.1", -kHour, kHour);
  const CertificateFiles others("IP:127.0.0.1", -kHour, kHour);
  for (const auto& [certificate, key, named] :
       {std::tuple(files.certificate_file(), others.key_file(), others.key_file()),
        std::tuple(files.key_file(), files.key_file(), files.key_file()),
        std::tuple(std::string("/nowhere.pem"), files.key_file(), std::string("/nowhere.pem"))}) {
    const auto found = inspect_tls_files(certificate, key);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, "tls_files_unusable");
    EXPECT_NE(found.error().message.find(named), std::string::npos) << found.error().message;
  }
}

TEST(TryListening, TellsWhetherTheAddressIsFree) {
  auto server = Server::start({}, [](const ServerRequest&) { return ServerResponse{200, {}, "", {}}; });
  ASSERT_TRUE(server.ok());
  EXPECT_EQ(try_listening("127.0.0.1", (*server)->port()).error().code, "address_in_use");
  EXPECT_TRUE(try_listening("127.0.0.1", 0).ok());
  EXPECT_EQ(try_listening("192.0.2.1", 0).error().code, "address_not_usable");
}

}  // namespace
}  // namespace ordersync::http
