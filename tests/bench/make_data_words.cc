#include "tests/bench/make_data_words.h"

#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace ringback::bench {
namespace {

constexpr const char* kFirstSyllables[] = {"Ba", "Be", "Bo", "Da", "De", "Do", "Fa", "Fe", "Ga",
                                           "Jo", "Ka", "Ke", "La", "Le", "Lu", "Ma", "Me", "Mi",
                                           "Na", "Ni", "Pa", "Pe", "Ra", "Ro", "Ru", "Sa", "So",
                                           "Ta", "Te", "To", "Va", "Vi", "Wa", "Zo"};
constexpr const char* kLastSyllables[] = {"lo", "na",  "ra", "ri", "da", "do", "mi",  "no",
                                          "la", "lin", "ro", "sa", "so", "ta", "to",  "va",
                                          "vi", "xa",  "zi", "ny", "ko", "ka", "bel", "mon"};
constexpr const char* kPlainlySamples[] = {"Sample", "Test",    "Demo",    "Mock",  "Example",
                                           "Proto",  "Trial",   "Pattern", "Model", "Dummy",
                                           "Stand",  "Fixture", "Draft",   "Study", "Specimen"};
constexpr const char* kEndings[] = {"wood",  "ford",   "berg", "ton",  "field", "man",   "ley",
                                    "well",  "bridge", "by",   "dale", "hurst", "ham",   "worth",
                                    "stone", "brook",  "hill", "gate", "land",  "mond",  "sen",
                                    "stein", "bach",   "hof",  "mann", "er",    "smith", "wright",
                                    "mere",  "combe",  "cote", "den",  "shaw",  "thorpe"};
constexpr const char* kTrades[] = {"Heating",   "Bakery",  "Dental",   "Plumbing", "Joinery",
                                   "Optics",    "Roofing", "Catering", "Legal",    "Movers",
                                   "Insurance", "Gardens", "Motors",   "Print",    "Energy"};
constexpr const char* kPurposes[] = {
    "your autumn heating check",
    "the quote for your new boiler",
    "the date of your fibre installation",
    "the renewal of your service contract",
    "the question that you sent through the web form",
    "your open invoice",
    "the spare part that has arrived",
    "the visit of our engineer",
    "the roof survey that you asked for",
    "the offer for your solar panels",
    "your feedback on last week's repair",
    "the end of your trial month",
    "moving your line to the new flat",
    "the yearly inspection of your lift",
    "the callback that you asked for",
    "your appointment on short notice",
};
constexpr const char* kOffers[] = {
    "Tuesday or Thursday morning",    "a visit this week or next",
    "ten per cent off until Friday",  "a free survey on site",
    "the first month without charge", "an engineer tomorrow afternoon",
    "a call with our specialist",     "the larger plan at the old price",
};
constexpr const char* kCampaigns[] = {"autumn-check", "fibre-east",    "renewals",
                                      "win-back",     "spring-survey", "trial-end"};
constexpr const char* kVoicemails[] = {
    "We called about your appointment. Please ring us back when it suits you.",
    "We have a date to offer for the visit. Please call us back on this number.",
    "Your part is here. Tell us when we may come.",
    "We will try again tomorrow; you can also ring us back at any time.",
};
constexpr const char* kInterests[] = {
    "a new boiler",  "fibre for the office", "a service contract", "solar panels",
    "a roof repair", "moving the line",      "a second opinion",   "a larger plan"};
constexpr const char* kCloseReasons[] = {"signed the offer", "went with somebody else",
                                         "no budget this year", "the need has gone"};
constexpr const char* kNotes[] = {
    "Asked for a morning appointment; somebody is at home until noon.",
    "Compares two offers and decides by the end of the month.",
    "The old contract ends in spring. Wants to know what moving costs.",
    "Was friendly, had little time, prefers to be rung after five.",
    "Wants the quote by e-mail first, then a call about the details.",
    "The neighbour recommended us. Asked about the price of the survey.",
    "Has been without heating for two days; asked whether we can come sooner.",
    "Says that the letter never came. Address checked and confirmed.",
};
constexpr const char* kNeeds[] = {"a fixed price",      "a date before winter",
                                  "one person to call", "no dirt in the hall",
                                  "a written offer",    "peace of mind about the warranty"};

std::string GivenName(int64_t number) {
  constexpr auto kFirst = static_cast<int64_t>(std::size(kFirstSyllables));
  constexpr auto kLast = static_cast<int64_t>(std::size(kLastSyllables));
  return absl::StrCat(kFirstSyllables[number % kFirst], kLastSyllables[number / kFirst % kLast]);
}

std::string FamilyName(int64_t number) {
  constexpr auto kFirst = static_cast<int64_t>(std::size(kPlainlySamples));
  constexpr auto kLast = static_cast<int64_t>(std::size(kEndings));
  return absl::StrCat(kPlainlySamples[number % kFirst], kEndings[number / kFirst % kLast]);
}

constexpr int64_t kManyNames = 1'000'000;

}  // namespace

std::string SampleGivenName(SampleRandom* random) { return GivenName(random->Below(kManyNames)); }
std::string SampleFamilyName(SampleRandom* random) { return FamilyName(random->Below(kManyNames)); }
std::string SampleTown(SampleRandom* random) {
  return absl::StrCat(random->Pick(kPlainlySamples), " ", random->Percent(50) ? "Town" : "Village");
}
std::string SamplePurpose(SampleRandom* random) { return random->Pick(kPurposes); }
std::string SampleOffer(SampleRandom* random) { return random->Pick(kOffers); }
std::string SampleCampaign(SampleRandom* random) { return random->Pick(kCampaigns); }
std::string SampleVoicemail(SampleRandom* random) { return random->Pick(kVoicemails); }
std::string SampleInterest(SampleRandom* random) { return random->Pick(kInterests); }
std::string SampleCloseReason(SampleRandom* random) { return random->Pick(kCloseReasons); }
std::string SampleNote(SampleRandom* random) { return random->Pick(kNotes); }
std::string SampleNeed(SampleRandom* random) { return random->Pick(kNeeds); }

std::string SampleCompany(int64_t number) {
  constexpr auto kMany = static_cast<int64_t>(std::size(kTrades));
  return absl::StrCat(FamilyName(number), " ", kTrades[number % kMany], " ", number + 1);
}

std::string SampleAgentName(int64_t number) { return GivenName(number * 7 + 3); }
std::string SampleAgentId(int64_t number) {
  return absl::StrCat(absl::AsciiStrToLower(SampleAgentName(number)), "-", number + 1);
}

}  // namespace ringback::bench
