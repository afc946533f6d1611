// The files that TLS needs, read and checked before anybody connects.
#ifndef RINGBACK_TLS_FILES_H_
#define RINGBACK_TLS_FILES_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ringback {

// Paths of PEM files; "" is not given.
struct TlsFiles {
  // Our certificate, followed by those between it and its CA, if there are any.
  std::string certificate;
  // Its private key, without a passphrase.
  std::string key;
  // The certificates of the authorities whose word we take for the other end.
  std::string ca;
};

// What is in the files; "" for one that was not given.
struct TlsTexts {
  std::string certificate;
  std::string key;
  std::string ca;
};

// Reads the files that are given. INVALID_ARGUMENT when one cannot be read or is not what it should
// be, when a certificate comes without its key, and when the key is that of another certificate.
// The error names the file, and as its field `tls_certificate`, `tls_key` or `ca_field`.
absl::StatusOr<TlsTexts> ReadTlsFiles(const TlsFiles& files, std::string_view ca_field);

}  // namespace ringback

#endif  // RINGBACK_TLS_FILES_H_
