// A row of a contact export as a caller.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_H_

#include "absl/status/statusor.h"
#include "apps/ringback/contacts/columns.h"
#include "apps/ringback/contacts/csv_reader.h"
#include "ringback/v1/caller.pb.h"

namespace ringback::cli {

// The caller that a row is about, with one external id: the record's id in the program that wrote
// the file or, when the row has none, a hash of who it is (names, company, first e-mail address,
// first number), so that the same row always means the same caller. INVALID_ARGUMENT, without the
// line, for a row that cannot be read: cells that are not UTF-8, more cells than headers, nothing
// that tells who it is. Numbers and lengths are for the server to check.
absl::StatusOr<v1::Caller> ReadContact(const Columns& columns, const CsvRecord& record);

// Whether a row is no contact but the end of a report: "Grand Totals (30 records)".
bool IsReportFooter(const Columns& columns, const CsvRecord& record);

// A note longer than this is cut.
inline constexpr size_t kMaxAnnotationBytes = 1000;

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_H_
