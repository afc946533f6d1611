// How numbers are spelled, and what each spelling means: one table for all tests that read numbers.
//
// The numbers are those that the countries set aside for fiction (NANP 555-01XX; Ofcom's, ACMA's,
// PTS's, ARCEP's and the Bundesnetzagentur's drama numbers), or well-known public ones.
#ifndef TESTS_UNIT_PHONE_SPELLING_TABLE_H_
#define TESTS_UNIT_PHONE_SPELLING_TABLE_H_

#include <vector>

#include "ringback/phone/phone_number.h"

namespace ringback::test {

using Kind = ReadNumber::Kind;

// One spelling of one number, as signalling or a person gives it.
struct Spelling {
  const char* text;
  const char* region;     // where it is read
  const char* e164;       // "" unless `kind` is kNumber
  const char* extension;  // "" for none
  Kind kind;
  const char* rule;  // what says so
};

// A spelling that looks like a number that it must not be read as.
struct NearMiss {
  const char* text;
  const char* region;
  const char* not_e164;
  const char* rule;
};

// SIP and tel URIs, name-addrs, parameters, escapes.
std::vector<Spelling> SignalledSpellings();
// With a country code: a plus, an international prefix, or bare.
std::vector<Spelling> InternationalSpellings();
// As people of a country write their own numbers.
std::vector<Spelling> NationalSpellings();
// Withheld and unreadable.
std::vector<Spelling> WithheldSpellings();

// All of the above.
std::vector<Spelling> AllSpellings();
std::vector<NearMiss> AllNearMisses();

}  // namespace ringback::test

#endif  // TESTS_UNIT_PHONE_SPELLING_TABLE_H_
