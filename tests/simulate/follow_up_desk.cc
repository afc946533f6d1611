#include "tests/simulate/follow_up_desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/timestamps.h"

namespace ringback::simulate {
namespace {

using v1::DueContact;
using v1::Lead;
using v1::OutboundAttempt;

// Longer than any conversation.
constexpr absl::Duration kLease = absl::Minutes(20);
// How often somebody with nothing to do looks whether there is something.
constexpr absl::Duration kPatience = absl::Minutes(10);
constexpr absl::Duration kBetweenContacts = absl::Seconds(30);
constexpr absl::Duration kPickUp = absl::Seconds(20);
constexpr absl::Duration kWriting = absl::Minutes(1);
// One lease in so many is left without a word, and one is given back.
constexpr int64_t kVanishEvery = 211;
constexpr int64_t kGiveBackEvery = 97;
constexpr absl::Duration kMachineDown = absl::Minutes(15);
// How often a promise that the customer did not keep is made anew.
constexpr int kNewPromises = 2;
constexpr int kMostWaits = 200;

absl::Duration LengthOf(OutboundAttempt::Outcome outcome) {
  switch (outcome) {
    case OutboundAttempt::OUTCOME_NO_ANSWER:
      return absl::Seconds(35);
    case OutboundAttempt::OUTCOME_VOICEMAIL:
      return absl::Seconds(60);
    default:
      return absl::Seconds(15);
  }
}

bool WasMissed(OutboundAttempt::Outcome outcome) {
  return outcome == OutboundAttempt::OUTCOME_NO_ANSWER ||
         outcome == OutboundAttempt::OUTCOME_BUSY || outcome == OutboundAttempt::OUTCOME_VOICEMAIL;
}

bool IsDead(OutboundAttempt::Outcome outcome) {
  return outcome == OutboundAttempt::OUTCOME_WRONG_NUMBER ||
         outcome == OutboundAttempt::OUTCOME_NOT_IN_SERVICE;
}

// Which of their numbers is rung outside of the queue; "" when there is none.
std::string NumberToRing(const Story& story) {
  for (const std::string& number : {story.customer.number, story.customer.second_number}) {
    if (!number.empty() && story.wrong_numbers.count(number) == 0 &&
        story.do_not_call.count(number) == 0) {
      return number;
    }
  }
  return "";
}

}  // namespace

FollowUpDesk::FollowUpDesk(Centre* centre) : centre_(*centre) {
  centre_.begin = [](Worker* worker) {
    worker->busy = true;
    ++worker->turns;
  };
  centre_.end = [this](Worker* worker) {
    worker->busy = false;
    PlanLook(worker, centre_.agenda.now() + kBetweenContacts);
  };
  centre_.wake_somebody = [this] {
    if (Worker* worker = centre_.office.FindFree(centre_.agenda.now()); worker != nullptr)
      PlanLook(worker, centre_.agenda.now() + absl::Seconds(5));
  };
}

void FollowUpDesk::Open() {
  for (Worker& worker : centre_.office.workers())
    PlanLook(&worker, centre_.agenda.now() + absl::Seconds(worker.number));
}

// Only the newest plan of an agent holds.
void FollowUpDesk::PlanLook(Worker* worker, absl::Time time) {
  centre_.agenda.At(time, [this, worker, turn = ++worker->turns] {
    if (worker->turns == turn && !worker->busy) Look(worker);
  });
}

void FollowUpDesk::Look(Worker* worker) {
  const absl::Time now = centre_.agenda.now();
  if (!centre_.office.IsAtWork(*worker, now))
    return PlanLook(worker, centre_.office.NextShift(*worker, now));
  v1::LeaseDueContactRequest request;
  request.set_agent(worker->name);
  request.mutable_lease_duration()->set_seconds(absl::ToInt64Seconds(kLease));
  for (const v1::Channel channel : {v1::CHANNEL_CALL, v1::CHANNEL_EMAIL, v1::CHANNEL_LETTER})
    request.add_channels(channel);
  const auto response =
      centre_.line.Ask(&Client::follow_up, &v1::FollowUpService::Stub::LeaseDueContact, request);
  if (response.has_due_contact()) return Take(worker, response.due_contact());
  absl::Time next = now + kPatience;
  if (response.has_next_due_time())
    next = std::min(next, absl::FromUnixMicros(ToMicros(response.next_due_time())));
  PlanLook(worker, std::max(next, now + absl::Seconds(1)));
}

void FollowUpDesk::Take(Worker* worker, const DueContact& contact) {
  Story* story = centre_.books.OfLead(contact.lead());
  if (story == nullptr) Die(contact.name() + " is of a lead that nobody opened");
  centre_.books.Leased(contact, *story, centre_.agenda.now());
  if (Drop(worker, contact)) return;
  if (contact.channel() == v1::CHANNEL_CALL) return StartRing(worker, story, contact);
  Write(worker, story, contact);
}

// Now and then an agent's machine goes down, and now and then they give a contact back.
bool FollowUpDesk::Drop(Worker* worker, const DueContact& contact) {
  Books& books = centre_.books;
  if (books.leases % kVanishEvery == 0) {
    ++books.vanished;
    centre_.begin(worker);
    centre_.agenda.After(kMachineDown, [this, worker] { centre_.end(worker); });
    return true;
  }
  const bool promised = contact.kind() == DueContact::KIND_PROMISED_CALLBACK;
  if (promised || books.leases % kGiveBackEvery != 0) return false;
  v1::ReleaseDueContactRequest request;
  request.set_name(contact.name());
  request.set_agent(worker->name);
  *request.mutable_retry_time() =
      FromMicros(absl::ToUnixMicros(centre_.agenda.now() + absl::Minutes(30)));
  centre_.line.Ask(&Client::follow_up, &v1::FollowUpService::Stub::ReleaseDueContact, request);
  books.GaveBack(contact);
  centre_.end(worker);
  return true;
}

void FollowUpDesk::StartRing(Worker* worker, Story* story, std::optional<DueContact> contact) {
  Ring ring;
  ring.worker = worker;
  ring.story = story;
  ring.contact = std::move(contact);
  ring.number = ring.contact ? ring.contact->number() : NumberToRing(*story);
  const std::string purpose = ring.contact ? ring.contact->purpose() : story->customer.interest;
  centre_.begin(worker);
  centre_.books.Touched(ring.number, purpose, centre_.agenda.now(), story);
  v1::StartAttemptRequest request;
  OutboundAttempt& attempt = *request.mutable_attempt();
  attempt.set_agent(worker->name);
  attempt.set_lead(story->lead);
  attempt.set_dialed_number(ring.number);
  attempt.set_caller_id(kOfficeNumber);
  attempt.set_campaign(story->customer.campaign);
  attempt.set_purpose(purpose);
  ring.attempt =
      centre_.line.Ask(&Client::attempts, &v1::AttemptService::Stub::StartAttempt, request).name();
  centre_.books.attempts[ring.attempt] = OutboundAttempt::OUTCOME_IN_PROGRESS;
  ring.outcome = Answer(ring);
  story->being_rung = true;
  absl::Duration length = LengthOf(ring.outcome);
  if (ring.outcome == OutboundAttempt::OUTCOME_CONNECTED) {
    story->on_phone = true;
    ring.talk = SpeakWith(/*rung=*/true, centre_.agenda.now(), story);
    length = kPickUp + ring.talk.length;
    if (ring.talk.end == Talk::End::kRefused) ring.outcome = OutboundAttempt::OUTCOME_REFUSED;
    if (ring.talk.end == Talk::End::kDoNotCall) ring.outcome = OutboundAttempt::OUTCOME_DO_NOT_CALL;
  }
  centre_.agenda.After(length, [this, ring] { EndRing(ring); });
}

OutboundAttempt::Outcome FollowUpDesk::Answer(const Ring& ring) const {
  const Story& story = *ring.story;
  const Customer& customer = story.customer;
  if (ring.number == customer.number) {
    if (customer.dud == Dud::kWrongNumber) return OutboundAttempt::OUTCOME_WRONG_NUMBER;
    if (customer.dud == Dud::kNotInService) return OutboundAttempt::OUTCOME_NOT_IN_SERVICE;
  }
  bench::SampleRandom random = Draw(customer, Chance::kRing, story.calls_made);
  if (story.rings_us || random.Percent(5)) return OutboundAttempt::OUTCOME_BUSY;
  const bool expected = ring.contact && ring.contact->kind() == DueContact::KIND_PROMISED_CALLBACK;
  const double there = expected ? 0.85 : ChanceAtHome(customer, centre_.agenda.now());
  const bool takes_it = story.talks > 0 || story.touches >= customer.touches_needed;
  if (random.Percent(100 * there) && takes_it) return OutboundAttempt::OUTCOME_CONNECTED;
  return customer.has_machine && random.Percent(80) ? OutboundAttempt::OUTCOME_VOICEMAIL
                                                    : OutboundAttempt::OUTCOME_NO_ANSWER;
}

void FollowUpDesk::EndRing(Ring ring) {
  Story& story = *ring.story;
  v1::FinishAttemptRequest request;
  request.set_name(ring.attempt);
  request.set_outcome(ring.outcome);
  if (ring.outcome == OutboundAttempt::OUTCOME_VOICEMAIL)
    request.set_voicemail_text(absl::StrCat("We were calling about ", story.last_purpose));
  centre_.line.Ask(&Client::attempts, &v1::AttemptService::Stub::FinishAttempt, request);
  centre_.books.attempts[ring.attempt] = ring.outcome;
  story.being_rung = false;
  story.on_phone = false;
  const bool spoke = ring.outcome == OutboundAttempt::OUTCOME_CONNECTED;
  if (IsDead(ring.outcome)) story.wrong_numbers.insert(ring.number);
  if (ring.outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL) story.do_not_call.insert(ring.number);
  if (spoke) {
    ++story.conversations;
    story.last_talk = centre_.agenda.now();
    EnterNote(ring.talk, *ring.worker, "", &centre_, &story);
  }
  const bool promised = PromiseAgain(ring);
  if (ring.contact) CompleteContact(ring, promised);
  if (spoke) EnterEnd(ring.talk, *ring.worker, promised, &centre_, &story);
  if (IsDead(ring.outcome)) HandleWrongNumber(ring);
  if (ring.outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL) HandleDoNotCall(ring);
  if (WasMissed(ring.outcome)) AfterMissed(ring);
  centre_.end(ring.worker);
}

// Whether the agent promises another call with the end of this one, which is at `story.promise`.
bool FollowUpDesk::PromiseAgain(const Ring& ring) {
  Story& story = *ring.story;
  const bool was_promised =
      ring.contact && ring.contact->kind() == DueContact::KIND_PROMISED_CALLBACK;
  if (was_promised) story.promise = absl::InfinitePast();
  if (ring.outcome == OutboundAttempt::OUTCOME_CONNECTED) {
    if (ring.talk.end != Talk::End::kPromised) return false;
    PromiseTime(centre_, &story);
    return ring.contact.has_value();
  }
  if (!was_promised || !WasMissed(ring.outcome) || story.broken_promises >= kNewPromises)
    return false;
  ++story.broken_promises;
  PromiseTime(centre_, &story);
  return true;
}

void FollowUpDesk::CompleteContact(const Ring& ring, bool promised) {
  v1::CompleteDueContactRequest request;
  request.set_name(ring.contact->name());
  request.set_agent(ring.worker->name);
  request.set_attempt(ring.attempt);
  if (promised) {
    v1::NextContact& next = *request.mutable_next_contact();
    *next.mutable_contact_time() = FromMicros(absl::ToUnixMicros(ring.story->promise));
    next.set_channel(v1::CHANNEL_CALL);
    next.set_reason(ring.story->customer.interest);
  }
  centre_.line.Ask(&Client::follow_up, &v1::FollowUpService::Stub::CompleteDueContact, request);
  centre_.books.GaveBack(*ring.contact);
}

// A lead whose last number is dead is a dud. One in a cadence is returned by the server.
void FollowUpDesk::HandleWrongNumber(const Ring& ring) {
  Story& story = *ring.story;
  if (!NumberToRing(story).empty()) return;
  v1::GetLeadRequest get;
  get.set_name(story.lead);
  const Lead lead = centre_.line.Ask(&Client::leads, &v1::LeadService::Stub::GetLead, get);
  story.state = lead.state();
  if (story.state == Lead::STATE_RETURNED) return;
  if (lead.enrolment().state() == v1::Enrolment::STATE_ACTIVE)
    centre_.books.Broken(story.lead + " has no number left and still follows its cadence");
  v1::ReturnLeadRequest request;
  request.set_name(story.lead);
  request.set_agent(ring.worker->name);
  request.set_reason(ring.outcome == OutboundAttempt::OUTCOME_WRONG_NUMBER
                         ? Lead::RETURN_REASON_WRONG_NUMBER
                         : Lead::RETURN_REASON_NOT_IN_SERVICE);
  story.state =
      centre_.line.Ask(&Client::leads, &v1::LeadService::Stub::ReturnLead, request).state();
}

// Half of these leads are closed; the others stay open, for the server to hold back.
void FollowUpDesk::HandleDoNotCall(const Ring& ring) {
  Story& story = *ring.story;
  if (!Draw(story.customer, Chance::kTalk, 2000).Percent(50)) return;
  v1::CloseLeadRequest request;
  request.set_name(story.lead);
  request.set_state(Lead::STATE_LOST);
  request.set_reason("asked not to be rung");
  request.set_agent(ring.worker->name);
  story.state =
      centre_.line.Ask(&Client::leads, &v1::LeadService::Stub::CloseLead, request).state();
}

void FollowUpDesk::AfterMissed(const Ring& ring) {
  Story& story = *ring.story;
  if (ring.outcome == OutboundAttempt::OUTCOME_VOICEMAIL) centre_.reached(&story, 30);
  if (ring.outcome == OutboundAttempt::OUTCOME_NO_ANSWER) centre_.reached(&story, 18);
  // Without cadences half of them are tried a second time, and then no more.
  if (centre_.plan.cadences || story.calls_made != 1) return;
  bench::SampleRandom random = Draw(story.customer, Chance::kSecondTry, 0);
  if (!random.Percent(50)) return;
  centre_.agenda.After(absl::Minutes(120 + random.Below(120)),
                       [this, story = &story] { TryAgain(story, 0); });
}

void FollowUpDesk::TryAgain(Story* story, int waits) {
  const absl::Time now = centre_.agenda.now();
  if (story->closed() || story->talks > 0 || story->promise != absl::InfinitePast() ||
      NumberToRing(*story).empty()) {
    return;
  }
  const bool possible = MayRing(story->customer.zone, now) && !story->on_phone &&
                        !story->being_rung && !story->rings_us;
  Worker* worker = possible ? centre_.office.FindFree(now) : nullptr;
  if (worker != nullptr) return StartRing(worker, story, std::nullopt);
  if (waits < kMostWaits) {
    centre_.agenda.After(absl::Minutes(20), [this, story, waits] { TryAgain(story, waits + 1); });
  }
}

// An e-mail or a letter. Who has no address gets none, and that is entered too.
void FollowUpDesk::Write(Worker* worker, Story* story, const DueContact& contact) {
  const bool mail = contact.channel() == v1::CHANNEL_EMAIL;
  const bool sent = !(mail ? story->customer.email : story->customer.address).empty();
  centre_.begin(worker);
  centre_.books.Touched("", contact.purpose(), centre_.agenda.now(), story);
  v1::CompleteDueContactRequest request;
  request.set_name(contact.name());
  request.set_agent(worker->name);
  OutboundAttempt& attempt = *request.mutable_new_attempt();
  attempt.set_channel(contact.channel());
  if (!sent) attempt.set_outcome(OutboundAttempt::OUTCOME_FAILED);
  const DueContact done =
      centre_.line.Ask(&Client::follow_up, &v1::FollowUpService::Stub::CompleteDueContact, request);
  centre_.books.attempts[done.attempt()] = attempt.outcome();
  centre_.books.GaveBack(contact);
  if (sent) centre_.reached(story, mail ? 6 : 4);
  centre_.agenda.After(kWriting, [this, worker] { centre_.end(worker); });
}

}  // namespace ringback::simulate
