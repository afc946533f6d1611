// What a server shows of itself over TLS, and what can be put in its place while it runs.
#ifndef RINGBACK_SERVICE_TLS_CREDENTIALS_H_
#define RINGBACK_SERVICE_TLS_CREDENTIALS_H_

#include <cstdint>
#include <memory>
#include <mutex>

#include "grpc/grpc_security.h"
#include "grpcpp/security/server_credentials.h"
#include "ringback/tls_files.h"

namespace ringback {

// The certificate, its key and the authorities of clients, which every handshake asks for. Serves
// one listener. Must outlive the server that it is given to. Safe from any thread.
class TlsCredentials {
 public:
  // With a `ca` clients must show a certificate, now and after every Replace().
  explicit TlsCredentials(TlsTexts texts);

  // For a server; call it once.
  std::shared_ptr<grpc::ServerCredentials> ForServer();

  // Connections that come from now on see `texts`, which were read by ReadTlsFiles(); those that
  // are there keep what they have. `texts` has a `ca` if and only if the first ones had.
  void Replace(TlsTexts texts);

 private:
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config);

  const bool asks_for_certificates_;
  std::mutex mutex_;
  TlsTexts texts_;
  bool is_new_ = true;  // gRPC has not fetched it yet
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_TLS_CREDENTIALS_H_
