// How much came on a connection, and how much went out on it.
#ifndef RINGBACK_SERVICE_CONNECTION_BYTES_H_
#define RINGBACK_SERVICE_CONNECTION_BYTES_H_

#include <cstdint>

namespace ringback {

// Since the connection was made; both 0 for a descriptor that is no TCP connection.
struct ConnectionBytes {
  int64_t came = 0;
  int64_t went = 0;  // and was acknowledged
};

ConnectionBytes BytesOfConnection(int fd);

}  // namespace ringback

#endif  // RINGBACK_SERVICE_CONNECTION_BYTES_H_
