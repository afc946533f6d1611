// HTTP/2 by bytes alone: for what no client library would send.
#ifndef TESTS_SUPPORT_HTTP2_CONNECTION_H_
#define TESTS_SUPPORT_HTTP2_CONNECTION_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ringback::test {

// The kinds of frames (RFC 9113, section 6) and the flags that tests use.
inline constexpr uint8_t kDataFrame = 0;
inline constexpr uint8_t kHeadersFrame = 1;
inline constexpr uint8_t kResetFrame = 3;
inline constexpr uint8_t kSettingsFrame = 4;
inline constexpr uint8_t kPingFrame = 6;
inline constexpr uint8_t kEndStream = 1;
inline constexpr uint8_t kEndHeaders = 4;

using Headers = std::vector<std::pair<std::string, std::string>>;

// One frame. The payload is at most 16,384 bytes, which is what every receiver takes.
std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, std::string_view payload);

// The HEADERS frame that begins a gRPC call of "/package.Service/Method", with further headers.
std::string BeginCall(uint32_t stream, const std::string& path, const Headers& further = {});

// The DATA frame that ends its request. `message` is at most 16,000 bytes.
std::string EndCall(uint32_t stream, std::string_view message, bool compressed = false);

// The RST_STREAM frame with which a client gives a call up.
std::string GiveUp(uint32_t stream);

// A connection to a server at "127.0.0.1:PORT" or "unix:PATH". Used by one thread.
class Http2Connection {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Http2Connection(const std::string& address);
  ~Http2Connection();
  Http2Connection(Http2Connection&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Http2Connection& operator=(Http2Connection&&) = delete;

  bool connected() const { return fd_ >= 0; }

  // Says what every client says first.
  bool Greet();

  // Sends all of it, and meanwhile drops what comes back. False when the other end has closed, or
  // takes nothing for `patience`.
  bool Send(std::string_view bytes, std::chrono::milliseconds patience = std::chrono::seconds(20));

  // Waits at most so long for the first bytes of the other end.
  bool HearsSomething(std::chrono::milliseconds patience);

  // Waits at most so long, and drops what comes, until the other end has closed.
  bool IsClosed(std::chrono::milliseconds patience);

 private:
  bool Drop();

  int fd_ = -1;
};

}  // namespace ringback::test

#endif  // TESTS_SUPPORT_HTTP2_CONNECTION_H_
