// How much work code does, counted and not timed: the same input is the same work on any machine,
// however busy it is.
//
// Sources that are compiled with -fsanitize-coverage=trace-pc (see BUILD) add one for each block of
// their code that runs. What the C library is asked to look through, to compare or to move adds its
// bytes, whoever asks: a find() that begins at the same place again and again is work, too.
#ifndef RINGBACK_TESTS_UNIT_TEXT_WORK_COUNTER_H_
#define RINGBACK_TESTS_UNIT_TEXT_WORK_COUNTER_H_

#include <cstdint>

namespace ringback::test {

// The work of the whole program so far. For tests of one thread.
uint64_t WorkDone();

}  // namespace ringback::test

#endif  // RINGBACK_TESTS_UNIT_TEXT_WORK_COUNTER_H_
