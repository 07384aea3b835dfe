// A look at the files that TLS is served with, and whether an address can be listened on, before anybody
// serves.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

struct ssl_ctx_st;

namespace ordersync::http {

struct TlsFiles {
  std::string subject;  // "CN = shop.example"
  base::Instant not_before;
  base::Instant not_after;
};

// Puts the chain and its key into a context of OpenSSL's and sees whether they belong together. Fails with
// "tls_files_unusable", naming the file.
base::Result<void> use_tls_files(ssl_ctx_st* context, const std::string& certificate_file,
                                 const std::string& key_file);
// The same for a look; fails as it does.
base::Result<TlsFiles> inspect_tls_files(const std::string& certificate_file, const std::string& key_file);

// Listens for a moment. Fails with "address_in_use", "address_not_usable", "bad_listen_address".
base::Result<void> try_listening(const std::string& address, int port);

}  // namespace ordersync::http
