#include "apps/ringback/contacts/csv_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

constexpr size_t kChunkBytes = 256 * 1024;

// csv_parser::pstate inside a cell; csv.h does not name the states.
constexpr int kCellBegun = 2;

// The delimiter that the header has most of, outside quotes.
char SniffDelimiter(std::string_view text) {
  size_t commas = 0;
  size_t semicolons = 0;
  size_t tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') {
      // Lines without any, such as blank ones before the header, say nothing.
      if (commas + semicolons + tabs > 0) break;
    }
    commas += c == ',' ? 1 : 0;
    semicolons += c == ';' ? 1 : 0;
    tabs += c == '\t' ? 1 : 0;
  }
  if (semicolons > commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}

absl::Status CheckEncoding(std::string_view start) {
  const bool marked = start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
  if (marked || start.substr(0, 4).find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError("the file is UTF-16; save it again as CSV UTF-8");
  }
  if (start.starts_with("PK\x03\x04")) {
    return absl::InvalidArgumentError("the file is a workbook or an archive; save it as CSV UTF-8");
  }
  return absl::OkStatus();
}

// Line breaks inside a cell become '\n', whatever the file uses.
std::string WithPlainBreaks(std::string_view cell) {
  std::string plain;
  plain.reserve(cell.size());
  for (size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\r') {
      plain += cell[i];
    } else if (i + 1 == cell.size() || cell[i + 1] != '\n') {
      plain += '\n';
    }
  }
  return plain;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    const std::string message = absl::StrCat(path, ": ", std::strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::FailedPreconditionError(message);
  }
  std::unique_ptr<CsvReader> reader(new CsvReader(file));
  struct stat status = {};
  if (fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is a folder"));
  }
  const absl::Status begun = reader->Begin();
  if (!begun.ok()) return absl::Status(begun.code(), absl::StrCat(path, ": ", begun.message()));
  return reader;
}

CsvReader::CsvReader(std::FILE* file)
    : file_(file), parser_(std::make_unique<csv_parser>()), buffer_(kChunkBytes) {
  csv_init(parser_.get(), 0);
}

CsvReader::~CsvReader() {
  csv_free(parser_.get());
  std::fclose(file_);
}

// Reads the first chunk, which tells encoding and delimiter.
absl::Status CsvReader::Begin() {
  const size_t size = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  std::string_view start(buffer_.data(), size);
  absl::Status readable = CheckEncoding(start);
  if (!readable.ok()) return readable;
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  char delimiter = SniffDelimiter(start);
  // Spreadsheets write the delimiter into a line of its own.
  if (start.size() > 5 && start.starts_with("sep=") && (start[5] == '\n' || start[5] == '\r')) {
    delimiter = start[4];
    start.remove_prefix(start[5] == '\r' && start.size() > 6 && start[6] == '\n' ? 7 : 6);
    ++line_;
  }
  csv_set_delim(parser_.get(), static_cast<unsigned char>(delimiter));
  failure_ = Parse(start);
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvReader::Next(CsvRecord* record) {
  // What stands before an error is read first.
  while (ready_.empty() && !at_end_ && failure_.ok()) failure_ = Fill();
  if (ready_.empty()) {
    if (!failure_.ok()) return failure_;
    return false;
  }
  *record = std::move(ready_.front());
  ready_.pop_front();
  return true;
}

absl::Status CsvReader::Fill() {
  const size_t size = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  if (size > 0) return Parse({buffer_.data(), size});
  if (std::ferror(file_) != 0) {
    return absl::DataLossError(absl::StrCat("line ", line_, ": ", std::strerror(errno)));
  }
  return Finish();
}

absl::Status CsvReader::Finish() {
  at_end_ = true;
  if (in_record_ && parser_->quoted != 0 && parser_->pstate == kCellBegun) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", current_.line, ": a quotation mark is missing its partner"));
  }
  csv_fini(parser_.get(), OnCell, OnRecord, this);
  return absl::OkStatus();
}

// Goes line by line, because libcsv does not say where a record began.
absl::Status CsvReader::Parse(std::string_view text) {
  while (!text.empty()) {
    if (after_return_ && text.front() == '\n') {
      // The LF of a CRLF: the line was counted with the CR.
      after_return_ = false;
      --line_;
    }
    const size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end == text.npos ? end : end + 1);
    absl::Status status = ParseLine(line);
    if (!status.ok()) return status;
    text.remove_prefix(line.size());
    if (end != std::string_view::npos) ++line_;
    after_return_ = line.back() == '\r';
  }
  return absl::OkStatus();
}

absl::Status CsvReader::ParseLine(std::string_view line) {
  if (!in_record_) {
    current_.line = line_;
    record_bytes_ = 0;
    cell_bytes_ = 0;
    in_record_ =
        line.find_first_not_of(" \t\r\n") != std::string_view::npos || parser_->pstate != 0;
  }
  record_bytes_ += line.size();
  if (csv_parse(parser_.get(), line.data(), line.size(), OnCell, OnRecord, this) != line.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", line_, ": ", csv_strerror(csv_error(parser_.get()))));
  }
  const size_t cell = std::max(cell_bytes_, parser_->pstate == kCellBegun ? parser_->entry_pos : 0);
  if (cell <= kMaxCellBytes && record_bytes_ <= kMaxRecordBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("line ", current_.line, ": ", cell > kMaxCellBytes ? "a cell is" : "a record is",
                   " longer than ", (cell > kMaxCellBytes ? kMaxCellBytes : kMaxRecordBytes) / 1024,
                   " KiB; is a quotation mark missing its partner?"));
}

void CsvReader::OnCell(void* bytes, size_t size, void* self) {
  auto* reader = static_cast<CsvReader*>(self);
  reader->cell_bytes_ = std::max(reader->cell_bytes_, size);
  // What is too long is not kept: ParseLine is about to refuse it.
  const std::string_view cell(static_cast<const char*>(bytes), std::min(size, kMaxCellBytes));
  reader->current_.cells.push_back(WithPlainBreaks(cell));
}

void CsvReader::OnRecord(int /*terminator*/, void* self) {
  auto* reader = static_cast<CsvReader*>(self);
  const int64_t line = reader->current_.line;
  reader->ready_.push_back(std::move(reader->current_));
  reader->current_ = CsvRecord{line, {}};
  reader->in_record_ = false;
}

}  // namespace ringback::cli
