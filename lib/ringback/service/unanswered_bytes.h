// What a connection has sent us, and what it was answered.
#ifndef RINGBACK_SERVICE_UNANSWERED_BYTES_H_
#define RINGBACK_SERVICE_UNANSWERED_BYTES_H_

#include <cstdint>

namespace ringback {

// By how many bytes what came on a TCP connection is more than four times what went out on it: 0
// for a client that is answered as it asks, and for a descriptor that is no TCP connection.
int64_t UnansweredBytes(int fd);

}  // namespace ringback

#endif  // RINGBACK_SERVICE_UNANSWERED_BYTES_H_
