#include "tests/simulate/talk.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "ringback/model/timestamps.h"
#include "tests/bench/make_data_words.h"

namespace ringback::simulate {
namespace {

using bench::SampleRandom;
using v1::Lead;

// What the customer did: more of it in a later conversation.
std::vector<v1::Milestone> DrawMilestones(const Story& story, Talk::End end, SampleRandom* random) {
  std::vector<v1::Milestone> milestones;
  const auto add = [&](v1::Milestone milestone, double percent) {
    if (random->Percent(percent)) milestones.push_back(milestone);
  };
  const bool later = story.talks > 1;
  const bool won = end == Talk::End::kWon;
  add(v1::MILESTONE_LET_US_LEAD, 80);
  add(v1::MILESTONE_AGREED_TO_DISCOVERY, 65);
  add(v1::MILESTONE_REVEALED_NEEDS, later ? 75 : 50);
  add(v1::MILESTONE_EMBRACED_RECOMMENDATION, won ? 95 : later ? 45 : 20);
  add(v1::MILESTONE_VOICED_CONCERNS, later ? 50 : 25);
  add(v1::MILESTONE_COMMITTED, won || end == Talk::End::kAdvanced ? 100 : 5);
  return milestones;
}

Talk::End DrawEnd(bool rung, absl::Time now, const Story& story, SampleRandom* random,
                  std::string* reason) {
  const Customer& customer = story.customer;
  if (rung && story.talks == 1 && customer.asks_not_to_call) return Talk::End::kDoNotCall;
  if (rung && story.talks == 1 && customer.refuses) return Talk::End::kRefused;
  if (now > customer.waits_until) {
    *reason = "went with somebody else";
    return Talk::End::kLost;
  }
  if (story.talks + story.visits >= customer.talks_needed) {
    if (customer.buys) return Talk::End::kWon;
    *reason = random->Percent(50) ? "no budget this year" : "the need has gone";
    return Talk::End::kLost;
  }
  const int64_t at = random->Below(100);
  return at < 35 ? Talk::End::kAdvanced : at < 70 ? Talk::End::kPromised : Talk::End::kVague;
}

// Books one of the next free slots. nullopt when there is none.
std::optional<v1::Appointment> BookVisit(const Worker& worker, Centre* centre, Story* story) {
  v1::OfferSlotsRequest offer;
  *offer.mutable_start_time() =
      FromMicros(absl::ToUnixMicros(centre->agenda.now() + absl::Hours(20)));
  const auto offered =
      centre->line.Ask(&Client::appointments, &v1::AppointmentService::Stub::OfferSlots, offer);
  if (offered.slots().empty()) return std::nullopt;
  SampleRandom random = Draw(story->customer, Chance::kSlot, story->talks);
  const v1::FreeSlot& slot = offered.slots(static_cast<int>(random.Below(offered.slots_size())));
  v1::BookAppointmentRequest book;
  v1::Appointment& visit = *book.mutable_appointment();
  visit.set_kind(v1::Appointment::KIND_SITE_SURVEY);
  visit.set_lead(story->lead);
  visit.set_bookable_resource(slot.bookable_resource());
  *visit.mutable_slot() = slot.slot();
  visit.set_description(absl::StrCat("A look at ", story->customer.interest));
  visit.set_agent(worker.name);
  auto booked =
      centre->line.Ask(&Client::appointments, &v1::AppointmentService::Stub::BookAppointment, book);
  centre->books.appointments.insert(booked.name());
  return booked;
}

// A time from `from` on that may be promised, near the hour at which the customer is at home.
absl::Time GoodTime(const Centre& centre, absl::Time from, int64_t count, const Story& story) {
  SampleRandom random = Draw(story.customer, Chance::kPromise, count);
  const int64_t hour = story.customer.habit == Habit::kEvenings ? 17
                       : story.customer.habit == Habit::kDays   ? 10 + random.Below(5)
                                                                : 11 + random.Below(6);
  const int64_t minute = 5 * random.Below(12);
  absl::CivilDay day = absl::ToCivilDay(from, story.customer.zone) + random.Below(3);
  while (true) {
    const absl::CivilMinute local =
        absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute);
    const absl::Time time = absl::FromCivil(local, story.customer.zone);
    if (time >= from && MayRing(story.customer.zone, time) && centre.office.IsOpen(time))
      return time;
    // Where the office closes before they come home, the afternoon has to do.
    const absl::Time noon = absl::FromCivil(
        absl::CivilMinute(day.year(), day.month(), day.day(), 12, minute), story.customer.zone);
    if (noon >= from && MayRing(story.customer.zone, noon) && centre.office.IsOpen(noon) &&
        !centre.office.IsOpen(time)) {
      return noon;
    }
    ++day;
  }
}

v1::NextContact NextContactAt(absl::Time time, const Story& story) {
  v1::NextContact next;
  *next.mutable_contact_time() = FromMicros(absl::ToUnixMicros(time));
  next.set_channel(v1::CHANNEL_CALL);
  next.set_reason(story.customer.interest);
  return next;
}

void Close(const Talk& talk, const Worker& worker, Centre* centre, Story* story) {
  v1::CloseLeadRequest request;
  request.set_name(story->lead);
  request.set_agent(worker.name);
  const bool won = talk.end == Talk::End::kWon;
  request.set_state(won ? Lead::STATE_WON : Lead::STATE_LOST);
  request.set_reason(won ? "signed the offer" : talk.reason);
  request.set_value(story->customer.value);
  request.set_currency("USD");
  story->state =
      centre->line.Ask(&Client::leads, &v1::LeadService::Stub::CloseLead, request).state();
  story->promise = absl::InfinitePast();
}

void Advance(const Talk& talk, const Worker& worker, Centre* centre, Story* story) {
  const bool visit = Draw(story->customer, Chance::kSlot, 1000 + story->talks).Percent(60);
  const auto booked = visit ? BookVisit(worker, centre, story) : std::optional<v1::Appointment>();
  absl::Time from = centre->agenda.now() + absl::Hours(20);
  if (booked) {
    story->visit_ends = absl::FromUnixMicros(ToMicros(booked->slot().end_time()));
    from = story->visit_ends + absl::Hours(1);
  }
  v1::AdvanceLeadRequest request;
  request.set_name(story->lead);
  request.set_agent(worker.name);
  request.set_next_step(booked ? "site survey" : "read the offer");
  story->promise = GoodTime(*centre, from, 1000 + story->talks, *story);
  *request.mutable_next_contact() = NextContactAt(story->promise, *story);
  for (const v1::Milestone milestone : talk.milestones) request.add_milestones(milestone);
  story->state =
      centre->line.Ask(&Client::leads, &v1::LeadService::Stub::AdvanceLead, request).state();
}

void Promise(Centre* centre, Story* story) {
  v1::UpdateLeadRequest request;
  request.mutable_lead()->set_name(story->lead);
  *request.mutable_lead()->mutable_next_contact() = NextContactAt(story->promise, *story);
  request.mutable_update_mask()->add_paths("next_contact");
  centre->line.Ask(&Client::leads, &v1::LeadService::Stub::UpdateLead, request);
}

}  // namespace

