#include "apps/ringback/weekly_page.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "apps/ringback/figure_text.h"
#include "ringback/model/resource_name.h"
#include "ringback/reports/iso_week.h"

namespace ringback::cli {

namespace {

using Figure = v1::ReportFigure;

constexpr size_t kFewestColumns = 60;
constexpr size_t kIndent = 2;
constexpr size_t kLabel = 29;
constexpr size_t kValue = 13;
// With less room how a figure moved is left out.
constexpr size_t kNarrowestMove = 14;
constexpr size_t kMostLeads = 10;
constexpr size_t kMostAgents = 12;

// `text` in exactly `columns`: cut, or with blanks behind or before it.
std::string Left(const std::string& text, size_t columns) {
  const std::string cut = CutToColumns(text, columns);
  return cut + std::string(columns - WidthOf(cut), ' ');
}
std::string Right(const std::string& text, size_t columns) {
  const std::string cut = CutToColumns(text, columns);
  return std::string(columns - WidthOf(cut), ' ') + cut;
}

// A bar of `share` of `columns`, in eighths of a column. What is more than nothing shows.
std::string Bar(double share, size_t columns) {
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto most = static_cast<int64_t>(columns) * 8;
  int64_t eighths = std::clamp<int64_t>(std::llround(share * static_cast<double>(most)), 0, most);
  if (share > 0 && eighths == 0) eighths = 1;
  std::string bar;
  for (int64_t i = 0; i < eighths / 8; ++i) bar += "█";
  return bar + kEighths[eighths % 8];
}

// A figure in a column of the page: of money, whole units are enough.
std::string ShortText(const Figure& figure) {
  return figure.unit() == Figure::UNIT_MONEY ? WholeMoneyText(figure.value(), figure.currency())
                                             : FigureText(figure);
}

// Writes the page, a section after the other.
class Page {
 public:
  Page(const WeeklyReview& review, size_t columns, const Ink& ink)
      : review_(review), columns_(std::max(columns, kFewestColumns)), ink_(ink) {}

  std::string Write();

