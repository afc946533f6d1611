#include "tests/simulate/front_desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/timestamps.h"

namespace ringback::simulate {
namespace {

using bench::SampleRandom;
using v1::Call;
using v1::Lead;

constexpr absl::Duration kRings = absl::Seconds(8);
constexpr absl::Duration kRingsInVain = absl::Seconds(25);
constexpr int kMostTries = 3;
constexpr int kFirstHourToRing = 8, kLastHourToRing = 21;

Call::Outcome OutcomeOf(Talk::End end) {
  switch (end) {
    case Talk::End::kWon:
      return Call::OUTCOME_SOLD;
    case Talk::End::kLost:
      return Call::OUTCOME_NOT_INTERESTED;
    case Talk::End::kAdvanced:
      return Call::OUTCOME_ADVANCED;
    case Talk::End::kPromised:
      return Call::OUTCOME_CALLBACK_PROMISED;
    default:
      return Call::OUTCOME_RESOLVED;
  }
}

void AddPhone(const std::string& number, const char* label, bool primary, v1::Caller* caller) {
  if (number.empty()) return;
  v1::Phone& phone = *caller->add_phones();
  phone.set_number(number);
  phone.set_label(label);
  phone.set_primary(primary);
}

// Whether the match is the customer, with what we rang them about.
bool Explains(const v1::Match& match, const Story& story) {
  if (match.caller().name() != story.caller) return false;
  return std::any_of(
      match.attempts().begin(), match.attempts().end(),
      [&](const v1::OutboundAttempt& attempt) { return attempt.purpose() == story.last_purpose; });
}

}  // namespace

FrontDesk::FrontDesk(Centre* centre) : centre_(*centre) {
  centre_.reached = [this](Story* story, int percent) { PlanReturn(story, percent); };
}

void FrontDesk::PlanArrivals() {
  const absl::CivilDay first = absl::ToCivilDay(StartOfRun(), centre_.office.zone());
  for (int i = 0; i < centre_.plan.days; ++i) {
    const absl::CivilDay day = first + i;
    centre_.agenda.At(absl::FromCivil(day, centre_.office.zone()), [this, day] { PlanDay(day); });
  }
}

// Fewer on Saturdays, and half on Sundays.
void FrontDesk::PlanDay(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  const int percent = weekday == absl::Weekday::saturday ? 70
                      : weekday == absl::Weekday::sunday ? 50
                                                         : 100;
  const int64_t count = (int64_t{centre_.plan.leads_per_day} * percent + 50) / 100;
  for (Customer& customer : CustomersOf(centre_.plan.seed, day, count, customers_)) {
    Story* story = &centre_.books.Add(std::move(customer));
    centre_.agenda.At(story->customer.arrives, [this, story] { Arrive(story); });
  }
  customers_ += count;
}

void FrontDesk::Arrive(Story* story) {
  if (story->customer.source == Lead::SOURCE_INBOUND_CALL) return StartCall(story, false, 0);
  OpenCaller(story);
  OpenLead(story);
  if (story->customer.dud == Dud::kNoNumber) {
    const absl::Time read = centre_.office.NextOpening(centre_.agenda.now() + absl::Minutes(20));
    centre_.agenda.At(read, [this, story] { ReturnWithoutNumber(story); });
    return;
  }
  centre_.wake_somebody();
}

void FrontDesk::OpenCaller(Story* story) {
  const Customer& customer = story->customer;
  v1::CreateCallerRequest request;
  v1::Caller& caller = *request.mutable_caller();
  caller.set_given_name(customer.given_name);
  caller.set_family_name(customer.family_name);
  caller.set_time_zone(customer.zone_name);
  if (!customer.household_number.empty()) caller.set_household(customer.household_number);
  AddPhone(customer.number, "mobile", true, &caller);
  AddPhone(customer.second_number, "work", false, &caller);
  if (!customer.email.empty()) caller.add_emails(customer.email);
  caller.set_service_address(customer.address);
  story->caller =
      centre_.line.Ask(&Client::callers, &v1::CallerService::Stub::CreateCaller, request).name();
  centre_.books.callers.insert(story->caller);
  if (customer.household_number.empty()) return;
  caller.clear_phones();
  caller.clear_emails();
  caller.set_given_name("Sample");
  AddPhone(customer.household_number, "mobile", true, &caller);
  story->household_caller =
      centre_.line.Ask(&Client::callers, &v1::CallerService::Stub::CreateCaller, request).name();
  centre_.books.callers.insert(story->household_caller);
}

void FrontDesk::OpenLead(Story* story) {
  const Customer& customer = story->customer;
  v1::CreateLeadRequest request;
  Lead& lead = *request.mutable_lead();
  lead.set_caller(story->caller);
  lead.set_interest(customer.interest);
  lead.set_source(customer.source);
  lead.set_source_name(customer.source_name);
  lead.set_campaign(customer.campaign);
  const Lead opened = centre_.line.Ask(&Client::leads, &v1::LeadService::Stub::CreateLead, request);
  story->lead = opened.name();
  story->state = opened.state();
  centre_.books.Opened(story);
  if (centre_.plan.cadences != (opened.enrolment().state() == v1::Enrolment::STATE_ACTIVE))
    centre_.books.Broken(story->lead + " follows a cadence, or none, against the tenant's rule");
}

void FrontDesk::ReturnWithoutNumber(Story* story) {
  if (story->closed()) return;
  v1::ReturnLeadRequest request;
  request.set_name(story->lead);
  request.set_reason(Lead::RETURN_REASON_NO_NUMBER);
  request.set_agent(centre_.office.workers().front().name);
  story->state =
      centre_.line.Ask(&Client::leads, &v1::LeadService::Stub::ReturnLead, request).state();
}

// Six in ten ring back within the hour, the others within the next hours.
void FrontDesk::PlanReturn(Story* story, int percent) {
  if (story->return_planned || story->closed()) return;
  SampleRandom random = Draw(story->customer, Chance::kReturn, story->touches);
  if (!random.Percent(percent)) return;
  story->return_planned = true;
  const int64_t minutes = random.Percent(60) ? 2 + random.Below(58) : 60 + random.Below(300);
  centre_.agenda.After(absl::Minutes(minutes) + absl::Seconds(random.Below(60)),
                       [this, story] { RingBack(story, 0); });
}

void FrontDesk::RingBack(Story* story, int tries) {
  const absl::Time now = centre_.agenda.now();
  const bool settled = story->last_talk > story->last_touch;
  if (story->closed() || settled) {
    story->return_planned = false;
    return;
  }
  if (story->on_phone || story->being_rung) {
    centre_.agenda.After(absl::Minutes(3), [this, story, tries] { RingBack(story, tries); });
    return;
  }
  const absl::TimeZone& zone = story->customer.zone;
  const absl::CivilHour local = absl::ToCivilHour(now, zone);
  if (local.hour() < kFirstHourToRing || local.hour() >= kLastHourToRing) {
    const int64_t until_morning = (24 + kFirstHourToRing + 1 - local.hour()) % 24;
    centre_.agenda.After(absl::Hours(until_morning),
                         [this, story, tries] { RingBack(story, tries); });
    return;
  }
  story->return_planned = false;
  StartCall(story, true, tries);
}

void FrontDesk::StartCall(Story* story, bool returns, int tries) {
  const Customer& customer = story->customer;
  Incoming incoming;
  incoming.story = story;
  incoming.returns = returns;
  incoming.tries = tries;
  incoming.line = returns              ? LineOf(customer, ++story->calls_back)
                  : customer.withholds ? Line::kWithheld
                                       : Line::kOwn;
  incoming.worker = centre_.office.FindFree(centre_.agenda.now());
  v1::StartCallRequest request;
  request.set_ani(NumberOf(customer, incoming.line));
  request.set_dnis(kOfficeNumber);
  if (incoming.worker != nullptr) request.set_agent(incoming.worker->name);
  request.set_verification(v1::VERIFICATION_A);
  auto started = centre_.line.Ask(&Client::calls, &v1::CallService::Stub::StartCall, request);
  incoming.call = std::move(*started.mutable_call());
  incoming.card = std::move(*started.mutable_context());
  if (incoming.card.partial()) Die("a card was partial; is the machine overloaded?");
  centre_.books.calls[incoming.call.name()] = Call::OUTCOME_UNSPECIFIED;
  story->rings_us = true;
  if (incoming.worker == nullptr) {
    centre_.agenda.After(kRingsInVain, [this, incoming] { GiveUp(incoming); });
    return;
  }
  centre_.begin(incoming.worker);
  centre_.agenda.After(kRings, [this, incoming] { PickUp(incoming); });
}

// They try again soon when the office is open, else half of them when it opens.
void FrontDesk::GiveUp(const Incoming& incoming) {
  Story* story = incoming.story;
  story->rings_us = false;
  ++centre_.books.abandoned;
  v1::EndCallRequest request;
  request.set_name(incoming.call.name());
  request.set_outcome(Call::OUTCOME_ABANDONED);
  centre_.line.Ask(&Client::calls, &v1::CallService::Stub::EndCall, request);
  centre_.books.calls[incoming.call.name()] = Call::OUTCOME_ABANDONED;
  const int tries = incoming.tries + 1;
  if (tries >= kMostTries) return;
  SampleRandom random = Draw(story->customer, Chance::kReturn, 1000 + story->calls_back + tries);
  const absl::Time now = centre_.agenda.now();
  absl::Time again = now + absl::Minutes(5 + random.Below(10));
  if (!centre_.office.IsOpen(now)) {
    if (random.Percent(50)) return;
    again = centre_.office.NextOpening(now) + absl::Minutes(5 + random.Below(85));
  }
  if (incoming.returns) story->return_planned = true;
  centre_.agenda.At(again, [this, story, returns = incoming.returns, tries] {
    if (returns) return RingBack(story, tries);
    StartCall(story, false, tries);
  });
}

void FrontDesk::PickUp(Incoming incoming) {
  Story& story = *incoming.story;
  v1::AnswerCallRequest answer;
  answer.set_name(incoming.call.name());
  answer.set_agent(incoming.worker->name);
  centre_.line.Ask(&Client::calls, &v1::CallService::Stub::AnswerCall, answer);
  if (incoming.returns) NoteRecognised(incoming);
  if (story.caller.empty()) {
    OpenCaller(&story);
    OpenLead(&story);
  }
  if (incoming.call.caller() != story.caller) {
    v1::IdentifyCallerRequest identify;
    identify.set_name(incoming.call.name());
    identify.set_caller(story.caller);
    identify.set_agent(incoming.worker->name);
    centre_.line.Ask(&Client::calls, &v1::CallService::Stub::IdentifyCaller, identify);
  }
  story.rings_us = false;
  story.on_phone = true;
  incoming.talk = SpeakWith(/*rung=*/false, centre_.agenda.now(), &story);
  centre_.agenda.After(incoming.talk.length, [this, incoming] { HangUp(incoming); });
}

void FrontDesk::NoteRecognised(const Incoming& incoming) {
  const auto& matches = incoming.card.matches();
  Recognised& tally = centre_.books.recognised[static_cast<size_t>(incoming.line)];
  ++tally.calls;
  const auto found = std::find_if(matches.begin(), matches.end(), [&](const v1::Match& match) {
    return Explains(match, *incoming.story);
  });
  if (found == matches.end()) return;
  ++(found == matches.begin() ? tally.first : tally.on_card);
}

void FrontDesk::HangUp(const Incoming& incoming) {
  Story& story = *incoming.story;
  EnterNote(incoming.talk, *incoming.worker, incoming.call.name(), &centre_, &story);
  v1::EndCallRequest request;
  request.set_name(incoming.call.name());
  request.set_outcome(OutcomeOf(incoming.talk.end));
  request.set_lead(story.lead);
  centre_.line.Ask(&Client::calls, &v1::CallService::Stub::EndCall, request);
  centre_.books.calls[incoming.call.name()] = request.outcome();
  ++story.conversations;
  story.on_phone = false;
  story.last_talk = centre_.agenda.now();
  // They rang first: what was promised before is over, or is promised anew.
  story.promise = absl::InfinitePast();
  if (incoming.talk.end == Talk::End::kPromised) PromiseTime(centre_, &story);
  EnterEnd(incoming.talk, *incoming.worker, /*promise_saved=*/false, &centre_, &story);
  centre_.end(incoming.worker);
}

}  // namespace ringback::simulate
