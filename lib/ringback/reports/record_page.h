// A page of the records behind a figure.
#ifndef RINGBACK_REPORTS_RECORD_PAGE_H_
#define RINGBACK_REPORTS_RECORD_PAGE_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/status/statusor.h"
#include "ringback/reports/fact.h"
#include "ringback/reports/grouping.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

// Where a record stands in a list: by time, then so that no two are in one place.
struct RecordPlace {
  int64_t time_us = 0;
  int64_t row = 0;
  std::string collection;
  std::string tenant;

  auto Key() const { return std::tie(time_us, row, collection, tenant); }
  bool operator<(const RecordPlace& other) const { return Key() < other.Key(); }

  // As text for a page token, and back. INVALID_ARGUMENT when `text` is none.
  std::string ToText() const;
  static absl::StatusOr<RecordPlace> FromText(std::string_view text);
};

// Which records of a figure are on a page.
struct RecordQuery {
  FigureCode code = v1::ReportFigure::CODE_UNSPECIFIED;
  Grouping* grouping = nullptr;  // nullptr: of all groups
  std::string_view group_key;
  bool show_total = false;
  RecordPlace after;  // only records behind it
  size_t rows = 0;
};

// Keeps the first records of a figure. Facts may come in any order.
class RecordPage : public FactSink {
 public:
  // `query`, and what is in it, must outlive this.
  explicit RecordPage(const RecordQuery& query) : query_(query) {}

  void Take(const Subject& subject, const Fact& fact) override;

  // Whether there are as many as fit, and one more.
  bool full() const { return records_.size() > query_.rows; }

  // The page, and the place of its last record when there are more behind it, else "".
  v1::ListReportRecordsResponse TakePage(std::string* last) const;

 private:
  struct Kept {
    RecordPlace place;
    int64_t resource = 0;
    bool counted = false;
    int64_t value = 0;

    bool operator<(const Kept& other) const { return place < other.place; }
  };

  const RecordQuery& query_;
  std::set<Kept> records_;
};

}  // namespace ringback

#endif  // RINGBACK_REPORTS_RECORD_PAGE_H_
