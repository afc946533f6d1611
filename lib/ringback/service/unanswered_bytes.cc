#include "ringback/service/unanswered_bytes.h"

// The kernel's own header: the C library's tcp_info has no bytes.
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

namespace ringback {

int64_t UnansweredBytes(int fd) {
  tcp_info info = {};
  socklen_t size = sizeof(info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  const auto came = static_cast<int64_t>(info.tcpi_bytes_received);
  const auto went = static_cast<int64_t>(info.tcpi_bytes_acked);
  return std::max<int64_t>(came - 4 * went, 0);
}

}  // namespace ringback
