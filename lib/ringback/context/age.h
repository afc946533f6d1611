// How old something is, as a card counts it.
#ifndef RINGBACK_CONTEXT_AGE_H_
#define RINGBACK_CONTEXT_AGE_H_

#include <cstdint>

namespace ringback {

inline constexpr int64_t kMinuteMicros = int64_t{60} * 1'000'000;
inline constexpr int64_t kHourMicros = 60 * kMinuteMicros;
inline constexpr int64_t kDayMicros = 24 * kHourMicros;

// The step in which an age of `micros` is counted: whole minutes under an hour, whole hours from
// there on. What a card says and how it ranks changes with these steps alone, so that a card holds
// for a while.
constexpr int64_t AgeStep(int64_t micros) {
  return micros < kHourMicros ? kMinuteMicros : kHourMicros;
}

// An age of `micros` (not negative) in whole steps.
constexpr int64_t CountedAge(int64_t micros) { return micros - micros % AgeStep(micros); }

// When the counted age of what happened at `time_us` is next another one than at `at_us`.
constexpr int64_t NextAgeChange(int64_t time_us, int64_t at_us) {
  const int64_t age = at_us - time_us;
  return time_us + CountedAge(age) + AgeStep(age);
}

}  // namespace ringback

#endif  // RINGBACK_CONTEXT_AGE_H_
