// What the headers of contact exports mean.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_HEADER_WORDS_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_HEADER_WORDS_H_

#include <string>
#include <string_view>

namespace ringback::cli {

// The programs whose exports are known.
enum class Source { kCsv, kHubSpot, kSalesforce, kGoogle };

// "hubspot": the `system` of external ids.
std::string_view SystemOf(Source source);

// A header as it is compared: case, accents, '_', '-', '.', '/' and runs of blanks do not count.
// "E-Mail" and "e_mail" are "e mail".
std::string NormalHeader(std::string_view header);

// What the column under a normal header holds in an export of `source`, in the words of
// ParseTarget; "" when that is not known.
std::string MeaningOf(std::string_view normal_header, Source source);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_HEADER_WORDS_H_
