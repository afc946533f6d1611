// What an import changes in a caller who is there already.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_DIFF_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_DIFF_H_

#include <cstdint>
#include <string>

#include "ringback/v1/caller.pb.h"

namespace ringback::cli {

// Puts a hash of the imported caller among the annotations ("import.hubspot"), so that the next
// import can tell whether the row has changed, and returns it.
uint64_t MarkImported(v1::Caller* imported);

// The request that brings `stored` in line with `imported`, which MarkImported has marked: the
// fields that differ alone, with the etag that was read. Its mask is empty when nothing is to be
// changed. A row that is as it was at the last import changes nothing, so that what agents have
// corrected since stays. What the row leaves empty stays too, and so do the do-not-call marks of
// numbers, e-mail addresses and annotations that it does not have. Numbers are compared as numbers,
// read in `region`.
v1::UpdateCallerRequest DiffContact(const v1::Caller& stored, const v1::Caller& imported,
                                    const std::string& region);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_DIFF_H_
