// Addresses: where a server listens, and where its clients find it.
#ifndef RINGBACK_NETWORK_ADDRESS_H_
#define RINGBACK_NETWORK_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ringback {

// Where a server listens.
struct ListenAddress {
  enum class Kind { kTcp, kUnixPath, kUnixAbstract };

  Kind kind = Kind::kTcp;
  // The path or the abstract name of a Unix socket. For kTcp a name, or an IP address without
  // brackets.
  std::string host;
  uint16_t port = 0;  // of kTcp; 0 is any free one
};

// Reads HOST:PORT, unix:PATH or unix-abstract:NAME. HOST is a name, an IPv4 address of four numbers
// or an IPv6 address in brackets; PORT is 0 to 65535 in digits. INVALID_ARGUMENT for everything
// else; it names `field`, where the address was given.
absl::StatusOr<ListenAddress> ReadListenAddress(std::string_view field, std::string_view text);

// The address as ReadListenAddress() reads it.
std::string TextOf(const ListenAddress& address);

// Whether the name of an address says that only programs of this machine can reach it. A name other
// than "localhost" may be anywhere.
bool IsOfThisMachine(const ListenAddress& address);

// Whether a client can be told to connect to `target`: HOST:PORT with a port of 1 to 65535,
// unix:PATH, unix-abstract:NAME, or another of gRPC's forms with its scheme, as
// "dns:///ringback.example.com:7443", which must have a port as well. INVALID_ARGUMENT names
// `field`.
absl::Status CheckTarget(std::string_view field, std::string_view target);

}  // namespace ringback

#endif  // RINGBACK_NETWORK_ADDRESS_H_
