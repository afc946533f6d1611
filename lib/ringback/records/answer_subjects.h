// Whom an answer names.
#ifndef RINGBACK_RECORDS_ANSWER_SUBJECTS_H_
#define RINGBACK_RECORDS_ANSWER_SUBJECTS_H_

#include <set>
#include <string>

#include "google/protobuf/message.h"

namespace ringback {

// The resource names of callers and the numbers in E.164 that stand anywhere in the strings of
// `answer`, also within a text.
std::set<std::string> SubjectsOf(const google::protobuf::Message& answer);

}  // namespace ringback

#endif  // RINGBACK_RECORDS_ANSWER_SUBJECTS_H_
