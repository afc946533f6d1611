// Which connections have gone too far.
#ifndef RINGBACK_SERVICE_STRIKES_H_
#define RINGBACK_SERVICE_STRIKES_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace ringback {

// Counts the calls that speak against each connection, and forgets some of them each second. Safe
// from any thread.
class Strikes {
 public:
  using Clock = std::chrono::steady_clock;

  // A connection may have `most` at once, and then `each_second`.
  Strikes(int most, int each_second) : most_(most), each_second_(each_second) {}

  // Counts one of the connection from `peer`. True when it has had too many, for the first time.
  bool Add(const std::string& peer, Clock::time_point now);

 private:
  const int most_;
  const int each_second_;
  std::mutex mutex_;
  Clock::time_point since_ = Clock::now();
  std::map<std::string, int64_t> counts_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_STRIKES_H_
