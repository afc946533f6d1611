// The customers: who they are and how they behave. All of it is made up.
#ifndef TESTS_SIMULATE_CUSTOMER_H_
#define TESTS_SIMULATE_CUSTOMER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ringback/v1/lead.pb.h"
#include "tests/bench/make_data_random.h"

namespace ringback::simulate {

// When somebody is near their telephone.
enum class Habit { kEvenings, kDays, kMobile };

// What is wrong with the number that a lead came with.
enum class Dud { kNone, kNoNumber, kWrongNumber, kNotInService };

// From which line somebody rings.
enum class Line { kOwn, kSecond, kHousehold, kUnknown, kWithheld };
inline constexpr int kLines = 5;

// A customer, before they have met us. The same for the same seed, whatever we do.
struct Customer {
  uint64_t seed = 0;  // of what they do later; see Draw
  std::string given_name;
  std::string family_name;
  std::string zone_name;
  absl::TimeZone zone;
  std::string number;            // E.164; empty for Dud::kNoNumber
  std::string second_number;     // another of theirs that we know; may be empty
  std::string household_number;  // of another member, whom we know; may be empty
  std::string unknown_number;    // a line that nobody has told us of
  std::string email;             // may be empty
  std::string address;           // may be empty
  v1::Lead::Source source = v1::Lead::SOURCE_UNSPECIFIED;
  std::string source_name;
  std::string campaign;
  std::string interest;  // as it fits after "about"
  int64_t value = 0;     // cents
  absl::Time arrives;    // when they first turn to us

  Dud dud = Dud::kNone;
  Habit habit = Habit::kMobile;
  bool has_machine = false;
  bool withholds = false;
  // The touch at which they begin to answer a call from a number that they do not know.
  int touches_needed = 1;
  int talks_needed = 1;  // conversations, visits with them, until they decide
  bool buys = false;
  absl::Time waits_until;  // then they have bought elsewhere
  bool asks_not_to_call = false;
  bool refuses = false;
};

// What a customer draws for. The `count`th draw of each kind is the same in every run, so that two
// runs differ by what we do and not by their luck.
enum class Chance { kRing, kReturn, kReturnLine, kTalk, kPromise, kSlot, kSecondTry };
bench::SampleRandom Draw(const Customer& customer, Chance chance, int64_t count);

// Those who turn to us on a day, in the order of the time; `first` is the number of the first.
std::vector<Customer> CustomersOf(uint64_t seed, absl::CivilDay day, int64_t count, int64_t first);

// How likely somebody is near their telephone, 0 to 1.
double ChanceAtHome(const Customer& customer, absl::Time time);

// The number that they ring from; "anonymous" when it is withheld.
std::string NumberOf(const Customer& customer, Line line);
// The line that they take the `count`th time.
Line LineOf(const Customer& customer, int64_t count);

}  // namespace ringback::simulate

#endif  // TESTS_SIMULATE_CUSTOMER_H_
