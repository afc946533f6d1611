#include "tests/unit/phone/spelling_table.h"

namespace ringback::test {

// Close, but another number or none.
std::vector<NearMiss> AllNearMisses() {
  return {
      // One digit off.
      {"+12024561415", "US", "+12024561414", "last digit"},
      {"202-456-1424", "US", "+12024561414", "inner digit"},
      {"2024561514", "US", "+12024561414", "inner digit"},
      {"+22024561414", "US", "+12024561414", "first digit"},
      {"sip:+12024561441@gw.example", "US", "+12024561414", "two digits swapped"},
      {"tel:+1-202-465-1414", "US", "+12024561414", "two digits swapped"},
      {"020 7946 0019", "GB", "+442079460018", "last digit"},
      {"030 23125-001", "DE", "+493023125000", "last digit"},
      {"03-3581-5112", "JP", "+81335815111", "last digit"},
      // A digit more or less.
      {"+120245614141", "US", "+12024561414", "one more"},
      {"+1202456141", "US", "+12024561414", "one less"},
      {"20245614140", "US", "+12024561414", "one more"},
      {"20245614141", "US", "+12024561414", "one more: what it reads as begins with +20"},
      {"030 231250", "DE", "+493023125000", "direct dial 0 is another line"},
      {"030 23125", "DE", "+4930231250", "the base without its direct dial"},
      {"030 231250", "DE", "+493023125", "direct dial 0 is not the base"},
      {"030 2312500", "DE", "+493023125000", "one less"},
      {"01 878780", "AT", "+43187878", "direct dial 0 is another line"},
      // A suffix only.
      {"4561414", "US", "+12024561414", "suffix"},
      {"456-1414", "US", "+12024561414", "suffix"},
      {"sip:4561414@gw.example", "US", "+12024561414", "suffix"},
      {"61414", "US", "+12024561414", "suffix"},
      {"1414", "US", "+12024561414", "suffix"},
      {"79460018", "GB", "+442079460018", "suffix"},
      {"7946 0018", "GB", "+442079460018", "suffix"},
      {"23125000", "DE", "+493023125000", "suffix"},
      {"462 21 11", "CH", "+41584622111", "suffix"},
      {"5550 1234", "AU", "+61255501234", "suffix"},
      {"99001234", "FR", "+33199001234", "suffix"},
      {"3581-5111", "JP", "+81335815111", "suffix"},
      // Another area code.
      {"203-456-1414", "US", "+12024561414", "area"},
      {"(301) 456-1414", "US", "+12024561414", "area"},
      {"0161 7946 0018", "GB", "+442079460018", "area"},
      {"040 23125000", "DE", "+493023125000", "area"},
      {"02 99 00 12 34", "FR", "+33199001234", "area"},
      {"03 5550 1234", "AU", "+61255501234", "area"},
      {"06-3581-5111", "JP", "+81335815111", "area"},
      // Another country: the same digits, read elsewhere.
      {"2024561414", "GB", "+12024561414", "region"},
      {"2024561414", "DE", "+12024561414", "region"},
      {"2024561414", "IN", "+12024561414", "region"},
      {"020 7946 0018", "DE", "+442079460018", "region"},
      {"020 7946 0018", "NL", "+442079460018", "region"},
      {"030 23125000", "AT", "+493023125000", "region"},
      {"030 23125000", "GB", "+493023125000", "region"},
      {"01 99 00 12 34", "AT", "+33199001234", "region"},
      {"+442024561414", "US", "+12024561414", "country code"},
      {"+4912024561414", "DE", "+12024561414", "country code"},
      {"0044 202 456 1414", "GB", "+12024561414", "country code"},
      {"011 52 202 456 1414", "US", "+12024561414", "country code"},
      {"+43 30 23125000", "DE", "+493023125000", "country code"},
      {"+390623125000", "IT", "+39623125000", "Italian zero"},
      {"06 46991", "IT", "+39646991", "Italian zero"},
      // The name, the password, the routing number, the host or the extension is not the number.
      {"\"2024561414\" <sip:+12025550100@gw.example>", "US", "+12024561414", "display name"},
      {"\"Jones 2024561414\" <sip:alice@gw.example>", "US", "+12024561414", "display name"},
      {"sip:+12025550100:2024561414@gw.example", "US", "+12024561414", "password"},
      {"sip:alice@2024561414", "US", "+12024561414", "host"},
      {"sip:+12025550100@gw.example;rn=+12024561414", "US", "+12024561414", "parameter"},
      {"tel:+12025550100;rn=+12024561414", "US", "+12024561414", "parameter"},
      {"tel:+12025550100;isub=2024561414", "US", "+12024561414", "sub-address"},
      {"<sip:+12025550100@gw.example?From=%2B12024561414>", "US", "+12024561414", "header"},
      {"<sip:+12025550100@gw.example>,<tel:+12024561414>", "US", "+12024561414", "second address"},
      {"+1 202 555 0100 ext. 2024561414", "US", "+12024561414", "extension"},
      {"sip:bob2024561414@gw.example", "US", "+12024561414", "account"},
      {"x2024561414", "US", "+12024561414", "word"},
      {"sip:2024561414ab@gw.example", "US", "+12024561414", "account"},
      {"2024561414b", "US", "+12024561414", "stray letter"},
      // A hidden number stays hidden.
      {"*672024561414", "US", "+12024561414", "*67"},
      {"#31#2024561414", "US", "+12024561414", "#31#"},
      {"14102079460018", "GB", "+442079460018", "141"},
      {"1831 02 5550 1234", "AU", "+61255501234", "1831"},
      {"<sip:+12024561414@anonymous.invalid>", "US", "+12024561414", "RFC 3323 4.1.1.3"},
      {"+266696687", "LS", "+26666696687", "keypad"},
      {"17378742833", "US", "+7378742833", "keypad word with a country code"},
  };
}

std::vector<Spelling> AllSpellings() {
  std::vector<Spelling> all = SignalledSpellings();
  for (const auto& more : {InternationalSpellings(), NationalSpellings(), WithheldSpellings()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace ringback::test
