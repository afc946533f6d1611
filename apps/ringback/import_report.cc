#include "apps/ringback/import_report.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "apps/ringback/session.h"
#include "apps/ringback/terminal.h"
#include "google/protobuf/struct.pb.h"

namespace ringback::cli {

namespace {

constexpr int64_t kRowsPerLine = 10'000;
constexpr absl::Duration kRefresh = absl::Milliseconds(100);

std::string RowsWere(int64_t rows) {
  return absl::StrCat(WithCommas(rows), rows == 1 ? " row was" : " rows were");
}

}  // namespace

std::string WithCommas(int64_t number) {
  std::string text;
  const std::string digits = std::to_string(number);
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

ImportReport::ImportReport(bool json, bool terminal) : json_(json), terminal_(terminal) {}

void ImportReport::Add(const RowResult& result) {
  switch (result.kind) {
    case RowResult::Kind::kNew:
      ++added_;
      break;
    case RowResult::Kind::kChanged:
      ++changed_;
      break;
    case RowResult::Kind::kUnchanged:
      ++unchanged_;
      break;
    case RowResult::Kind::kRejected:
      Reject(result);
      break;
  }
  Progress();
}

void ImportReport::Reject(const RowResult& result) {
  ++rejected_;
  ClearProgress();
  if (!json_) {
    std::fprintf(stderr, "line %lld: %s\n", static_cast<long long>(result.line),
                 OneLine(result.problem).c_str());
    return;
  }
  google::protobuf::Struct row;
  (*row.mutable_fields())["line"].set_number_value(static_cast<double>(result.line));
  (*row.mutable_fields())["error"].set_string_value(result.problem);
  std::fputs(ToJson(row, /*pretty=*/false).c_str(), stdout);
}

void ImportReport::Progress() {
  const int64_t rows = added_ + changed_ + unchanged_ + rejected_;
  const absl::Time now = absl::Now();
  if (terminal_ ? now - shown_ < kRefresh : rows % kRowsPerLine != 0) return;
  shown_ = now;
  const double seconds = std::max(absl::ToDoubleSeconds(now - start_), 0.001);
  const auto rate = static_cast<int64_t>(static_cast<double>(rows) / seconds);
  std::fprintf(stderr, "%s%s rows, %s a second%s", terminal_ ? "\r\x1b[K" : "",
               WithCommas(rows).c_str(), WithCommas(rate).c_str(), terminal_ ? "" : "\n");
  std::fflush(stderr);
  line_is_open_ = terminal_;
}

void ImportReport::ClearProgress() {
  if (line_is_open_) std::fputs("\r\x1b[K", stderr);
  line_is_open_ = false;
}

std::string ImportReport::Summary() const {
  std::string text = absl::StrCat("imported ", WithCommas(added_ + changed_ + unchanged_), ": ",
                                  WithCommas(added_), " new, ", WithCommas(changed_), " changed, ",
                                  WithCommas(unchanged_), " unchanged");
  if (rejected_ > 0) absl::StrAppend(&text, "; ", RowsWere(rejected_), " not imported");
  if (cut_notes_ > 0) {
    absl::StrAppend(&text, "; ", WithCommas(cut_notes_),
                    cut_notes_ == 1 ? " note was" : " notes were", " cut to 1,000 bytes");
  }
  return text;
}

void ImportReport::Finish() {
  ClearProgress();
  if (!json_) {
    std::puts(Summary().c_str());
    return;
  }
  google::protobuf::Struct sums;
  const auto set = [&sums](const char* name, int64_t count) {
    (*sums.mutable_fields())[name].set_number_value(static_cast<double>(count));
  };
  set("new", added_);
  set("changed", changed_);
  set("unchanged", unchanged_);
  set("rejected", rejected_);
  set("cutNotes", cut_notes_);
  std::fputs(ToJson(sums, /*pretty=*/false).c_str(), stdout);
}

}  // namespace ringback::cli
