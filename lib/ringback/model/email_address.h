// E-mail addresses.
#ifndef RINGBACK_MODEL_EMAIL_ADDRESS_H_
#define RINGBACK_MODEL_EMAIL_ADDRESS_H_

#include <string_view>

namespace ringback {

// Whether `text` can be an e-mail address. RFC 5321 allows nearly anything before the @; what an
// address never has is white space, a control character, or nothing around the @.
bool IsEmailAddress(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_MODEL_EMAIL_ADDRESS_H_
