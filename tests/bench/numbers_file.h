// The numbers to look up: the file that tools/make-data writes with --numbers.
#ifndef TESTS_BENCH_NUMBERS_FILE_H_
#define TESTS_BENCH_NUMBERS_FILE_H_

#include <string>
#include <vector>

#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/caller_context.pb.h"

namespace ringback::bench {

// A line of the file: somebody whom we rang lately rings back.
struct ReturnCall {
  std::string tenant;  // an id
  std::string ani;     // E.164
  std::string dnis;    // E.164
  std::string caller;  // resource name
};

// Reads "tenant<TAB>ani<TAB>dnis<TAB>caller" lines, in their order. Ends the program when there is
// none.
std::vector<ReturnCall> ReadNumbers(const std::string& path);

// Who is calling?
v1::LookupCallerRequest LookupOf(const ReturnCall& call);

// We rang them again, and nobody answered.
v1::RecordAttemptRequest AttemptOf(const ReturnCall& call);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_NUMBERS_FILE_H_
