// What an import tells while it runs and at its end.
#ifndef RINGBACK_APPS_RINGBACK_IMPORT_REPORT_H_
#define RINGBACK_APPS_RINGBACK_IMPORT_REPORT_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "apps/ringback/contacts/contact_uploader.h"

namespace ringback::cli {

// Counts rows; tells of bad ones as they come, and how far it is, on stderr: on a terminal in one
// line that moves on, elsewhere in a line for every 10,000 rows. With `json` bad rows and the sums
// go to stdout as JSON, one object a line.
class ImportReport {
 public:
  ImportReport(bool json, bool terminal);

  // What became of a row.
  void Add(const RowResult& result);

  // A note that was too long.
  void AddCutNote() { ++cut_notes_; }

  // Prints the sums.
  void Finish();

  int64_t rejected() const { return rejected_; }

  // "imported 1,204: 1,200 new, 2 changed, 2 unchanged; 3 rows were not imported".
  std::string Summary() const;

 private:
  void Reject(const RowResult& result);
  void Progress();
  void ClearProgress();

  const bool json_;
  const bool terminal_;
  const absl::Time start_ = absl::Now();
  absl::Time shown_;
  bool line_is_open_ = false;
  int64_t added_ = 0;
  int64_t changed_ = 0;
  int64_t unchanged_ = 0;
  int64_t rejected_ = 0;
  int64_t cut_notes_ = 0;
};

// 1204 as "1,204".
std::string WithCommas(int64_t number);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_IMPORT_REPORT_H_
