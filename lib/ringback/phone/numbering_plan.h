// What the countries' numbering plans say: libphonenumber, in our words.
#ifndef RINGBACK_PHONE_NUMBERING_PLAN_H_
#define RINGBACK_PHONE_NUMBERING_PLAN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace ringback {

// How a spelling was read.
struct PlanReading {
  enum class Outcome {
    kNumber,
    kNotANumber,
    kNoCountryCode,       // national, and the region is not known
    kUnknownCountryCode,  // "+999 …"
    kTooShort,
    kTooLong,
    kWrongLength,  // between the lengths that the country has
    kNoAreaCode,   // can be dialled only from nearby
  };

  Outcome outcome = Outcome::kNotANumber;
  int64_t digits = 0;     // country code first; set for kNumber alone
  std::string extension;  // set for kNumber alone
  std::string region;     // whose plan was asked; "" when there is none
};

// Reads `spelling` as a number of `region` (CLDR, may be empty) or, with a "+" or an international
// prefix, of any country. A number need only be possible, not assigned, but one with fewer than six
// national digits must be: those are extensions and parts of numbers. What cannot be a national
// number is tried with its country code's "+" put back ("442079460018" in the US). Reading the
// result again gives the same. `spelling` must be short; libphonenumber is slow on long junk.
PlanReading ReadInPlan(std::string_view spelling, std::string_view region);

// What a plan says about a number.
struct PlanEntry {
  std::string national;  // as people of its country write it
  std::string region;    // CLDR, or ""
  int type = 0;          // the values of LineType
  bool valid = false;
};

// Looks up the number with these digits, country code first.
PlanEntry FindInPlan(int64_t digits);

// A number's country code and the type of its line.
struct PlanLine {
  int country_code = 0;  // 0: no country has it
  bool fixed = false;    // a fixed line, or in North America, where it cannot be told, maybe one
};
PlanLine FindLine(int64_t digits);

// Whether `region` is a CLDR region with a numbering plan.
bool HasPlan(std::string_view region);

}  // namespace ringback

#endif  // RINGBACK_PHONE_NUMBERING_PLAN_H_
