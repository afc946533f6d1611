// The log of ringbackd: one line a message, whatever others have put into it.
#ifndef RINGBACK_APPS_RINGBACKD_LOG_LINES_H_
#define RINGBACK_APPS_RINGBACKD_LOG_LINES_H_

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace ringback {

// `text` as one line that does nothing to what shows it: line ends, control characters, what
// changes the direction of text and bytes that are not UTF-8 are written as "\x0a" or "\u{202e}".
// At most the first 2,000 bytes; "…" marks the cut.
std::string EscapeForLog(std::string_view text);

// Lets a few messages through at once and then some a second, and counts the others. Safe from any
// thread.
class LogRate {
 public:
  using Clock = std::chrono::steady_clock;

  LogRate(int burst, int each_second) : most_(burst), each_second_(each_second), left_(burst) {}

  // Whether a message may be written now. `left_out` becomes how many were not since the last that
  // was.
  bool Take(Clock::time_point now, int* left_out);

 private:
  const double most_;
  const double each_second_;
  std::mutex mutex_;
  double left_;
  Clock::time_point since_ = Clock::time_point();
  int left_out_ = 0;
};

// Makes spdlog write to standard error, "TIME LEVEL TEXT", and what gRPC says as well, which may be
// about what a client sent and come as often as clients like: of that a few lines a second.
void SetUpLog();

}  // namespace ringback

#endif  // RINGBACK_APPS_RINGBACKD_LOG_LINES_H_
