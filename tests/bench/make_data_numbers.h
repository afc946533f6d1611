// Telephone numbers for sample data: such as the numbering plans assign, of no one in particular.
#ifndef TESTS_BENCH_MAKE_DATA_NUMBERS_H_
#define TESTS_BENCH_MAKE_DATA_NUMBERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ringback/phone/phone_number.h"
#include "tests/bench/make_data_random.h"

namespace ringback::bench {

// A piece of a country's numbering plan: numbers of `area`, then an exchange, then a line.
struct NumberArea {
  const char* region;  // CLDR
  const char* country_code;
  const char* area;
  int exchange_digits;
  int line_digits;
  bool mobile;
};

// A number and the area that it is of, for spelling it.
struct SampleNumber {
  PhoneNumber number;
  const NumberArea* area = nullptr;
};

// Draws numbers that the library takes for valid ones. Safe from any thread once made.
class NumberPlan {
 public:
  // Asks the library for the exchanges of each area that it takes for valid; some 0.3 s.
  NumberPlan();

  // A number of `region`: US, GB or DE.
  SampleNumber Draw(std::string_view region, bool mobile, SampleRandom* random) const;

 private:
  struct Block {
    const NumberArea* area;
    std::vector<int64_t> exchanges;  // digits with the country code, without the line
  };
  std::vector<Block> blocks_;
};

// Another line of the same switchboard: the last two digits differ.
SampleNumber NeighbourOf(const SampleNumber& number, SampleRandom* random);

// `number` in one of the ways in which people type a number of their own country or, with
// `abroad`, of another.
std::string AsTyped(const SampleNumber& number, bool abroad, SampleRandom* random);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_NUMBERS_H_
