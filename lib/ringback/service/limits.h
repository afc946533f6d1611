// What one client, or all of them together, may take of a server. docs/limits.md says the same to
// its users.
#ifndef RINGBACK_SERVICE_LIMITS_H_
#define RINGBACK_SERVICE_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace ringback {

// Connections.

// Descriptors that connections leave to the store, to what is being sent and to gRPC itself, or a
// quarter of those that the process may have, whichever is less.
inline constexpr size_t kReservedDescriptors = 256;

// A client that connects says what it wants to speak within this time, or is hung up on: silence
// must not hold a descriptor for longer.
inline constexpr absl::Duration kHandshakeLimit = absl::Seconds(10);

// A connection on which nothing is heard for kKeepaliveTime is asked whether anybody is there, and
// closed when there is no answer for kKeepaliveLimit: a machine that was switched off says nothing.
inline constexpr absl::Duration kKeepaliveTime = absl::Minutes(2);
inline constexpr absl::Duration kKeepaliveLimit = absl::Seconds(20);

// What was sent and is not taken for so long ends the connection.
inline constexpr absl::Duration kUntakenLimit = absl::Seconds(30);

// Calls.

// Calls of one connection at a time, which HTTP/2 tells a client at its beginning; what it begins
// beyond them waits on its side. A softphone has a handful, a gateway that watches for many
// softphones one for each.
inline constexpr int kMaxCallsOfConnection = 1000;

// Calls of all that wait for an answer; further ones are refused. At some 15 kB a call it bounds
// what a flood of small requests can take, and nobody would wait for the last of so many.
inline constexpr size_t kMaxLiveCalls = 4096;

// Calls of one connection that were given up, that were refused because there were too many, or
// that nobody has many of: watches, health checks, reflection, and methods that are not there; so
// many at once, and then so many a second. Beyond that the connection is closed: beginning a call
// costs a client less than the server (CVE-2023-44487). A client whose deadlines pass gives up a
// few, and a gateway that comes back begins at most kMaxCallsOfConnection watches at once.
inline constexpr int kMaxStrikes = 2000;
inline constexpr int kForgottenStrikes = 500;

// Bytes.

// What gRPC may hold for all connections: requests that are coming in, and its own state. Beyond
// that it closes connections without calls, and then ends calls.
inline constexpr size_t kNetworkMemoryBytes = size_t{320} << 20;

// By how much the process may grow within a minute before the connections that send most and are
// answered least are closed. A client that does not acknowledge the server's settings (RFC 9113
// section 6.5.3) may begin as many calls as it likes, each of 8 kB here and 20 bytes there.
inline constexpr int64_t kMaxGrowthBytes = int64_t{192} << 20;

// What is taken from one connection at a time, and what the system keeps of one until then: a flood
// comes in portions, between which others have their turn.
inline constexpr int kReadBytes = 64 << 10;
inline constexpr int kReceiveBufferBytes = 256 << 10;

}  // namespace ringback

#endif  // RINGBACK_SERVICE_LIMITS_H_
