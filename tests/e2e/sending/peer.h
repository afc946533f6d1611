// A program that stands for the other end: a mail server, a webhook's receiver.
#ifndef TESTS_E2E_SENDING_PEER_H_
#define TESTS_E2E_SENDING_PEER_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/struct.pb.h"

namespace ringback::test {

// A Python program of this folder that runs until it goes out of scope. Used by one thread.
class Peer {
 public:
  // Runs `arguments`, the path of the program first; `log` is the file that it writes its lines to.
  // Returns when it listens.
  Peer(const std::vector<std::string>& arguments, std::string log);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int port() const { return port_; }

  // What it wrote so far.
  std::vector<google::protobuf::Struct> Lines() const;

  // Waits until it wrote `count` lines (for which `which` says yes), and returns them; fewer when
  // they do not come within `limit`.
  std::vector<google::protobuf::Struct> WaitForLines(
      size_t count, const std::function<bool(const google::protobuf::Struct&)>& which = nullptr,
      absl::Duration limit = absl::Seconds(20)) const;

 private:
  const std::string log_;
  pid_t pid_ = -1;
  int port_ = 0;
};

// A field of a line, as text; "" when it is not there.
std::string Field(const google::protobuf::Struct& line, const std::string& name);

// Makes a self-signed certificate for 127.0.0.1 and localhost with openssl: FOLDER/cert.pem and
// FOLDER/key.pem.
void MakeCertificate(const std::string& folder);

}  // namespace ringback::test

#endif  // TESTS_E2E_SENDING_PEER_H_
