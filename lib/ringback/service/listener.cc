#include "ringback/service/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/service/connection_bytes.h"
#include "ringback/service/limits.h"

namespace ringback {
namespace {

// Connections that are taken from one socket before the others have their turn.
constexpr int kTakenAtOnce = 64;

// How often it looks at what nobody tells it: whether connections can be taken again, and how much
// memory there is.
constexpr int kLookMillis = 100;

// Connections that are closed at a look when memory has grown too fast. A client that says hello
// and waits has sent less than kMuch; one whose calls are answered, with whatever error, has soon
// been sent more.
constexpr size_t kCutOffAtOnce = 8;
constexpr int64_t kMuch = 16 << 10;

// What a process may open where the system does not say.
constexpr rlim_t kUsualDescriptors = 1024;

// How often a free port is looked for that all addresses of one name have free.
constexpr int kPortTries = 16;

std::string Words(int error) { return std::generic_category().message(error); }

absl::Status CannotListen(const ListenAddress& address, int error) {
  return MakeError(
      absl::StatusCode::kUnavailable, v1::ERROR_REASON_INTERNAL,
      absl::StrCat("cannot listen on ", TextOf(address), ": ",
                   error == EADDRINUSE ? "it is taken by another program" : Words(error)));
}

using Resolved = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

absl::StatusOr<Resolved> Resolve(const ListenAddress& address) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(address.host.c_str(), nullptr, &hints, &found);
  if (error != 0) {
    return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_INTERNAL,
                     absl::StrCat("cannot listen on ", TextOf(address), ": ",
                                  error == EAI_SYSTEM ? Words(errno) : gai_strerror(error)));
  }
  return Resolved(found, &freeaddrinfo);
}

void Set(int fd, int level, int option, int value) {
  setsockopt(fd, level, option, &value, sizeof(value));
}

// Whether an address stands before `one` already, as when /etc/hosts has a name twice.
bool IsRepeated(const addrinfo* first, const addrinfo* one) {
  for (; first != one; first = first->ai_next) {
    if (first->ai_addrlen == one->ai_addrlen &&
        std::memcmp(first->ai_addr, one->ai_addr, one->ai_addrlen) == 0) {
      return true;
    }
  }
  return false;
}

void SetPort(sockaddr* address, uint16_t port) {
  if (address->sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(address)->sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in*>(address)->sin_port = htons(port);
  }
}

uint16_t PortOf(int fd) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                             : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

// What connections inherit is set here.
Descriptor OpenSocket(const sockaddr* address, socklen_t size) {
  Descriptor socket(::socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int fd = socket.get();
  if (fd < 0) return socket;
  Set(fd, SOL_SOCKET, SO_RCVBUF, kReceiveBufferBytes);
  if (address->sa_family != AF_UNIX) {
    Set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    Set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    Set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
        static_cast<int>(absl::ToInt64Milliseconds(kUntakenLimit)));
  }
  // "[::]" is every address, also those of IPv4, whatever the system's default is.
  if (address->sa_family == AF_INET6) Set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (bind(fd, address, size) == 0 && listen(fd, SOMAXCONN) == 0) return socket;
  const int error = errno;
  socket = Descriptor();
  errno = error;
  return socket;
}

// Whether somebody listens at a path; what a server that was killed left there nobody does.
bool IsServed(const sockaddr_un& address, socklen_t size) {
  const Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  return connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0 ||
         errno == EAGAIN;
}

// Who is at the other end, as gRPC says it; "" for what is no connection over IP.
std::string PeerNameOf(int fd) {
  sockaddr_storage peer = {};
  socklen_t size = sizeof(peer);
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return "";
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&peer);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof(text));
    return absl::StrCat("ipv4:", text, ":", ntohs(v4->sin_port));
  }
  if (peer.ss_family != AF_INET6) return "";
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&peer);
  if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
    inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, sizeof(text));
    return absl::StrCat("ipv4:", text, ":", ntohs(v6->sin6_port));
  }
  inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof(text));
  return absl::StrCat("ipv6:[", text, "]:", ntohs(v6->sin6_port));
}

