// The region of a country as exports write it.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_COUNTRY_REGION_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_COUNTRY_REGION_H_

#include <string>
#include <string_view>

namespace ringback::cli {

// The CLDR region that `country` names: "GB" for "United Kingdom", "UK" or "GB", in English, German
// or the country's own language; "" when it is not known.
std::string RegionOfCountry(std::string_view country);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_COUNTRY_REGION_H_
