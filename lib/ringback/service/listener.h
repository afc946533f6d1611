// The sockets that a server listens on, and the thread that takes connections from them.
#ifndef RINGBACK_SERVICE_LISTENER_H_
#define RINGBACK_SERVICE_LISTENER_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ringback/network_address.h"
#include "ringback/service/memory_growth.h"

namespace ringback {

// A descriptor that is closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return fd_; }

 private:
  int fd_;
};

// Takes connections and hands them on. gRPC's own listener leaves its socket for good once a
// connection cannot be taken for want of a descriptor; this one closes those that are too many, so
// that descriptors are left for all else, and goes on whatever happens.
class Listener {
 public:
  struct Options {
    // How many connections there may be at a time. Other descriptors that the process opens
    // meanwhile count as well.
    size_t max_connections = 0;
    // Takes a connection over: its descriptor, and whether it came over a Unix socket.
    std::function<void(int fd, bool is_unix)> take;
    // Told when no further connection can be taken, and when it can be again.
    std::function<void(bool accepting)> tell;
    // A line for the log.
    std::function<void(std::string_view line)> log;
    // Memory that the process may take within a minute (bytes). Beyond that connections are closed
    // that sent much and were answered nothing: they begin calls and never end them, which gRPC
    // shows to nobody. Beyond half as much again also those that were answered least.
    int64_t max_growth = std::numeric_limits<int64_t>::max();
  };

  // Listens. UNAVAILABLE, which names the address, when one is taken or this machine does not have
  // it. Connections wait until Start().
  static absl::StatusOr<std::unique_ptr<Listener>> Bind(
      const std::vector<ListenAddress>& addresses);

  ~Listener();

  // Where it listens, in the order of Bind(), with the ports that were found.
  const std::vector<std::string>& addresses() const { return addresses_; }

  // Begins to take connections, on a thread of its own that also calls `options`' functions.
  void Start(Options options);

  // Takes no more, closes its sockets and removes their files. Not from its own thread.
  void Stop();

  // Ends the connection from `peer`, as grpc::ServerContext::peer() has it: "ipv4:127.0.0.1:4711".
  // Those of Unix sockets have no name, and stay. Does not wait. From any thread.
  void CutOff(const std::string& peer);

 private:
  struct Socket {
    Descriptor descriptor;
    bool is_unix = false;
    std::string path = "";  // of a file that is removed in the end
    ino_t inode = 0;
  };

  explicit Listener(Descriptor wake) : wake_(std::move(wake)) {}

  absl::Status Add(const ListenAddress& address);
  absl::Status AddTcp(ListenAddress address);
  absl::Status AddUnix(const ListenAddress& address);
  void Run();
  bool TakeFrom(const Socket& socket);
  void SetAccepting(bool accepting, std::string_view reason);
  bool HasRoom() const;
  void CutOffPeers(const std::vector<std::string>& peers) const;
  void CutOffTheUnanswered(int64_t growth) const;
  void Wake() const;

  const Descriptor wake_;
  std::vector<Socket> sockets_;
  std::vector<std::string> addresses_;
  Options options_;
  int highest_ = 0;  // the first descriptor that no connection may have
  bool accepting_ = true;
  MemoryGrowth growth_;
  std::thread thread_;

  std::mutex mutex_;
  bool stopped_ = false;
  std::vector<std::string> to_cut_off_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_LISTENER_H_