Talk SpeakWith(bool rung, absl::Time now, Story* story) {
  if (story->visit_ends <= now) {
    ++story->visits;
    story->visit_ends = absl::InfiniteFuture();
  }
  ++story->talks;
  SampleRandom random = Draw(story->customer, Chance::kTalk, story->talks);
  Talk talk;
  talk.end = DrawEnd(rung, now, *story, &random, &talk.reason);
  const bool cut_short = talk.end == Talk::End::kRefused || talk.end == Talk::End::kDoNotCall;
  talk.length = cut_short ? absl::Seconds(20) : absl::Seconds(120 + random.Skewed(780, 1.5));
  if (!cut_short) talk.milestones = DrawMilestones(*story, talk.end, &random);
  return talk;
}

absl::Time PromiseTime(const Centre& centre, Story* story) {
  story->promise =
      GoodTime(centre, centre.agenda.now() + absl::Hours(2), ++story->promises, *story);
  return story->promise;
}

void EnterNote(const Talk& talk, const Worker& worker, const std::string& call, Centre* centre,
               Story* story) {
  SampleRandom random = Draw(story->customer, Chance::kTalk, 1000 + story->talks);
  v1::CreateCallNoteRequest request;
  v1::CallNote& note = *request.mutable_call_note();
  note.set_caller(story->caller);
  note.set_lead(story->lead);
  note.set_call(call);
  note.set_agent(worker.name);
  note.set_text(bench::SampleNote(&random));
  for (const v1::Milestone milestone : talk.milestones) note.add_milestones(milestone);
  if (random.Percent(60)) note.add_stated_needs(bench::SampleNeed(&random));
  if (random.Percent(25)) note.add_unstated_needs(bench::SampleNeed(&random));
  centre->books.notes.insert(
      centre->line.Ask(&Client::notes, &v1::NoteService::Stub::CreateCallNote, request).name());
}

void EnterEnd(const Talk& talk, const Worker& worker, bool promise_saved, Centre* centre,
              Story* story) {
  switch (talk.end) {
    case Talk::End::kWon:
    case Talk::End::kLost:
      return Close(talk, worker, centre, story);
    case Talk::End::kAdvanced:
      return Advance(talk, worker, centre, story);
    case Talk::End::kPromised:
      if (!promise_saved) Promise(centre, story);
      return;
    default:
      return;
  }
}

}  // namespace ringback::simulate