// Ends a connection at once: what has come of it is forgotten, so that nothing more of it is read.
void Abort(int fd) {
  sockaddr nobody = {};
  nobody.sa_family = AF_UNSPEC;
  if (connect(fd, &nobody, sizeof(nobody)) != 0) shutdown(fd, SHUT_RDWR);
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

absl::StatusOr<std::unique_ptr<Listener>> Listener::Bind(
    const std::vector<ListenAddress>& addresses) {
  Descriptor wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (wake.get() < 0) return absl::UnavailableError(absl::StrCat("no descriptor: ", Words(errno)));
  auto listener = std::unique_ptr<Listener>(new Listener(std::move(wake)));
  for (const ListenAddress& address : addresses) {
    RINGBACK_RETURN_IF_ERROR(listener->Add(address));
  }
  return listener;
}

absl::Status Listener::Add(const ListenAddress& address) {
  return address.kind == ListenAddress::Kind::kTcp ? AddTcp(address) : AddUnix(address);
}

// All addresses of a name are listened on, but for those of a family that this machine lacks.
absl::Status Listener::AddTcp(ListenAddress address) {
  RINGBACK_ASSIGN_OR_RETURN(const Resolved resolved, Resolve(address));
  const bool any_port = address.port == 0;
  for (int tries = 1;; ++tries) {
    std::vector<Socket> sockets;
    uint16_t port = address.port;
    int error = 0;
    for (const addrinfo* one = resolved.get(); one != nullptr; one = one->ai_next) {
      SetPort(one->ai_addr, port);
      if (IsRepeated(resolved.get(), one)) continue;
      Descriptor socket = OpenSocket(one->ai_addr, one->ai_addrlen);
      if (socket.get() < 0) {
        error = errno;
        if (error == EADDRINUSE) break;
        continue;
      }
      port = PortOf(socket.get());
      sockets.push_back({.descriptor = std::move(socket)});
    }
    if (error == EADDRINUSE && any_port && !sockets.empty() && tries < kPortTries) continue;
    if (sockets.empty() || error == EADDRINUSE) return CannotListen(address, error);
    std::move(sockets.begin(), sockets.end(), std::back_inserter(sockets_));
    address.port = port;
    addresses_.push_back(TextOf(address));
    return absl::OkStatus();
  }
}

absl::Status Listener::AddUnix(const ListenAddress& address) {
  const bool is_file = address.kind == ListenAddress::Kind::kUnixPath;
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path + (is_file ? 0 : 1), address.host.data(), address.host.size());
  const auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + address.host.size());
  struct stat file;
  if (is_file && stat(address.host.c_str(), &file) == 0 && S_ISSOCK(file.st_mode)) {
    if (IsServed(name, size)) return CannotListen(address, EADDRINUSE);
    unlink(address.host.c_str());
  }
  Descriptor socket = OpenSocket(reinterpret_cast<sockaddr*>(&name), size);
  if (socket.get() < 0) return CannotListen(address, errno);
  Socket added{.descriptor = std::move(socket), .is_unix = true};
  if (is_file && stat(address.host.c_str(), &file) == 0) {
    added.path = address.host;
    added.inode = file.st_ino;
  }
  sockets_.push_back(std::move(added));
  addresses_.push_back(TextOf(address));
  return absl::OkStatus();
}

Listener::~Listener() { Stop(); }

void Listener::Start(Options options) {
  options_ = std::move(options);
  rlimit limit = {.rlim_cur = kUsualDescriptors, .rlim_max = kUsualDescriptors};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t allowed = std::min<rlim_t>(limit.rlim_cur, rlim_t{1} << 30);
  const rlim_t reserved = std::min<rlim_t>(kReservedDescriptors, allowed / 4);
  // A new descriptor is the lowest that is free: with it, so many are open.
  const Descriptor next(fcntl(wake_.get(), F_DUPFD_CLOEXEC, 0));
  const auto open = static_cast<rlim_t>(std::max(next.get(), 0));
  highest_ =
      static_cast<int>(std::min<rlim_t>(allowed - reserved, open + options_.max_connections));
  thread_ = std::thread([this] { Run(); });
}

