// ringbackd as its users run it: a process of its own.
#ifndef TESTS_E2E_SERVER_PROCESS_H_
#define TESTS_E2E_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace ringback::test {

// A ringbackd that runs. Started and ended by one thread. Killed when it goes out of scope.
class ServerProcess {
 public:
  // Runs ringbackd with `arguments` and returns when it listens or has ended. What it says goes to
  // `log`, a file that is started anew. It may have `descriptors` open, and may not raise that; 0:
  // as many as this process.
  ServerProcess(const std::vector<std::string>& arguments, std::string log,
                uint64_t descriptors = 0);
  ~ServerProcess();

  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Whether it listens; if not it has ended.
  bool listens() const { return !addresses_.empty(); }
  // Where, in the order of --listen; ports as they were found.
  const std::vector<std::string>& addresses() const { return addresses_; }

  void Signal(int signal) const;

  // Changes how many descriptors it may have open, from now on.
  void LimitDescriptors(uint64_t descriptors) const;

  // What it has in memory, and the most that it had, in bytes.
  int64_t ResidentBytes() const { return MemoryBytes("VmRSS:"); }
  int64_t PeakBytes() const { return MemoryBytes("VmHWM:"); }

  // Waits until it has ended, at most `limit`. Its exit code; 128 + n for signal n; -1 when it
  // still runs.
  int Wait(absl::Duration limit);

  // Ends it with kill -9.
  void Kill();

  // What it said so far.
  std::string Log() const;

 private:
  bool FindAddresses(size_t count);
  int64_t MemoryBytes(const std::string& kind) const;

  const std::string log_;
  pid_t pid_ = -1;
  int exit_code_ = -1;
  std::vector<std::string> addresses_;
};

}  // namespace ringback::test

#endif  // TESTS_E2E_SERVER_PROCESS_H_
