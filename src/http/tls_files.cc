// OpenSSL's view of a certificate file; see tls_files.h.
#include "http/tls_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <system_error>

#include "http/server.h"

namespace ordersync::http {

namespace {

struct FreeSsl {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};

// The first thing that OpenSSL has noted is the cause: of a file that cannot be opened, the system's error.
base::Error unusable(const std::string& file, std::string why) {
  const unsigned long code = ERR_peek_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) why = std::system_category().message(ERR_GET_REASON(code));
  return {base::ErrorKind::invalid, "tls_files_unusable",
          "Cannot use \"" + file + "\" for TLS: " + why +
              ". A PEM certificate chain and the PEM private key that belongs to it are needed.",
          reason == nullptr ? "" : reason};
}

base::Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return base::Instant();
  return base::Instant(std::chrono::seconds(::timegm(&parts)));
}

std::string subject_of(const X509* certificate) {
  const std::unique_ptr<BIO, FreeSsl> text(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0,
                     XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

base::Result<void> use_tls_files(ssl_ctx_st* context, const std::string& certificate_file,
                                 const std::string& key_file) {
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1)
    return unusable(certificate_file, "it cannot be read or is no certificate chain");
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return unusable(key_file, "it cannot be read, or it is not the key of the certificate");
  if (SSL_CTX_check_private_key(context) != 1)
    return unusable(key_file, "it does not belong to the certificate");
  return {};
}

base::Result<TlsFiles> inspect_tls_files(const std::string& certificate_file, const std::string& key_file) {
  const std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_server_method()));
  if (!context) return unusable(certificate_file, "there is no memory");
  TRY(use_tls_files(context.get(), certificate_file, key_file));
  const X509* const certificate = SSL_CTX_get0_certificate(context.get());
  return TlsFiles{subject_of(certificate), instant_of(X509_get0_notBefore(certificate)),
                  instant_of(X509_get0_notAfter(certificate))};
}

base::Result<void> try_listening(const std::string& address, int port) {
  ServerOptions options;
  options.address = address;
  options.port = port;
  options.threads = 1;
  TRY(Server::start(options, [](const ServerRequest&) { return ServerResponse(); }));
  return {};
}

}  // namespace ordersync::http
