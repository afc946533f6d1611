#include "tests/support/http2_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace ringback::test {
namespace {

constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr std::string_view kUnix = "unix:";

void AppendNumber(uint64_t number, int bytes, std::string* out) {
  for (int i = bytes - 1; i >= 0; --i) *out += static_cast<char>(number >> (8 * i));
}

// A text of HPACK (RFC 7541, section 5.2), not compressed.
void AppendText(std::string_view text, std::string* out) {
  size_t length = text.size();
  if (length < 127) {
    *out += static_cast<char>(length);
  } else {
    *out += '\x7f';
    for (length -= 127; length >= 128; length >>= 7) {
      *out += static_cast<char>((length & 127) | 128);
    }
    *out += static_cast<char>(length);
  }
  *out += text;
}

void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  *out += '\0';  // a literal that is not indexed
  AppendText(name, out);
  AppendText(value, out);
}

int Dial(const sockaddr* address, socklen_t size) {
  const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, address, size) == 0) return fd;
  if (fd >= 0) close(fd);
  return -1;
}

}  // namespace

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, std::string_view payload) {
  std::string frame;
  AppendNumber(payload.size(), 3, &frame);
  frame += static_cast<char>(type);
  frame += static_cast<char>(flags);
  AppendNumber(stream, 4, &frame);
  frame += payload;
  return frame;
}

std::string BeginCall(uint32_t stream, const std::string& path, const Headers& further) {
  std::string block;
  AppendHeader(":method", "POST", &block);
  AppendHeader(":scheme", "http", &block);
  AppendHeader(":path", path, &block);
  AppendHeader(":authority", "localhost", &block);
  AppendHeader("te", "trailers", &block);
  AppendHeader("content-type", "application/grpc", &block);
  for (const auto& [name, value] : further) AppendHeader(name, value, &block);
  return Frame(kHeadersFrame, kEndHeaders, stream, block);
}

std::string EndCall(uint32_t stream, std::string_view message, bool compressed) {
  std::string payload(1, compressed ? '\1' : '\0');
  AppendNumber(message.size(), 4, &payload);
  payload += message;
  return Frame(kDataFrame, kEndStream, stream, payload);
}

std::string GiveUp(uint32_t stream) {
  return Frame(kResetFrame, 0, stream, std::string("\0\0\0\x08", 4));
}

Http2Connection::Http2Connection(const std::string& address) {
  if (address.compare(0, kUnix.size(), kUnix) == 0) {
    sockaddr_un name = {};
    name.sun_family = AF_UNIX;
    address.copy(name.sun_path, sizeof(name.sun_path) - 1, kUnix.size());
    fd_ = Dial(reinterpret_cast<sockaddr*>(&name), sizeof(name));
    return;
  }
  const size_t colon = address.rfind(':');
  sockaddr_in name = {};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<uint16_t>(std::atoi(address.c_str() + colon + 1)));
  inet_pton(AF_INET, address.substr(0, colon).c_str(), &name.sin_addr);
  fd_ = Dial(reinterpret_cast<sockaddr*>(&name), sizeof(name));
}

Http2Connection::~Http2Connection() {
  if (fd_ >= 0) close(fd_);
}

bool Http2Connection::Greet() {
  return Send(std::string(kPreface) + Frame(kSettingsFrame, 0, 0, ""));
}

// False when the other end has closed.
bool Http2Connection::Drop() {
  char bytes[16384];
  while (true) {
    const ssize_t got = recv(fd_, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (got > 0 || (got < 0 && errno == EINTR)) continue;
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
}

bool Http2Connection::Send(std::string_view bytes, std::chrono::milliseconds patience) {
  while (!bytes.empty()) {
    pollfd polled = {.fd = fd_, .events = POLLIN | POLLOUT, .revents = 0};
    if (poll(&polled, 1, static_cast<int>(patience.count())) <= 0) return false;
    if ((polled.revents & POLLIN) != 0 && !Drop()) return false;
    if ((polled.revents & (POLLERR | POLLHUP)) != 0) return false;
    if ((polled.revents & POLLOUT) == 0) continue;
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool Http2Connection::HearsSomething(std::chrono::milliseconds patience) {
  pollfd polled = {.fd = fd_, .events = POLLIN, .revents = 0};
  char byte;
  return poll(&polled, 1, static_cast<int>(patience.count())) > 0 &&
         recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

bool Http2Connection::IsClosed(std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (Drop()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd polled = {.fd = fd_, .events = POLLIN, .revents = 0};
    poll(&polled, 1, static_cast<int>(left));
  }
  return true;
}

}  // namespace ringback::test