 private:
  void Line(const std::string& line) {
    text_ += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  void Heading(const std::string& heading) { text_ += "\n" + ink_.Bold(heading) + "\n"; }
  std::string Indented(const std::string& line) const {
    return std::string(kIndent, ' ') + CutToColumns(line, columns_ - kIndent);
  }

  void Title();
  void Figures(const v1::ReportGroup& now, const v1::ReportGroup& before,
               const std::vector<Figure::Code>& codes);
  void Funnel();
  void Agents();
  void Closed(const std::string& heading, const Figure& count,
              const google::protobuf::RepeatedPtrField<v1::ReportLead>& leads);
  void Untouched();
  void Duds();

  const WeeklyReview& review_;
  const size_t columns_;
  const Ink ink_;
  std::string text_;
};

std::string DayText(absl::CivilDay day) {
  return absl::FormatTime("%a %e %b", absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

void Page::Title() {
  const std::string week = IsoWeekOf(review_.monday);
  std::string days =
      absl::StrCat(DayText(review_.monday), " to ", DayText(review_.monday + 6), ", ", week);
  if (!review_.over) days += ", so far";
  const std::string company = OneLine(review_.company);
  Line(ink_.Bold(CutToColumns(company, columns_)));
  Line(CutToColumns(days, columns_));
  Line("");
  Line(ink_.Dim(std::string(kIndent + kLabel, ' ') + Right("this week", kValue) +
                Right("week before", kValue)));
}

void Page::Figures(const v1::ReportGroup& now, const v1::ReportGroup& before,
                   const std::vector<Figure::Code>& codes) {
  for (const Figure::Code code : codes) {
    const Figure figure = FigureOf(now, code);
    const Figure earlier = FigureOf(before, code);
    std::string label(FigureLabel(code));
    if (const std::string of = ShareText(figure); !of.empty())
      label = absl::StrCat(Left(label, kLabel - WidthOf(of) - 1), " ", of);
    Move move = Move::kNone;
    const size_t room = columns_ - kIndent - kLabel - 2 * kValue - 2;
    std::string moved = MoveText(figure, earlier, &move);
    moved = room < kNarrowestMove ? "" : CutToColumns(moved, room);
    if (moved.empty()) move = Move::kNone;
    if (move == Move::kBetter) moved = ink_.Good(moved);
    if (move == Move::kWorse) moved = ink_.Alarm(moved);
    Line(std::string(kIndent, ' ') + Left(label, kLabel) +
         ink_.Bold(Right(ShortText(figure), kValue)) + Right(ShortText(earlier), kValue) +
         (moved.empty() ? "" : "  " + moved));
  }
}

void Page::Funnel() {
  const v1::ReportGroup& total = review_.week.coaching.total();
  const Figure assessed = FigureOf(total, Figure::CODE_CALLS_ASSESSED);
  Heading("What customers did");
  Figures(total, review_.before.coaching.total(), {Figure::CODE_CALLS_ASSESSED});
  if (assessed.count() == 0) {
    return Line(Indented("No note names a milestone: there is nothing to coach from."));
  }
  constexpr size_t kCount = 8;
  const size_t bar = std::min<size_t>(columns_ - kIndent - kLabel - 2 * kCount - 2, 40);
  for (int code = Figure::CODE_LET_US_LEAD; code <= Figure::CODE_COMMITTED; ++code) {
    const Figure figure = FigureOf(total, static_cast<Figure::Code>(code));
    const Figure earlier =
        FigureOf(review_.before.coaching.total(), static_cast<Figure::Code>(code));
    Line(std::string(kIndent, ' ') + Left(std::string(FigureLabel(figure.code())), kLabel) +
         ink_.Bold(Right(FigureText(figure), kCount)) + Right(FigureText(earlier), kCount) + "  " +
         ink_.Good(Bar(figure.value(), bar)));
  }
  Figures(total, review_.before.coaching.total(),
          {Figure::CODE_UNSTATED_NEEDS_FOUND, Figure::CODE_INTAKE_COMPLETE});
}

void Page::Agents() {
  std::vector<v1::ReportGroup> agents(review_.by_agent.groups().begin(),
                                      review_.by_agent.groups().end());
  const auto talks = [](const v1::ReportGroup& agent) {
    return FigureOf(agent, Figure::CODE_CONVERSATIONS).count();
  };
  std::erase_if(agents, [&](const v1::ReportGroup& agent) {
    return talks(agent) == 0 && FigureOf(agent, Figure::CODE_ADVANCES).count() == 0 &&
           FigureOf(agent, Figure::CODE_CONVERSIONS).count() == 0;
  });
  if (agents.empty()) return;
  std::stable_sort(agents.begin(), agents.end(),
                   [&](const auto& a, const auto& b) { return talks(a) > talks(b); });
  const int64_t most = std::max<int64_t>(talks(agents.front()), 1);
  Heading("Who spoke with customers");
  constexpr size_t kName = 20;
  constexpr size_t kCount = 10;
  const size_t bar = std::min<size_t>(columns_ - kIndent - kName - 3 * kCount - 2, 40);
  Line(ink_.Dim(std::string(kIndent + kName, ' ') + Right("advances", kCount) +
                Right("won", kCount) + Right("talks", kCount)));
  for (size_t i = 0; i < std::min(agents.size(), kMostAgents); ++i) {
    const auto count = [&](Figure::Code code) {
      return Right(FigureText(FigureOf(agents[i], code)), kCount);
    };
    Line(std::string(kIndent, ' ') + Left(OneLine(agents[i].display_name()), kName) +
         count(Figure::CODE_ADVANCES) + count(Figure::CODE_CONVERSIONS) +
         count(Figure::CODE_CONVERSATIONS) + "  " +
         Bar(static_cast<double>(talks(agents[i])) / static_cast<double>(most), bar));
  }
  if (agents.size() > kMostAgents)
    Line(Indented(absl::StrCat("and ", agents.size() - kMostAgents, " more")));
}

void Page::Closed(const std::string& heading, const Figure& count,
                  const google::protobuf::RepeatedPtrField<v1::ReportLead>& leads) {
  if (leads.empty()) return;
  Heading(heading);
  for (const v1::ReportLead& each : leads) {
    const v1::Lead& lead = each.lead();
    std::string what = OneLine(each.caller_display_name());
    if (!lead.interest().empty()) what += ", " + OneLine(lead.interest());
    const std::string owner(LastSegment(lead.owner()));
    if (!owner.empty()) what += " (" + OneLine(owner) + ")";
    const std::string value =
        lead.value() == 0 ? "" : WholeMoneyText(static_cast<double>(lead.value()), lead.currency());
    Line(Indented(Right(value, kValue) + "  " + what));
    if (!lead.close_reason().empty())
      Line(ink_.Dim(Indented(std::string(kValue + 2, ' ') + OneLine(lead.close_reason()))));
  }
  if (count.count() > leads.size())
    Line(Indented(absl::StrCat("and ", count.count() - leads.size(), " more")));
}

void Page::Untouched() {
  const auto& leads = review_.week.follow_up.untouched_leads();
  const Figure count = FigureOf(review_.week.follow_up.total(), Figure::CODE_UNTOUCHED_LEADS);
  if (leads.empty()) return;
  Heading("Nobody has touched");
  size_t shown = 0;
  for (const v1::ReportLead& each : leads) {
    if (shown++ == kMostLeads) break;
    const v1::Lead& lead = each.lead();
    std::string what = OneLine(each.caller_display_name());
    if (!lead.interest().empty()) what += ", " + OneLine(lead.interest());
    const std::string owner(LastSegment(lead.owner()));
    what += owner.empty()
                ? (lead.team().empty() ? " (nobody's)" : " (" + OneLine(lead.team()) + ")")
                : " (" + OneLine(owner) + ")";
    const std::string age = SpanText(static_cast<double>(each.age_seconds()));
    Line(std::string(kIndent, ' ') + ink_.Unsure(Right(age, kValue)) + "  " +
         CutToColumns(what, columns_ - kIndent - kValue - 2));
  }
  if (count.count() > static_cast<int64_t>(kMostLeads)) {
    Line(Indented(absl::StrCat("and ", count.count() - static_cast<int64_t>(kMostLeads),
                               " more: ringback report records --figure untouched-leads")));
  }
}

void Page::Duds() {
  const auto& sources = review_.week.conversion.dud_sources();
  if (sources.empty()) return;
  Heading("Duds by source");
  const int64_t most = std::max<int64_t>(FigureOf(sources[0], Figure::CODE_DUDS).count(), 1);
  constexpr size_t kCount = 18;
  const size_t bar = std::min<size_t>(columns_ - kIndent - kLabel - kCount - 2, 40);
  for (const v1::ReportGroup& source : sources) {
    const Figure duds = FigureOf(source, Figure::CODE_DUDS);
    const int64_t all = duds.count() + FigureOf(source, Figure::CODE_LEADS).count();
    Line(std::string(kIndent, ' ') + Left(OneLine(source.display_name()), kLabel) +
         Right(absl::StrCat(duds.count(), " beside ", all - duds.count()), kCount) + "  " +
         Bar(static_cast<double>(duds.count()) / static_cast<double>(most), bar));
  }
}

std::string Page::Write() {
  const WeekReports& week = review_.week;
  const WeekReports& before = review_.before;
  Title();
  Heading("Results");
  Figures(week.conversion.total(), before.conversion.total(),
          {Figure::CODE_CONVERSATIONS, Figure::CODE_ADVANCES, Figure::CODE_CONVERSIONS,
           Figure::CODE_VALUE_WON, Figure::CODE_LOSSES, Figure::CODE_CONVERSION_RATE,
           Figure::CODE_FIRST_CALL_CLOSE_RATE});
  Heading("Leads");
  Figures(week.conversion.total(), before.conversion.total(),
          {Figure::CODE_LEADS, Figure::CODE_LEADS_REACHED, Figure::CODE_DUDS});
  Figures(week.follow_up.total(), before.follow_up.total(),
          {Figure::CODE_SPEED_TO_LEAD_MEDIAN, Figure::CODE_SPEED_TO_LEAD_P90,
           Figure::CODE_UNTOUCHED_LEADS});
  Heading("Follow-up");
  Figures(
      week.follow_up.total(), before.follow_up.total(),
      {Figure::CODE_TOUCHES_TO_CLOSE, Figure::CODE_CALLBACKS_EARNED,
       Figure::CODE_CALLBACK_CONVERSION, Figure::CODE_PROMISES_KEPT, Figure::CODE_PROMISES_LATE});
  Funnel();
  Agents();
  Closed("Won", FigureOf(week.conversion.total(), Figure::CODE_CONVERSIONS),
         week.conversion.wins());
  Closed("Lost, and why", FigureOf(week.conversion.total(), Figure::CODE_LOSSES),
         week.conversion.losses());
  Untouched();
  Duds();
  return std::move(text_);
}

}  // namespace

std::string WeeklyPage(const WeeklyReview& review, size_t columns, const Ink& ink) {
  return Page(review, columns, ink).Write();
}

}  // namespace ringback::cli
