// Secrets in memory and at rest. libsodium does the cryptography; this file does the key file.
#include "base/secret.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/durable_file.h"
#include "base/random.h"
#include "base/sodium.h"
#include "base/text.h"

namespace ordersync::base {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKeySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kKeySize == 32);

void wipe(std::string& text) {
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

Error unavailable(const std::string& path, const std::string& what, int reason) {
  return {ErrorKind::unavailable,
          "key_file_unavailable",
          "The key file " + printable(path, 400) + " cannot be " + what + ": " + std::strerror(reason),
          {}};
}

// At most `size` bytes; fewer at the end of the file, nothing on an error.
std::optional<std::string> read_up_to(int descriptor, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::read(descriptor, bytes.data() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Result<Secret> read_key(const OpenFile& file, const std::string& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return unavailable(path, "read", errno);
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorKind::unavailable,
                 "key_file_corrupt",
                 "The key file " + printable(path, 400) + " is not a file",
                 {}};
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorKind::unavailable,
                 "key_file_permissions",
                 "The key file " + printable(path, 400) +
                     " may be read by other users: chmod 600 it, and change the keys it protected",
                 {}};
  }
  std::optional<std::string> bytes = read_up_to(file.get(), kKeySize + 1);
  if (!bytes) return unavailable(path, "read", errno);
  if (bytes->size() != kKeySize) {
    wipe(*bytes);
    return Error{
        ErrorKind::unavailable,
        "key_file_corrupt",
        "The key file " + printable(path, 400) + " is not a key of 32 bytes: restore it from the backup",
        {}};
  }
  return Secret(std::move(*bytes));
}

// Makes the key complete and durable under another name first, so that nobody ever reads half a key; who
// comes second finds the first one's.
Result<void> create_key(const std::string& path) {
  SystemRandom random;
  const std::string draft = path + '.' + random_token(random);

  const OpenFile file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return unavailable(path, "made", errno);
  std::string key(kKeySize, '\0');
  randombytes_buf(key.data(), key.size());
  const bool written = write_all(file.get(), key) && ::fsync(file.get()) == 0;
  int reason = errno;
  wipe(key);
  bool placed = false;
  if (written) {
    placed = ::link(draft.c_str(), path.c_str()) == 0;
    reason = errno;
    if (!placed && (reason == EPERM || reason == EOPNOTSUPP || reason == ENOSYS)) {  // no hard links here
      placed = ::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0;
      reason = errno;
    }
  }
  ::unlink(draft.c_str());
  if (!placed && !(written && reason == EEXIST)) return unavailable(path, "made", reason);
  if (!make_durable(folder_of(path))) return unavailable(path, "made durable", errno);
  return {};
}

// What a sealed text is bound to.
std::string bound_to(std::string_view context) {
  return "ordersync:1:" + std::string(context);
}

Error unreadable() {
  return {ErrorKind::unavailable,
          "secret_unreadable",
          "A stored key cannot be read: the key file is not the one it was stored with, or the record was "
          "changed. "
          "Restore the key file, or enter the key again",
          {}};
}

}  // namespace

Secret::Secret(std::string value) : value_(std::move(value)) {
  wipe(value);
}
Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
  wipe(other.value_);
}

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    wipe(value_);
    value_ = other.value_;
  }
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(value_);
    value_ = std::move(other.value_);
    wipe(other.value_);
  }
  return *this;
}

Secret::~Secret() {
  wipe(value_);
}

Result<SecretBox> SecretBox::open(const std::string& path) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.is_open()) {
      TRY_ASSIGN(Secret key, read_key(file, path));
      use_sodium();
      return SecretBox(std::move(key));
    }
    if (errno != ENOENT) return unavailable(path, "read", errno);
    TRY(create_key(path));
  }
  return unavailable(path, "read", ENOENT);
}

std::string SecretBox::seal(const Secret& secret, std::string_view context) const {
  const std::string bound = bound_to(context);
  const std::string& text = secret.reveal();
  std::string sealed(1 + kNonceSize + text.size() + kTagSize, '\0');
  sealed[0] = kVersion;
  unsigned char* const nonce = bytes_of(sealed) + 1;
  randombytes_buf(nonce, kNonceSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceSize, nullptr, bytes_of(text), text.size(),
                                             bytes_of(bound), bound.size(), nullptr, nonce,
                                             bytes_of(key_.reveal()));
  return sealed;
}

Result<Secret> SecretBox::unseal(std::string_view sealed, std::string_view context) const {
  if (sealed.size() < 1 + kNonceSize + kTagSize || sealed[0] != kVersion) return unreadable();
  const std::string bound = bound_to(context);
  const unsigned char* const nonce = bytes_of(sealed) + 1;
  const std::size_t size = sealed.size() - 1 - kNonceSize;
  std::string text(size - kTagSize, '\0');
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(text), nullptr, nullptr,
                                                                nonce + kNonceSize, size, bytes_of(bound),
                                                                bound.size(), nonce, bytes_of(key_.reveal()));
  if (opened != 0) return unreadable();
  return Secret(std::move(text));
}

Sha256Mac SecretBox::mac(std::string_view purpose, std::initializer_list<std::string_view> parts) const {
  Sha256Mac own = hmac_sha256(key_.reveal(), {"ordersync:mac:1:", purpose});
  const Sha256Mac mac = hmac_sha256(as_bytes(own), parts);
  sodium_memzero(own.data(), own.size());
  return mac;
}

}  // namespace ordersync::base
