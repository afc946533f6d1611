// The words of enumerations as ProtoJSON has them, by number.
// Made from the contract by tools/generate; not to be edited.
#ifndef RINGBACK_BINDINGS_NODE_WORDS_H_
#define RINGBACK_BINDINGS_NODE_WORDS_H_

#include <string_view>

namespace ringback::node {

// clang-format off

inline constexpr std::string_view kVerificationWords[] = {
    "VERIFICATION_UNSPECIFIED",
    "VERIFICATION_NONE",
    "VERIFICATION_A",
    "VERIFICATION_B",
    "VERIFICATION_C",
    "VERIFICATION_FAILED",
};

inline constexpr std::string_view kConfidenceWords[] = {
    "CONFIDENCE_UNSPECIFIED",
    "CONFIDENCE_GUESS",
    "CONFIDENCE_POSSIBLE",
    "CONFIDENCE_LIKELY",
    "CONFIDENCE_KNOWN",
    "CONFIDENCE_CONFIRMED",
};

inline constexpr std::string_view kOutcomeWords[] = {
    "OUTCOME_UNSPECIFIED",
    "OUTCOME_IN_PROGRESS",
    "OUTCOME_NO_ANSWER",
    "OUTCOME_BUSY",
    "OUTCOME_VOICEMAIL",
    "OUTCOME_CONNECTED",
    "OUTCOME_WRONG_NUMBER",
    "OUTCOME_NOT_IN_SERVICE",
    "OUTCOME_REFUSED",
    "OUTCOME_DO_NOT_CALL",
    "OUTCOME_FAILED",
};

inline constexpr std::string_view kChannelWords[] = {
    "CHANNEL_UNSPECIFIED",
    "CHANNEL_CALL",
    "CHANNEL_EMAIL",
    "CHANNEL_SMS",
    "CHANNEL_LETTER",
};

inline constexpr std::string_view kLeadStateWords[] = {
    "STATE_UNSPECIFIED",
    "STATE_NEW",
    "STATE_WORKING",
    "STATE_ADVANCED",
    "STATE_WON",
    "STATE_LOST",
    "STATE_RETURNED",
};

inline constexpr std::string_view kPresenceWords[] = {
    "PRESENCE_UNSPECIFIED",
    "PRESENCE_FREE",
    "PRESENCE_ON_CALL",
    "PRESENCE_AWAY",
};

inline constexpr std::string_view kReasonCodeWords[] = {
    "CODE_UNSPECIFIED",
    "CODE_CONFIRMED_BEFORE",
    "CODE_REJECTED_BEFORE",
    "CODE_NUMBER_OF_CALLER",
    "CODE_DIALED_THIS_NUMBER",
    "CODE_RECENT_ATTEMPT",
    "CODE_SAME_HOUSEHOLD",
    "CODE_SAME_COMPANY",
    "CODE_SAME_NUMBER_BLOCK",
    "CODE_CALLER_ID_SHOWN",
    "CODE_CALLED_FROM_DNIS",
    "CODE_NAME_HINT",
    "CODE_ALREADY_RETURNED",
    "CODE_NUMBER_WAS_WRONG",
};

// clang-format on

}  // namespace ringback::node

#endif  // RINGBACK_BINDINGS_NODE_WORDS_H_
