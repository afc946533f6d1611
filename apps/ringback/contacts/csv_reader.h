// Reading a CSV file record by record, however large it is.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_CSV_READER_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_CSV_READER_H_

#include <csv.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ringback::cli {

// A record of a CSV file. Blank lines are none.
struct CsvRecord {
  int64_t line = 0;  // the line of the file on which it begins, from 1
  std::vector<std::string> cells;
};

// A CSV file (RFC 4180): with or without a byte order mark; with comma, semicolon or tab between
// the cells, whichever the header has most; with quotes and line breaks in cells; with any line
// ends. The bytes of the cells are not checked. Not safe from several threads.
class CsvReader {
 public:
  // More than this in one cell, or in one record, is a missing quotation mark.
  static constexpr size_t kMaxCellBytes = 64 * 1024;
  static constexpr size_t kMaxRecordBytes = 1024 * 1024;

  // Opens a file. NOT_FOUND or FAILED_PRECONDITION when it cannot be read, INVALID_ARGUMENT when it
  // is UTF-16 or no text.
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(const std::string& path);

  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;
  ~CsvReader();

  // Reads the next record into `record`; false at the end. After an error, which names the line,
  // nothing more can be read: each call gives that error again.
  absl::StatusOr<bool> Next(CsvRecord* record);

  // What stands between the cells.
  char delimiter() const { return static_cast<char>(csv_get_delim(parser_.get())); }

 private:
  explicit CsvReader(std::FILE* file);

  absl::Status Begin();
  absl::Status Fill();
  absl::Status Finish();
  absl::Status Parse(std::string_view text);
  absl::Status ParseLine(std::string_view line);
  static void OnCell(void* bytes, size_t size, void* self);
  static void OnRecord(int terminator, void* self);

  std::FILE* const file_;
  const std::unique_ptr<csv_parser> parser_;
  std::vector<char> buffer_;
  std::deque<CsvRecord> ready_;
  CsvRecord current_;
  size_t record_bytes_ = 0;    // of the record that is being read, line breaks and quotes too
  size_t cell_bytes_ = 0;      // the longest cell of the record
  int64_t line_ = 1;           // the line that is being parsed
  bool after_return_ = false;  // the last byte was CR: a LF belongs to it
  bool in_record_ = false;
  bool at_end_ = false;
  absl::Status failure_;  // given once the records before it are
};

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_CSV_READER_H_
