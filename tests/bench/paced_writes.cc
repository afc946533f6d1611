#include "tests/bench/paced_writes.h"

#include <string>

#include "tests/bench/program.h"

namespace ringback::bench {
namespace {

// A commit takes a millisecond or more on a busy machine, so one thread would not keep the pace.
constexpr size_t kThreads = 8;

using Clock = std::chrono::steady_clock;

}  // namespace

PacedWrites::PacedWrites(Engine& engine, const std::vector<ReturnCall>& calls, double rate)
    : engine_(engine), calls_(calls), interval_(kThreads / rate), begin_(Clock::now()) {
  for (size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { Write(i); });
}

PacedWrites::~PacedWrites() {
  ending_ = true;
  for (std::thread& thread : threads_) thread.join();
}

double PacedWrites::Rate() const {
  const std::chrono::duration<double> passed = Clock::now() - begin_;
  return static_cast<double>(written_) / passed.count();
}

void PacedWrites::Write(size_t thread) {
  const auto interval = std::chrono::duration_cast<Clock::duration>(interval_);
  // The threads take turns within an interval.
  Clock::time_point next =
      begin_ + interval * static_cast<int>(thread) / static_cast<int>(kThreads);
  for (size_t i = thread; !ending_; i += kThreads) {
    std::this_thread::sleep_until(next);
    next += interval;
    const ReturnCall& call = calls_[calls_.size() - 1 - i % calls_.size()];
    const auto recorded = engine_.attempts().RecordAttempt(AttemptOf(call), {});
    if (!recorded.ok()) Die(std::string(recorded.status().message()));
    ++written_;
  }
}

}  // namespace ringback::bench