void Listener::Stop() {
  if (thread_.joinable()) {
    {
      std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    Wake();
    thread_.join();
  }
  for (const Socket& socket : sockets_) {
    // Another server may have put its own in the place.
    struct stat file;
    if (!socket.path.empty() && stat(socket.path.c_str(), &file) == 0 &&
        file.st_ino == socket.inode) {
      unlink(socket.path.c_str());
    }
  }
  sockets_.clear();
}

void Listener::CutOff(const std::string& peer) {
  {
    std::lock_guard lock(mutex_);
    // In gRPC's spelling the brackets are escaped.
    to_cut_off_.push_back(absl::StrReplaceAll(peer, {{"%5B", "["}, {"%5D", "]"}}));
  }
  Wake();
}

void Listener::Wake() const { eventfd_write(wake_.get(), 1); }

void Listener::Run() {
  bool resting = false;  // until it looks again; the sockets are left alone meanwhile
  while (true) {
    std::vector<pollfd> polled = {{.fd = wake_.get(), .events = POLLIN, .revents = 0}};
    for (const Socket& socket : sockets_) {
      if (!resting) polled.push_back({socket.descriptor.get(), POLLIN, 0});
    }
    poll(polled.data(), polled.size(), kLookMillis);
    eventfd_t count;
    eventfd_read(wake_.get(), &count);
    std::vector<std::string> peers;
    {
      std::lock_guard lock(mutex_);
      if (stopped_) return;
      peers.swap(to_cut_off_);
    }
    if (!peers.empty()) CutOffPeers(peers);
    const int64_t growth = growth_.Bytes();
    if (growth > options_.max_growth) CutOffTheUnanswered(growth);
    if (!accepting_ && HasRoom()) SetAccepting(true, "connections can be taken again");
    resting = false;
    for (size_t i = 1; i < polled.size(); ++i) {
      if (polled[i].revents != 0 && !TakeFrom(sockets_[i - 1])) resting = true;
    }
  }
}

// Returns false when there is nothing to be done but to wait.
bool Listener::TakeFrom(const Socket& socket) {
  for (int taken = 0; taken < kTakenAtOnce; ++taken) {
    const int fd = accept4(socket.descriptor.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= highest_) {
      close(fd);
      SetAccepting(false, absl::StrCat("there are as many connections as can be, with ", fd,
                                       " descriptors open; further ones are closed"));
    } else if (fd >= 0) {
      options_.take(fd, socket.is_unix);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return true;
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      SetAccepting(false, absl::StrCat("no connection can be taken: ", Words(errno)));
      return false;
    }
    // Everything else is of the one connection, which went before it was taken.
  }
  return true;
}

void Listener::SetAccepting(bool accepting, std::string_view reason) {
  if (std::exchange(accepting_, accepting) == accepting) return;
  options_.log(reason);
  options_.tell(accepting);
}

bool Listener::HasRoom() const {
  const Descriptor next(fcntl(wake_.get(), F_DUPFD_CLOEXEC, 0));
  return next.get() >= 0 && next.get() < highest_;
}

// Which descriptor a connection has only gRPC knows, and it may close it at any time: so it is held
// while it is looked at, and nobody else's can take its place.
void Listener::CutOffPeers(const std::vector<std::string>& peers) const {
  const auto is_one = [&peers](int fd) {
    const std::string name = PeerNameOf(fd);
    return !name.empty() && std::find(peers.begin(), peers.end(), name) != peers.end();
  };
  for (int fd = 0; fd < highest_; ++fd) {
    if (!is_one(fd)) continue;
    const Descriptor held(fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (is_one(held.get())) Abort(held.get());
  }
}

void Listener::CutOffTheUnanswered(int64_t growth) const {
  const bool least_too = growth - options_.max_growth > options_.max_growth / 2;
  std::vector<std::pair<int64_t, std::string>> found;
  for (int fd = 0; fd < highest_; ++fd) {
    const ConnectionBytes bytes = BytesOfConnection(fd);
    if (bytes.came < kMuch) continue;
    const bool is_unanswered = bytes.went < kMuch || (least_too && bytes.came > 4 * bytes.went);
    if (is_unanswered) found.emplace_back(bytes.came - bytes.went, PeerNameOf(fd));
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  if (found.size() > kCutOffAtOnce) found.resize(kCutOffAtOnce);
  std::vector<std::string> peers;
  for (const auto& [bytes, peer] : found) {
    options_.log(absl::StrCat("closed the connection from ", peer, ": memory grows, and it sent ",
                              bytes, " bytes that begin calls and end none"));
    peers.push_back(peer);
  }
  if (!peers.empty()) CutOffPeers(peers);
}

}  // namespace ringback
