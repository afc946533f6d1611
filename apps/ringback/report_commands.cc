#include <cstdio>
#include <optional>

#include "absl/strings/str_cat.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/csv_writer.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/figure_text.h"
#include "apps/ringback/report_period.h"
#include "apps/ringback/weekly_page.h"
#include "ringback/model/text.h"
#include "ringback/reports/iso_week.h"

namespace ringback::cli {

namespace {

using Reports = v1::ReportService::Stub;

constexpr size_t kColumnsOfAFile = 80;

std::vector<Flag> FilterFlags() {
  return {
      {"--by", "group_by", "What makes a group"},
      {"--agent", "filter.agent", "Only this agent's"},
      {"--team", "filter.team", "Only this team's"},
      {"--source", "filter.source", "Only what belongs to leads of this source"},
      {"--source-name", "filter.source_name", "Only what belongs to leads of the source named so"},
      {"--campaign", "filter.campaign", "Only this campaign's"}};
}

// The columns of a figure in a file: its own, then what it is made of.
void AddHeadings(const v1::ReportFigure& figure, std::vector<CsvCell>* cells) {
  const auto& codes = *v1::ReportFigure::Code_descriptor();
  std::string name = EnumWords(codes, figure.code());
  for (char& c : name) {
    if (c == ' ') c = '_';
  }
  cells->push_back(CsvCell::Text(name));
  if (figure.unit() == v1::ReportFigure::UNIT_SHARE) {
    cells->push_back(CsvCell::Text(name + "_count"));
    cells->push_back(CsvCell::Text(name + "_total"));
  } else if (figure.unit() == v1::ReportFigure::UNIT_MONEY) {
    cells->push_back(CsvCell::Text(name + "_currency"));
  }
}

void AddCells(const v1::ReportFigure& figure, std::vector<CsvCell>* cells) {
  // An empty cell is not taken for a nought.
  cells->push_back(IsThere(figure) ? CsvCell::Number(figure.value()) : CsvCell::Text(""));
  if (figure.unit() == v1::ReportFigure::UNIT_SHARE) {
    cells->push_back(CsvCell::Number(figure.count()));
    cells->push_back(CsvCell::Number(figure.total()));
  } else if (figure.unit() == v1::ReportFigure::UNIT_MONEY) {
    cells->push_back(CsvCell::Text(figure.currency()));
  }
}

// A line a group, then one of all.
template <typename Report>
std::string ReportCsv(const Report& report) {
  std::vector<CsvCell> headings = {CsvCell::Text("group"), CsvCell::Text("name")};
  for (const v1::ReportFigure& figure : report.total().figures()) AddHeadings(figure, &headings);
  std::string csv = CsvLine(headings);
  const auto add = [&csv](const v1::ReportGroup& group) {
    std::vector<CsvCell> cells = {CsvCell::Text(group.key()), CsvCell::Text(group.display_name())};
    for (const v1::ReportFigure& figure : group.figures()) AddCells(figure, &cells);
    csv += CsvLine(cells);
  };
  for (const v1::ReportGroup& group : report.groups()) add(group);
  add(report.total());
  return csv;
}

// One line a figure.
std::string TotalText(const v1::ReportGroup& total) {
  Table table({"FIGURE", "", "OF"});
  for (const v1::ReportFigure& figure : total.figures()) {
    table.AddRow({std::string(FigureLabel(figure.code())), FigureText(figure), ShareText(figure)});
  }
  return table.Render(TerminalColumns(stdout));
}

// One line a group.
template <typename Report>
std::string GroupsText(const Report& report, v1::ReportDimension by) {
  std::vector<std::string> headings = {EnumWords(*v1::ReportDimension_descriptor(), by)};
  for (char& c : headings[0]) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  for (const v1::ReportFigure& figure : report.total().figures())
    headings.emplace_back(FigureHeading(figure.code()));
  Table table(headings);
  const auto add = [&table](const v1::ReportGroup& group) {
    std::vector<std::string> cells = {group.display_name()};
    for (const v1::ReportFigure& figure : group.figures()) cells.push_back(FigureText(figure));
    table.AddRow(std::move(cells));
  };
  for (const v1::ReportGroup& group : report.groups()) add(group);
  add(report.total());
  return table.Render(TerminalColumns(stdout));
}

absl::Status CheckForm(const Session& session, bool csv) {
  if (!csv || !session.options().json) return absl::OkStatus();
  return absl::InvalidArgumentError("--csv and --json cannot both be given");
}

CLI::Option* AddCsvFlag(CLI::App& app) {
  const std::string help = "Print CSV, for a spreadsheet";
  return app.add_flag("--csv", help);
}

// Adds the verb of a report.
template <typename Request, typename Report>
void AddReport(CLI::App& group, Command* chosen, const VerbText& text,
               Method<Reports, Request, Report> method) {
  CLI::App& app = AddSubcommand(group, text);
  auto bound = BindFlags(app, Request::default_instance(), FilterFlags());
  const auto period = BindPeriod(app);
  CLI::Option* csv = AddCsvFlag(app);
  app.callback([chosen, bound, period, csv, method] {
    *chosen = [bound, period, csv, method](Session& session) -> absl::Status {
      Request request;
      if (absl::Status form = CheckForm(session, csv->count() > 0); !form.ok()) return form;
      if (absl::Status filled = FillRequest(bound, session, &request); !filled.ok()) return filled;
      const absl::StatusOr<Period> span = ReadPeriod(*period, session);
      if (!span.ok()) return span.status();
      *request.mutable_start_time() = ToProto(span->start);
      *request.mutable_end_time() = ToProto(span->end);
      const absl::StatusOr<Report> report = session.Call(method.stub, method.call, request);
      if (!report.ok()) return report.status();
      if (session.options().json) {
        session.Print(ToJson(*report, /*pretty=*/true));
      } else if (csv->count() > 0) {
        session.Print(ReportCsv(*report));
      } else {
        session.Print(PeriodText(*span) + "\n");
        session.Print(request.group_by() == v1::REPORT_DIMENSION_UNSPECIFIED
                          ? TotalText(report->total())
                          : GroupsText(*report, request.group_by()));
      }
      return absl::OkStatus();
    };
  });
}

std::vector<CsvCell> RecordCells(const v1::ReportRecord& record) {
  return {CsvCell::Text(record.resource()),
          CsvCell::Text(absl::FormatTime(absl::RFC3339_full, FromProto(record.record_time()),
                                         absl::UTCTimeZone())),
          CsvCell::Text(record.counted() ? "yes" : "no"), CsvCell::Number(record.value())};
}

// Asks for the records page by page and prints them in the form that was asked for.
absl::Status ListRecords(Session& session, v1::ListReportRecordsRequest request, int limit,
                         bool csv, const Clock& clock) {
  Table table({"RECORD", "WHEN", "COUNTED", "VALUE"});
  if (csv) {
    session.Print(CsvLine({CsvCell::Text("record"), CsvCell::Text("time"), CsvCell::Text("counted"),
                           CsvCell::Text("value")}));
  }
  int left = limit;
  do {
    request.set_page_size(limit == 0 ? 1000 : std::min(left, 1000));
    const auto page = session.Call(&Client::reports, &Reports::ListReportRecords, request);
    if (!page.ok()) return page.status();
    for (const v1::ReportRecord& record : page->records()) {
      if (session.options().json) {
        session.Print(ToJson(record, /*pretty=*/false));
      } else if (session.options().quiet) {
        session.Print(OneLine(record.resource()) + "\n");
      } else if (csv) {
        session.Print(CsvLine(RecordCells(record)));
      } else {
        table.AddRow({record.resource(), ShortTime(FromProto(record.record_time()), clock),
                      record.counted() ? "yes" : "no",
                      record.value() == 0 ? "" : CsvCell::Number(record.value()).written()});
      }
      --left;
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && (limit == 0 || left > 0));
  if (!table.empty()) session.Print(table.Render(TerminalColumns(stdout)));
  PrintMore(session, request.page_token());
  return absl::OkStatus();
}

void AddRecords(CLI::App& group, Command* chosen) {
  CLI::App& app = AddSubcommand(
      group, {"records", "Lists the records behind a figure",
              "ringback report records --figure conversions --by source --group WEB_FORM"});
  std::vector<Flag> flags = FilterFlags();
  flags.push_back({"--figure", "code", "Which figure", true});
  flags.push_back({"--group", "group_key", "Of which group, by its key; with --by"});
  flags.push_back({"--total", "show_total", "Of a share, also what is not counted"});
  auto bound = BindFlags(app, v1::ListReportRecordsRequest::default_instance(), flags);
  const auto period = BindPeriod(app);
  const auto limits = BindLimits(app);
  CLI::Option* csv = AddCsvFlag(app);
  app.callback([chosen, bound, period, limits, csv] {
    *chosen = [bound, period, limits, csv](Session& session) -> absl::Status {
      v1::ListReportRecordsRequest request;
      if (absl::Status form = CheckForm(session, csv->count() > 0); !form.ok()) return form;
      if (absl::Status filled = FillRequest(bound, session, &request); !filled.ok()) return filled;
      const absl::StatusOr<Period> span = ReadPeriod(*period, session);
      if (!span.ok()) return span.status();
      *request.mutable_start_time() = ToProto(span->start);
      *request.mutable_end_time() = ToProto(span->end);
      request.set_page_token(limits->page_token);
      return ListRecords(session, request, limits->limit, csv->count() > 0, span->clock);
    };
  });
}

// One report of one week into `report`.
template <typename Request, typename Report>
absl::Status ReadWeek(Session& session, absl::CivilDay monday, const absl::TimeZone& zone,
                      v1::ReportDimension group_by, Method<Reports, Request, Report> method,
                      Report* report) {
  Request request;
  request.set_parent(session.parent());
  *request.mutable_start_time() = ToProto(absl::FromCivil(monday, zone));
  *request.mutable_end_time() = ToProto(absl::FromCivil(monday + 7, zone));
  request.set_group_by(group_by);
  absl::StatusOr<Report> read = session.Call(method.stub, method.call, request);
  if (!read.ok()) return read.status();
  *report = *std::move(read);
  return absl::OkStatus();
}

constexpr Method<Reports, v1::GetConversionReportRequest, v1::ConversionReport> kConversion{
    &Client::reports, &Reports::GetConversionReport};
constexpr Method<Reports, v1::GetFollowUpReportRequest, v1::FollowUpReport> kFollowUp{
    &Client::reports, &Reports::GetFollowUpReport};
constexpr Method<Reports, v1::GetCoachingReportRequest, v1::CoachingReport> kCoaching{
    &Client::reports, &Reports::GetCoachingReport};

absl::Status ReadWeekReports(Session& session, absl::CivilDay monday, const absl::TimeZone& zone,
                             WeekReports* week) {
  constexpr auto kAll = v1::REPORT_DIMENSION_UNSPECIFIED;
  absl::Status read = ReadWeek(session, monday, zone, kAll, kConversion, &week->conversion);
  if (read.ok()) read = ReadWeek(session, monday, zone, kAll, kFollowUp, &week->follow_up);
  if (read.ok()) read = ReadWeek(session, monday, zone, kAll, kCoaching, &week->coaching);
  return read;
}

// What the company is called.
std::string CompanyOf(Session& session) {
  if (session.tenant_id() == "-") return "All tenants";
  v1::GetTenantRequest request;
  request.set_name(session.parent());
  const auto tenant = session.Call(&Client::tenants, &v1::TenantService::Stub::GetTenant, request);
  if (tenant.ok() && !tenant->display_name().empty()) return tenant->display_name();
  return session.tenant_id();
}

absl::Status ShowWeek(Session& session, const std::string& week) {
  const absl::StatusOr<Clock> clock = ReportClock(session);
  if (!clock.ok()) return clock.status();
  WeeklyReview review;
  const absl::CivilDay this_monday = MondayOf(absl::ToCivilDay(clock->now, clock->zone));
  review.monday = this_monday - 7;
  if (!week.empty()) {
    const std::optional<absl::CivilDay> monday = ParseIsoWeek(week);
    if (!monday.has_value()) return NotAWeek(week);
    review.monday = *monday;
  }
  review.over = review.monday < this_monday;
  absl::Status read = ReadWeekReports(session, review.monday, clock->zone, &review.week);
  if (read.ok()) read = ReadWeekReports(session, review.monday - 7, clock->zone, &review.before);
  if (read.ok()) {
    read = ReadWeek(session, review.monday, clock->zone, v1::REPORT_DIMENSION_AGENT, kConversion,
                    &review.by_agent);
  }
  if (!read.ok()) return read;
  review.company = CompanyOf(session);
  const size_t columns = TerminalColumns(stdout);
  session.Print(WeeklyPage(review, columns == 0 ? kColumnsOfAFile : columns, session.ink()));
  return absl::OkStatus();
}

void AddWeekly(CLI::App& group, Command* chosen) {
  CLI::App& app = AddSubcommand(
      group, {"weekly", "Shows the page for the weekly review: the last week beside the one before",
              "ringback report weekly --week 2026-W47"});
  CLI::Option* week = app.add_option("--week", "Another week than the last whole one: 2026-W47");
  app.callback([chosen, week] {
    const std::string text = week->count() > 0 ? week->results().front() : "";
    *chosen = [text](Session& session) {
      if (session.options().json) {
        return absl::InvalidArgumentError(
            "--json: the page is for reading; ask for conversion, followup and coaching");
      }
      return ShowWeek(session, text);
    };
  });
}

}  // namespace

void AddReportCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "report", "What works: conversations, advances, conversions");
  AddReport(group, chosen,
            {"conversion", "Leads, conversations, advances, conversions, duds",
             "ringback report conversion --by source --from 2026-11-01 --to 2026-12-01"},
            kConversion);
  AddReport(group, chosen,
            {"followup", "Speed to lead, untouched leads, callbacks earned, promises kept",
             "ringback report followup --by agent --week 2026-W47"},
            kFollowUp);
  AddReport(group, chosen,
            {"coaching", "What customers did in conversations",
             "ringback report coaching --by week --from -90d --csv"},
            kCoaching);
  AddRecords(group, chosen);
  AddWeekly(group, chosen);
}

}  // namespace ringback::cli
