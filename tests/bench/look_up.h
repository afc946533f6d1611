// The look-up that the benchmarks time.
#ifndef TESTS_BENCH_LOOK_UP_H_
#define TESTS_BENCH_LOOK_UP_H_

#include <memory>
#include <string>

#include "ringback/engine.h"

namespace ringback::bench {

// Opens the store file at `path`; ends the program when it cannot.
std::unique_ptr<Engine> OpenStore(const std::string& path);

// The serialised card, as gRPC sends it. Ends the program when there is none.
std::string CardOf(Engine& engine, const v1::LookupCallerRequest& request);

// Looks the number up and says whether its card is in memory now. Not all are kept: a card that has
// no room for all candidates is made anew each time.
bool IsKept(Engine& engine, const v1::LookupCallerRequest& request);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_LOOK_UP_H_
