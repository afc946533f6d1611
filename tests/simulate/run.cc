#include "tests/simulate/run.h"

#include <algorithm>
#include <cstddef>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ringback/model/timestamps.h"
#include "ringback/reports/iso_week.h"
#include "tests/simulate/audit.h"
#include "tests/simulate/follow_up_desk.h"
#include "tests/simulate/front_desk.h"

namespace ringback::simulate {
namespace {

using v1::ReportFigure;

constexpr size_t kMostBroken = 20;
constexpr const char* kLineNames[kLines] = {"their own number", "another number of theirs",
                                            "a household member's", "a number nobody knows",
                                            "withheld"};

template <typename Request>
Request WholeRun(const Plan& plan) {
  Request request;
  *request.mutable_start_time() = FromMicros(absl::ToUnixMicros(StartOfRun()));
  *request.mutable_end_time() = FromMicros(absl::ToUnixMicros(EndOfRun(plan)));
  return request;
}

int64_t RecordsOf(const Books& books) {
  size_t records = books.callers.size() + books.notes.size() + books.appointments.size() +
                   books.attempts.size() + books.calls.size();
  for (const Story& story : books.stories()) records += story.lead.empty() ? 0 : 1;
  return static_cast<int64_t>(records);
}

void TakeBooks(const Centre& centre, RunResult* result) {
  const Books& books = centre.books;
  result->recognised = books.recognised;
  result->abandoned = books.abandoned;
  result->records = RecordsOf(books);
  for (const Story& story : books.stories()) result->rings += story.calls_made;
  result->leases = books.leases;
  result->vanished = books.vanished;
  result->requests = centre.line.requests();
  result->broken = books.broken();
}

std::string CountText(int64_t count) {
  const std::string digits = absl::StrCat(count);
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string ShareText(int64_t count, int64_t total) {
  if (total == 0) return absl::StrCat(count);
  return absl::StrFormat("%s (%.1f %%)", CountText(count),
                         100.0 * static_cast<double>(count) / static_cast<double>(total));
}

std::string SpanText(double seconds) {
  if (seconds < 90) return absl::StrFormat("%.0f s", seconds);
  if (seconds < 90 * 60) return absl::StrFormat("%.1f min", seconds / 60);
  return absl::StrFormat("%.1f h", seconds / 3600);
}

std::string FigureText(const ReportFigure& figure) {
  switch (figure.unit()) {
    case ReportFigure::UNIT_SHARE:
      return ShareText(figure.count(), figure.total());
    case ReportFigure::UNIT_SECONDS:
      return SpanText(figure.value());
    case ReportFigure::UNIT_MEAN:
      return absl::StrFormat("%.1f", figure.value());
    case ReportFigure::UNIT_MONEY:
      return absl::StrCat(CountText(static_cast<int64_t>(figure.value()) / 100), " ",
                          figure.currency());
    default:
      return CountText(figure.count());
  }
}

// A table of a line a figure and a column a run.
class Table {
 public:
  explicit Table(const std::vector<RunResult>& results) : results_(results) {}

  void Add(std::string_view label, const std::function<std::string(const RunResult&)>& text) {
    absl::StrAppend(&text_, absl::StrFormat("  %-36s", std::string(label)));
    for (const RunResult& result : results_)
      absl::StrAppend(&text_, absl::StrFormat("%18s", text(result)));
    absl::StrAppend(&text_, "\n");
  }
  void AddFigure(std::string_view label, bool of_follow_up, ReportFigure::Code code) {
    Add(label, [&](const RunResult& result) {
      return FigureText(FigureOf(of_follow_up ? result.follow_up : result.conversion, code));
    });
  }
  void AddBreak() { absl::StrAppend(&text_, "\n"); }
  const std::string& text() const { return text_; }

 private:
  const std::vector<RunResult>& results_;
  std::string text_;
};

void AddSold(Table* table) {
  table->AddFigure("leads, without duds", false, ReportFigure::CODE_LEADS);
  table->AddFigure("duds", false, ReportFigure::CODE_DUDS);
  table->AddFigure("leads reached", false, ReportFigure::CODE_LEADS_REACHED);
  table->AddFigure("conversations", false, ReportFigure::CODE_CONVERSATIONS);
  table->AddFigure("advances", false, ReportFigure::CODE_ADVANCES);
  table->AddFigure("conversions", false, ReportFigure::CODE_CONVERSIONS);
  table->AddFigure("of those decided", false, ReportFigure::CODE_CONVERSION_RATE);
  table->AddFigure("value won", false, ReportFigure::CODE_VALUE_WON);
  table->AddBreak();
  table->AddFigure("speed to lead, median", true, ReportFigure::CODE_SPEED_TO_LEAD_MEDIAN);
  table->AddFigure("speed to lead, 90th percentile", true, ReportFigure::CODE_SPEED_TO_LEAD_P90);
  table->AddFigure("untouched leads at the end", true, ReportFigure::CODE_UNTOUCHED_LEADS);
  table->AddFigure("touches", true, ReportFigure::CODE_TOUCHES);
  table->AddFigure("touches to close", true, ReportFigure::CODE_TOUCHES_TO_CLOSE);
  table->AddFigure("promises kept", true, ReportFigure::CODE_PROMISES_KEPT);
  table->AddFigure("callbacks earned, of touches", true, ReportFigure::CODE_CALLBACKS_EARNED);
  table->Add("calls that nobody answered",
             [](const RunResult& result) { return CountText(result.abandoned); });
}

Recognised AllOf(const RunResult& result) {
  Recognised all;
  for (const Recognised& line : result.recognised) {
    all.calls += line.calls;
    all.first += line.first;
    all.on_card += line.on_card;
  }
  return all;
}

void AddRecognised(Table* table) {
  table->Add("return calls answered",
             [](const RunResult& result) { return CountText(AllOf(result).calls); });
  table->Add("who and why was first on the card", [](const RunResult& result) {
    return ShareText(AllOf(result).first, AllOf(result).calls);
  });
  table->Add("further down on the card", [](const RunResult& result) {
    return ShareText(AllOf(result).on_card, AllOf(result).calls);
  });
  for (size_t i = 0; i < kLines; ++i) {
    table->Add(absl::StrCat("  first, from ", kLineNames[i]), [i](const RunResult& result) {
      return absl::StrCat(result.recognised[i].first, " of ", result.recognised[i].calls);
    });
  }
}

std::string CheckedText(const RunResult& result) {
  std::string text =
      absl::StrCat("Cadences ", result.plan.cadences ? "on" : "off", ": ",
                   CountText(result.requests), " requests. Checked: ", CountText(result.rings),
                   " rings (calling hours, do-not-call, nobody on the phone), ",
                   CountText(result.leases), " leases\n  (one holder, caps, ", result.vanished,
                   " agents vanished), ", CountText(result.records),
                   " records against our own books, the reports against them, ", "the queue.\n");
  if (result.broken.empty()) return absl::StrCat(text, "  Everything held.\n");
  absl::StrAppend(&text, "  DID NOT HOLD, ", result.broken.size(), " times:\n");
  for (size_t i = 0; i < std::min(result.broken.size(), kMostBroken); ++i)
    absl::StrAppend(&text, "  - ", result.broken[i], "\n");
  return text;
}

}  // namespace

RunResult Run(const Plan& plan, const std::string& address) {
  Centre centre(plan, address, StartOfRun());
  SetUp(&centre);
  FollowUpDesk follow_up_desk(&centre);
  FrontDesk front_desk(&centre);
  follow_up_desk.Open();
  front_desk.PlanArrivals();
  centre.agenda.RunUntil(EndOfRun(plan));

  RunResult result;
  result.plan = plan;
  const auto conversion =
      centre.line.Ask(&Client::reports, &v1::ReportService::Stub::GetConversionReport,
                      WholeRun<v1::GetConversionReportRequest>(plan));
  const auto follow_up =
      centre.line.Ask(&Client::reports, &v1::ReportService::Stub::GetFollowUpReport,
                      WholeRun<v1::GetFollowUpReportRequest>(plan));
  CheckRecords(&centre);
  CheckReports(conversion, follow_up, &centre);
  result.conversion = conversion.total();
  result.follow_up = follow_up.total();
  TakeBooks(centre, &result);
  return result;
}

std::string ResultText(const std::vector<RunResult>& results) {
  const Plan& plan = results.front().plan;
  std::string text =
      absl::StrCat("Simulated: ", plan.days, " days from Monday, 2025-03-03, ", plan.agents,
                   " agents, ", plan.leads_per_day, " leads on a working day, seed ", plan.seed,
                   ".\n", "Customers and figures are made up: a sample.\n\n");
  Table table(results);
  table.Add("", [](const RunResult& result) {
    return std::string(result.plan.cadences ? "cadences on" : "cadences off");
  });
  AddSold(&table);
  table.AddBreak();
  AddRecognised(&table);
  absl::StrAppend(&text, table.text(), "\n");
  for (const RunResult& result : results) absl::StrAppend(&text, CheckedText(result));
  return text;
}

std::string LastWeek(const Plan& plan) {
  const int whole_weeks = std::max(plan.days / 7, 1);
  return IsoWeekOf(absl::CivilDay(2025, 3, 3) + 7 * (whole_weeks - 1));
}

}  // namespace ringback::simulate
