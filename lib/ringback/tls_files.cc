#include "ringback/tls_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>

#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr char kCertificateField[] = "tls_certificate";
constexpr char kKeyField[] = "tls_key";

template <auto kFree>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Without this OpenSSL asks for the passphrase of a key on the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

Certificate FirstCertificate(const std::string& text) {
  Certificate certificate(PEM_read_bio_X509(Open(text).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return certificate;
}

Key PrivateKey(const std::string& text) {
  Key key(PEM_read_bio_PrivateKey(Open(text).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return key;
}

bool Fits(const std::string& certificate, const std::string& key) {
  const bool fits =
      X509_check_private_key(FirstCertificate(certificate).get(), PrivateKey(key).get()) == 1;
  ERR_clear_error();
  return fits;
}

absl::StatusOr<std::string> ReadFile(const std::string& path, std::string_view field) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  // A file that is empty fails as well, and is then found to hold nothing.
  if (!file.is_open() || errno != 0) {
    return InvalidField(field, Quote(path) + " cannot be read: " +
                                   std::generic_category().message(errno != 0 ? errno : EIO));
  }
  return std::move(text).str();
}

absl::StatusOr<std::string> ReadCertificates(const std::string& path, std::string_view field) {
  if (path.empty()) return "";
  RINGBACK_ASSIGN_OR_RETURN(std::string text, ReadFile(path, field));
  if (FirstCertificate(text) == nullptr) {
    return InvalidField(field, Quote(path) + " has no certificate in PEM form");
  }
  return text;
}

absl::StatusOr<std::string> ReadKey(const std::string& path) {
  if (path.empty()) return "";
  RINGBACK_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kKeyField));
  if (PrivateKey(text) == nullptr) {
    return InvalidField(kKeyField,
                        Quote(path) + " has no private key in PEM form without a passphrase");
  }
  return text;
}

}  // namespace

absl::StatusOr<TlsTexts> ReadTlsFiles(const TlsFiles& files, std::string_view ca_field) {
  if (files.certificate.empty() != files.key.empty()) {
    return InvalidField(files.key.empty() ? kKeyField : kCertificateField,
                        "is missing; a certificate and its key go together");
  }
  TlsTexts texts;
  RINGBACK_ASSIGN_OR_RETURN(texts.certificate,
                            ReadCertificates(files.certificate, kCertificateField));
  RINGBACK_ASSIGN_OR_RETURN(texts.key, ReadKey(files.key));
  RINGBACK_ASSIGN_OR_RETURN(texts.ca, ReadCertificates(files.ca, ca_field));
  if (!texts.key.empty() && !Fits(texts.certificate, texts.key)) {
    return InvalidField(kKeyField, Quote(files.key) + " is not the key of the certificate in " +
                                       Quote(files.certificate));
  }
  return texts;
}

}  // namespace ringback
