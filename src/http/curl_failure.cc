// The table of failures. A certificate that is wrong stays wrong, so it is never worth another try; a
// handshake that broke off is a network error like any other.
#include "http/curl_failure.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/x509_vfy.h>

#include <cerrno>

#include "http/units.h"

namespace ordersync::http {
namespace {

using base::ErrorKind;

// Before the request left, nothing can have happened; afterwards nobody knows.
ErrorKind network_kind(const CurlFacts& facts) {
  return facts.request_sent ? ErrorKind::unknown : ErrorKind::temporary;
}

base::Error make(ErrorKind kind, std::string code, std::string message, const CurlFacts& facts) {
  return {kind, std::move(code), std::move(message), fmt::format("curl {}: {}", facts.code, facts.curl_text)};
}

base::Error not_connected(const CurlFacts& facts, const Url& url) {
  const std::string where = host_and_port(url);
  switch (facts.os_error) {
    case ECONNREFUSED:
      return make(ErrorKind::temporary, "connection_refused", "connection refused by " + where, facts);
    case ETIMEDOUT:
      return make(ErrorKind::temporary, "timed_out", "timed out connecting to " + where, facts);
    case ENETUNREACH:
    case EHOSTUNREACH:
      return make(ErrorKind::temporary, "connection_failed",
                  fmt::format("no route to {}: check the network", where), facts);
    default:
      return make(ErrorKind::temporary, "connection_failed", "no connection to " + where, facts);
  }
}

std::string certificate_text(long verify_result, const std::string& host) {
  switch (verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("the certificate of {} has expired: it has to be renewed there", host);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("the certificate of {} is not valid yet: check the clock of this machine", host);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return fmt::format("the certificate of {} is self-signed, so nobody vouches for it", host);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format("the certificate of {} is from an authority that this machine does not know", host);
    case X509_V_ERR_CERT_REVOKED:
      return fmt::format("the certificate of {} has been revoked", host);
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:  // libcurl compares the name before it asks OpenSSL for the verdict
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("the certificate that answers for {} is for another name", host);
    default:
      return fmt::format("the certificate of {} is not valid", host);
  }
}

base::Error cut_off(const CurlFacts& facts, const Url& url) {
  if (facts.answer_began) {
    return make(
        network_kind(facts), "connection_lost",
        fmt::format("the answer of {} was cut off after {} bytes", host_and_port(url), facts.body_bytes),
        facts);
  }
  return make(network_kind(facts), "connection_lost",
              fmt::format("the connection to {} was lost before the answer came", host_and_port(url)), facts);
}

}  // namespace

base::Error failure_of(const CurlFacts& facts, const Url& url) {
  switch (facts.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return make(ErrorKind::temporary, "name_not_found", "name not found: " + url.host, facts);
    case CURLE_COULDNT_CONNECT:
      return not_connected(facts, url);
    case CURLE_OPERATION_TIMEDOUT:
      return make(network_kind(facts), "timed_out",
                  fmt::format("timed out after {} connecting to {}", duration_text(facts.connect_timeout),
                              host_and_port(url)),
                  facts);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return make(ErrorKind::invalid, "tls_failed", certificate_text(facts.verify_result, url.host), facts);
    case CURLE_SSL_CACERT_BADFILE:
      return make(ErrorKind::invalid, "tls_failed", "the file of certificate authorities cannot be read",
                  facts);
    case CURLE_SSL_CONNECT_ERROR:
      return make(ErrorKind::temporary, "tls_failed",
                  fmt::format("no secure connection to {}: does it answer https, with TLS 1.2 or newer?",
                              host_and_port(url)),
                  facts);
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_WRITE_ERROR:
      return cut_off(facts, url);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return make(
          network_kind(facts), "not_http",
          fmt::format("what answers at {} is no web server: check the External API URL", host_and_port(url)),
          facts);
    case CURLE_BAD_CONTENT_ENCODING:
      return make(network_kind(facts), "bad_encoding",
                  fmt::format("the compression of the answer of {} is broken", host_and_port(url)), facts);
    case CURLE_URL_MALFORMAT:
      return make(ErrorKind::invalid, "bad_url", "the URL cannot be used: check the External API URL", facts);
    default:
      return make(network_kind(facts), "connection_failed",
                  fmt::format("the exchange with {} failed (libcurl {})", host_and_port(url), facts.code),
                  facts);
  }
}

}  // namespace ordersync::http
