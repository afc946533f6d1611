// Writing CSV that is safe to open in a spreadsheet (RFC 4180, UTF-8, CR LF).
#ifndef RINGBACK_APPS_RINGBACK_CSV_WRITER_H_
#define RINGBACK_APPS_RINGBACK_CSV_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringback::cli {

// A cell: text, which may be anybody's, or a number.
class CsvCell {
 public:
  // Text on clean lines (see model/one_line.h). What a spreadsheet could take for a formula (it
  // begins with = + - @ in any width, a tab or a line end, also behind blanks) gets a ' before it,
  // as OWASP advises.
  static CsvCell Text(std::string_view text);
  static CsvCell Number(int64_t number);
  // With a point, and as many digits as tell it apart from every other number.
  static CsvCell Number(double number);

  // As it stands in the file, in quotes where it has to be.
  const std::string& written() const { return written_; }

 private:
  explicit CsvCell(std::string written) : written_(std::move(written)) {}

  std::string written_;
};

// One line of a file, with its CR LF.
std::string CsvLine(const std::vector<CsvCell>& cells);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CSV_WRITER_H_
