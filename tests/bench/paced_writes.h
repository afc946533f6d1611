// Durable writes at a steady rate, beside something else that is measured.
#ifndef TESTS_BENCH_PACED_WRITES_H_
#define TESTS_BENCH_PACED_WRITES_H_

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "ringback/engine.h"
#include "tests/bench/numbers_file.h"

namespace ringback::bench {

// Records attempts from several threads, from its construction to its destruction.
class PacedWrites {
 public:
  // Rings the callers of `calls` from the last on. `rate` is in writes a second over all threads.
  // Both references must outlive this.
  PacedWrites(Engine& engine, const std::vector<ReturnCall>& calls, double rate);
  ~PacedWrites();

  // Writes a second that became durable until now. Ends the program if one failed.
  double Rate() const;

 private:
  void Write(size_t thread);

  Engine& engine_;
  const std::vector<ReturnCall>& calls_;
  const std::chrono::duration<double> interval_;  // between two writes of one thread
  const std::chrono::steady_clock::time_point begin_;
  std::atomic<bool> ending_ = false;
  std::atomic<size_t> written_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_PACED_WRITES_H_
