// libcurl's failures in the owner's words, with the kind that decides whether it is tried again.
#include "http/curl_failure.h"

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

namespace ordersync::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;

base::Error failed(CurlFacts facts, std::string_view url = "https://shop.example/orders?key=s3cret") {
  return failure_of(facts, *parse_url(url));
}

CurlFacts facts(int code) {
  CurlFacts f;
  f.code = code;
  return f;
}

TEST(CurlFailure, RefusedConnectionNamesHostAndPort) {
  CurlFacts f = facts(CURLE_COULDNT_CONNECT);
  f.os_error = ECONNREFUSED;
  const auto error = failed(f, "http://127.0.0.1:9/");
  EXPECT_EQ(error.message, "connection refused by 127.0.0.1:9");
  EXPECT_EQ(error.code, "connection_refused");
  EXPECT_EQ(error.kind, ErrorKind::temporary);
}

TEST(CurlFailure, UnreachableNetworkIsNotCalledRefused) {
  CurlFacts f = facts(CURLE_COULDNT_CONNECT);
  f.os_error = ENETUNREACH;
  EXPECT_EQ(failed(f).message, "no route to shop.example:443: check the network");
  EXPECT_EQ(failed(f).code, "connection_failed");
  f.os_error = 0;
  EXPECT_EQ(failed(f).message, "no connection to shop.example:443");
}

TEST(CurlFailure, UnknownNameIsNamed) {
  EXPECT_EQ(failed(facts(CURLE_COULDNT_RESOLVE_HOST)).message, "name not found: shop.example");
  EXPECT_EQ(failed(facts(CURLE_COULDNT_RESOLVE_HOST)).code, "name_not_found");
}

TEST(CurlFailure, CertificateErrorsAreInPlainWordsAndFinal) {
  const std::pair<long, const char*> cases[] = {
      {X509_V_ERR_CERT_HAS_EXPIRED,
       "the certificate of shop.example has expired: it has to be renewed there"},
      {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
       "the certificate of shop.example is self-signed, so nobody vouches for it"},
      {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
       "the certificate of shop.example is from an authority that this machine does not know"},
      {X509_V_OK, "the certificate that answers for shop.example is for another name"},
      {X509_V_ERR_UNSPECIFIED, "the certificate that answers for shop.example is for another name"},
      {X509_V_ERR_CERT_NOT_YET_VALID,
       "the certificate of shop.example is not valid yet: check the clock of this machine"}};
  for (const auto& [verdict, message] : cases) {
    CurlFacts f = facts(CURLE_PEER_FAILED_VERIFICATION);
    f.verify_result = verdict;
    EXPECT_EQ(failed(f).message, message);
    EXPECT_EQ(failed(f).code, "tls_failed");
    EXPECT_EQ(failed(f).kind, ErrorKind::invalid);
  }
}

TEST(CurlFailure, LossAfterSendingIsUnknownAndBeforeItTemporary) {
  for (const int code :
       {CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY,
        CURLE_BAD_CONTENT_ENCODING, CURLE_OPERATION_TIMEDOUT, CURLE_PARTIAL_FILE, CURLE_OUT_OF_MEMORY}) {
    CurlFacts f = facts(code);
    EXPECT_EQ(failed(f).kind, ErrorKind::temporary) << code;
    f.request_sent = true;
    EXPECT_EQ(failed(f).kind, ErrorKind::unknown) << code;
  }
}

TEST(CurlFailure, CutAnswerSaysHowMuchCame) {
  CurlFacts f = facts(CURLE_PARTIAL_FILE);
  f.request_sent = true;
  f.answer_began = true;
  f.body_bytes = 512;
  EXPECT_EQ(failed(f).message, "the answer of shop.example:443 was cut off after 512 bytes");
}

TEST(CurlFailure, ConnectTimeOutSaysHowLong) {
  CurlFacts f = facts(CURLE_OPERATION_TIMEDOUT);
  f.connect_timeout = milliseconds(10'000);
  EXPECT_EQ(failed(f).message, "timed out after 10 seconds connecting to shop.example:443");
  EXPECT_EQ(failed(f).code, "timed_out");
}

TEST(CurlFailure, NoMessageRepeatsTheQuery) {
  for (int code = 1; code < CURL_LAST; ++code) {
    const auto error = failed(facts(code));
    EXPECT_EQ(error.message.find("s3cret"), std::string::npos) << code;
    EXPECT_FALSE(error.code.empty());
    EXPECT_FALSE(error.message.empty());
  }
}

}  // namespace
}  // namespace ordersync::http
