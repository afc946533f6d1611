// Random choices for sample data: the same ones on every machine for the same seed.
#ifndef TESTS_BENCH_MAKE_DATA_RANDOM_H_
#define TESTS_BENCH_MAKE_DATA_RANDOM_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace ringback::bench {

// A seeded source of choices. The distributions of <random> differ between standard libraries, so
// only its engine is used. For one thread.
class SampleRandom {
 public:
  explicit SampleRandom(uint64_t seed) : engine_(seed) {}

  // From 0 up to, but not, 1.
  double Unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }

  // From 0 to `count` - 1, each as likely; 0 for no count.
  int64_t Below(int64_t count) { return static_cast<int64_t>(Unit() * static_cast<double>(count)); }

  // From 0 to `count` - 1, low ones more often; 1 is no skew, and with 2 the first hundredth gets
  // a tenth of all.
  int64_t Skewed(int64_t count, double skew) {
    return static_cast<int64_t>(std::pow(Unit(), skew) * static_cast<double>(count));
  }

  // True for `percent` of 100.
  bool Percent(double percent) { return Unit() * 100 < percent; }

  // One of `list`, which is an array or a vector and not empty.
  template <typename List>
  const auto& Pick(const List& list) {
    return list[static_cast<size_t>(Below(static_cast<int64_t>(std::size(list))))];
  }

  template <typename T>
  void Shuffle(std::vector<T>* list) {
    for (size_t i = list->size(); i > 1; --i) {
      std::swap((*list)[i - 1], (*list)[static_cast<size_t>(Below(static_cast<int64_t>(i)))]);
    }
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_RANDOM_H_
