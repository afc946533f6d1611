// One client who looks up a caller all the time, and how long each look-up takes.
#ifndef TESTS_LOAD_PROBER_H_
#define TESTS_LOAD_PROBER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ringback::test {

// Looks up a caller 200 times a second on a connection and a thread of its own, and notes what the
// server has in memory. Take() is for one thread.
class Prober {
 public:
  struct Seen {
    size_t look_ups = 0;
    size_t failures = 0;
    double p99_ms = 0;
    double max_ms = 0;
    double most_mb = 0;
    double last_mb = 0;
  };

  // `memory` says what the server has in memory, in bytes.
  Prober(const std::string& address, std::function<int64_t()> memory);
  ~Prober();

  // What was seen since the last Take().
  Seen Take();

 private:
  void Run(const std::string& address);

  const std::function<int64_t()> memory_;
  std::mutex mutex_;
  std::vector<double> times_ms_;
  Seen seen_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace ringback::test

#endif  // TESTS_LOAD_PROBER_H_
