#include "apps/ringback/contacts/country_region.h"

#include <map>

#include "absl/strings/ascii.h"
#include "ringback/model/text.h"
#include "ringback/phone/phone_number.h"

namespace ringback::cli {

std::string RegionOfCountry(std::string_view country) {
  // As Fold() leaves them: no accents, lower case.
  static const auto* regions = new std::map<std::string, const char*>{
      {"argentina", "AR"},
      {"australia", "AU"},
      {"australien", "AU"},
      {"austria", "AT"},
      {"belgien", "BE"},
      {"belgique", "BE"},
      {"belgium", "BE"},
      {"brasil", "BR"},
      {"brasilien", "BR"},
      {"brazil", "BR"},
      {"canada", "CA"},
      {"china", "CN"},
      {"czech republic", "CZ"},
      {"czechia", "CZ"},
      {"danemark", "DK"},
      {"denmark", "DK"},
      {"deutschland", "DE"},
      {"england", "GB"},
      {"espana", "ES"},
      {"finland", "FI"},
      {"finnland", "FI"},
      {"france", "FR"},
      {"frankreich", "FR"},
      {"germany", "DE"},
      {"great britain", "GB"},
      {"grossbritannien", "GB"},
      {"india", "IN"},
      {"indien", "IN"},
      {"ireland", "IE"},
      {"irland", "IE"},
      {"italia", "IT"},
      {"italien", "IT"},
      {"italy", "IT"},
      {"japan", "JP"},
      {"kanada", "CA"},
      {"luxembourg", "LU"},
      {"luxemburg", "LU"},
      {"mexico", "MX"},
      {"mexiko", "MX"},
      {"nederland", "NL"},
      {"netherlands", "NL"},
      {"neuseeland", "NZ"},
      {"new zealand", "NZ"},
      {"niederlande", "NL"},
      {"northern ireland", "GB"},
      {"norway", "NO"},
      {"norwegen", "NO"},
      {"osterreich", "AT"},
      {"poland", "PL"},
      {"polen", "PL"},
      {"polska", "PL"},
      {"portugal", "PT"},
      {"schottland", "GB"},
      {"schweden", "SE"},
      {"schweiz", "CH"},
      {"scotland", "GB"},
      {"south africa", "ZA"},
      {"spain", "ES"},
      {"spanien", "ES"},
      {"suisse", "CH"},
      {"sweden", "SE"},
      {"switzerland", "CH"},
      {"the netherlands", "NL"},
      {"tschechien", "CZ"},
      {"turkei", "TR"},
      {"turkey", "TR"},
      {"turkiye", "TR"},
      {"u.k.", "GB"},
      {"u.s.", "US"},
      {"u.s.a.", "US"},
      {"uk", "GB"},
      {"united kingdom", "GB"},
      {"united states", "US"},
      {"united states of america", "US"},
      {"usa", "US"},
      {"vereinigte staaten", "US"},
      {"vereinigtes konigreich", "GB"},
      {"wales", "GB"},
  };
  const std::string folded = Fold(country);
  const auto found = regions->find(folded);
  if (found != regions->end()) return found->second;
  const std::string code = absl::AsciiStrToUpper(folded);
  const bool is_code = code.size() == 2 && IsDialingRegion(code);
  return is_code ? code : "";
}

}  // namespace ringback::cli
