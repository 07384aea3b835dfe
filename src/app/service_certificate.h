// The certificates that services on this store serve with. Each service notes its own, since nobody else can
// read its files; whoever looks for alerts reads what all have noted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/store.h"
#include "base/time.h"

namespace ordersync::app {

struct ServiceCertificate {
  std::string host;
  std::string file;
  std::string subject;                   // "CN = shop.example"; empty where the files cannot be used
  std::optional<base::Instant> ends_at;  // nothing: they cannot be used
  std::string trouble;                   // why, in the owner's words
};

// Reads the files and keeps what they are, as of the service of the worker's data folder on this machine.
// Without files nothing is kept of it any more. Writes only what has changed, and that it was seen at least
// once an hour.
base::Result<void> note_certificate(Worker& worker, const std::string& certificate_file,
                                    const std::string& key_file);

// Of services that were heard of in the last day.
base::Result<std::vector<ServiceCertificate>> service_certificates(Worker& worker);

}  // namespace ordersync::app
