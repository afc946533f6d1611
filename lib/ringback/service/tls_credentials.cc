#include "ringback/service/tls_credentials.h"

#include <string>
#include <utility>

#include "grpc/grpc.h"

namespace ringback {
namespace {

// gRPC's C++ has no credentials that ask for the certificate at each handshake; its core has.
class CoreCredentials final : public grpc::ServerCredentials {
 public:
  explicit CoreCredentials(grpc_server_credentials* core) : core_(core) {}
  ~CoreCredentials() override { grpc_server_credentials_release(core_); }

  // Nobody here has one.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), core_);
  }

  grpc_server_credentials* const core_;
};

}  // namespace

TlsCredentials::TlsCredentials(TlsTexts texts)
    : asks_for_certificates_(!texts.ca.empty()), texts_(std::move(texts)) {}

std::shared_ptr<grpc::ServerCredentials> TlsCredentials::ForServer() {
  auto* options = grpc_ssl_server_credentials_create_options_using_config_fetcher(
      asks_for_certificates_ ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                             : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
      &TlsCredentials::Fetch, this);
  return std::make_shared<CoreCredentials>(
      grpc_ssl_server_credentials_create_with_options(options));
}

void TlsCredentials::Replace(TlsTexts texts) {
  std::lock_guard lock(mutex_);
  texts_ = std::move(texts);
  is_new_ = true;
}

grpc_ssl_certificate_config_reload_status TlsCredentials::Fetch(
    void* self, grpc_ssl_server_certificate_config** config) {
  auto& credentials = *static_cast<TlsCredentials*>(self);
  std::lock_guard lock(credentials.mutex_);
  if (!std::exchange(credentials.is_new_, false)) {
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  }
  const TlsTexts& texts = credentials.texts_;
  const grpc_ssl_pem_key_cert_pair pair = {texts.key.c_str(), texts.certificate.c_str()};
  // gRPC wants authorities also when it will not ask clients for certificates: then any will do.
  const std::string& authorities = texts.ca.empty() ? texts.certificate : texts.ca;
  *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

}  // namespace ringback
