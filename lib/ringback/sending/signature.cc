#include "ringback/sending/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace ringback {

std::string Signature(std::string_view secret, int64_t seconds, std::string_view body) {
  const std::string text = absl::StrCat(seconds, ".", std::string(body));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &length);
  return absl::StrCat(
      "t=", seconds,
      ",v1=", absl::BytesToHexString(std::string(reinterpret_cast<const char*>(digest), length)));
}

}  // namespace ringback
