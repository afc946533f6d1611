// The queue under random days: leads that come, are rung, called back, promised, closed; agents who
// finish, give back or forget what they hold; numbers that must not be rung any more; clocks that
// jump in both directions; restarts; nights in which clocks change, in three time zones. However it
// goes: nobody is contacted outside calling hours, above the cap, after do-not-call, twice at once,
// and nobody is lost.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/followup/queue_fixture.h"

namespace ringback::test {
namespace {

using v1::DueContact;
using v1::Lead;
using v1::OutboundAttempt;

constexpr int kDays = 12;    // random histories
constexpr int kSteps = 350;  // what happens in each of them
constexpr int kCap = 3;      // touches a day
constexpr const char* kZones[] = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"};
constexpr const char* kAgents[] = {"tracy", "sam", "pat"};
// Shortly before a night in which clocks change: Lord Howe's by half an hour, forwards and back.
const absl::CivilHour kStarts[] = {
    absl::CivilHour(2030, 3, 9, 12),  absl::CivilHour(2030, 3, 30, 6),
    absl::CivilHour(2030, 4, 5, 20),  absl::CivilHour(2030, 10, 4, 20),
    absl::CivilHour(2030, 10, 26, 6), absl::CivilHour(2030, 11, 2, 12)};

class RandomDays : public QueueTest {
 protected:
  // What the test knows of a lead by itself.
  struct Book {
    Lead lead;
    v1::Caller caller;
    absl::TimeZone zone;
    std::vector<absl::Time> touches;
    bool do_not_call = false;
  };
  struct Held {
    DueContact contact;
    std::string agent;
    absl::Time until;
  };

  int Roll(int sides) { return static_cast<int>(random() % static_cast<unsigned>(sides)); }

  void Begin(unsigned seed) {
    random.seed(seed);
    engine.now = absl::FromCivil(kStarts[seed % std::size(kStarts)], absl::UTCTimeZone());
    hours.clear();
    v1::Tenant tenant;
    tenant.set_time_zone(kZones[Roll(3)]);
    if (Roll(2) == 0) {
      // Also through midnight, where a night's change of clocks lies inside.
      const int start = Roll(20) * 60, length = 60 + Roll(8) * 60;
      for (int day = 1; day <= 7; ++day) {
        if (Roll(5) == 0) continue;
        v1::CallingHours& span = *tenant.add_calling_hours();
        span.set_iso_weekday(day);
        span.set_start_minute(start);
        span.set_end_minute(std::min(start + length, 1440));
        hours.push_back(span);
      }
    }
    engine.SetTenant(tenant);
    cadence = AddCadence("days", {0, 0, 3, 24, 48, 72, 120});
  }

  // The rule of the hours, said in another way than the library does: by the clock on the wall.
  bool WithinHours(const Book& book, bool promise) const {
    if (promise && hours.empty()) return true;
    const absl::CivilMinute local = absl::ToCivilMinute(engine.now, book.zone);
    const int minute = static_cast<int>(local.hour() * 60 + local.minute());
    if (hours.empty()) return minute >= 8 * 60 && minute < 21 * 60;
    const int weekday = static_cast<int>(absl::GetWeekday(local)) + 1;
    return std::any_of(hours.begin(), hours.end(), [&](const v1::CallingHours& span) {
      return span.iso_weekday() == weekday && minute >= span.start_minute() &&
             minute < span.end_minute();
    });
  }

  int TouchesToday(const Book& book) const {
    const absl::CivilDay today = absl::ToCivilDay(engine.now, book.zone);
    return static_cast<int>(std::count_if(
        book.touches.begin(), book.touches.end(),
        [&](absl::Time touch) { return absl::ToCivilDay(touch, book.zone) == today; }));
  }

  void AddLead() {
    Book book;
    const char* zone = kZones[Roll(3)];
    book.caller = NewCaller(zone);
    ASSERT_TRUE(absl::LoadTimeZone(zone, &book.zone));
    book.lead = NewLead(book.caller, Roll(3) == 0 ? kAgents[Roll(3)] : "");
    if (Roll(2) == 0) Enrol(book.lead, cadence);
    books[book.lead.name()] = book;
  }

  // An agent takes what is next; everything that must hold of it is looked at.
  void TakeOne(const std::string& agent) {
    v1::LeaseDueContactRequest request;
    request.set_agent(agent);
    const auto answer = Must(TryLease(request));
    if (!answer.has_due_contact()) return;
    const DueContact& contact = answer.due_contact();
    ASSERT_TRUE(books.count(contact.lead()) > 0);
    const Book& book = books[contact.lead()];
    const Lead lead = engine.Get(book.lead);
    const bool promise = contact.kind() == DueContact::KIND_PROMISED_CALLBACK;
    EXPECT_TRUE(WithinHours(book, promise))
        << contact.ShortDebugString() << " at " << absl::FormatTime(engine.now, book.zone);
    EXPECT_LE(TimeIn(contact.due_time()), engine.now);
    EXPECT_FALSE(book.do_not_call) << "after do-not-call";
    if (!promise) {
      EXPECT_LT(TouchesToday(book), kCap) << "above the cap";
    }
    EXPECT_LT(lead.state(), Lead::STATE_WON) << "the lead is closed";
    if (contact.kind() == DueContact::KIND_NEW_LEAD) {
      EXPECT_EQ(lead.touch_count() + lead.conversation_count(), 0);
    }
    if (!contact.agent().empty() && contact.agent() != AgentNamed(agent)) {
      EXPECT_TRUE(promise && TimeIn(contact.promise_time()) + absl::Minutes(5) <= engine.now)
          << "it is somebody else's";
    }
    for (const Held& other : held) {
      if (other.contact.lead() != contact.lead()) continue;
      EXPECT_LE(other.until, engine.now) << "held by two";
    }
    // Who leases it again has it by the new lease.
    std::erase_if(held, [&](const Held& each) {
      return each.contact.name() == contact.name() && each.agent == agent;
    });
    held.push_back({contact, agent, TimeIn(contact.lease_expire_time())});
  }

  void Touched(const std::string& lead) {
    books[lead].touches.push_back(engine.now);
    std::erase_if(held, [&](const Held& each) { return each.contact.lead() == lead; });
  }

  Outcome AnyOutcome() {
    constexpr Outcome kOutcomes[] = {
        OutboundAttempt::OUTCOME_NO_ANSWER, OutboundAttempt::OUTCOME_NO_ANSWER,
        OutboundAttempt::OUTCOME_BUSY,      OutboundAttempt::OUTCOME_VOICEMAIL,
        OutboundAttempt::OUTCOME_CONNECTED, OutboundAttempt::OUTCOME_FAILED};
    if (Roll(25) == 0) return OutboundAttempt::OUTCOME_DO_NOT_CALL;
    return kOutcomes[Roll(6)];
  }

  void FinishOne() {
    if (held.empty()) return;
    const Held mine = held[static_cast<size_t>(Roll(static_cast<int>(held.size())))];
    const Outcome outcome = AnyOutcome();
    const auto done = TryComplete(mine.contact, mine.agent, outcome);
    if (!done.ok()) {
      EXPECT_EQ(done.status().code(), absl::StatusCode::kAborted) << done.status();
      std::erase_if(held, [&](const Held& each) {
        return each.contact.name() == mine.contact.name() && each.agent == mine.agent;
      });
      return;
    }
    EXPECT_GT(mine.until, engine.now) << "completed after its lease";
    EXPECT_TRUE(completed.insert(mine.contact.name()).second) << "made twice";
    if (outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL)
      books[mine.contact.lead()].do_not_call = true;
    Touched(mine.contact.lead());
  }

  void ReleaseOne() {
    if (held.empty()) return;
    const Held mine = held.back();
    held.pop_back();
    const auto released =
        TryRelease(mine.contact, mine.agent,
                   Roll(2) == 0 ? absl::InfinitePast() : engine.now + absl::Minutes(Roll(600)));
    EXPECT_TRUE(released.ok() || absl::IsAborted(released.status())) << released.status();
  }

  Book& AnyBook() {
    auto found = books.begin();
    std::advance(found, Roll(static_cast<int>(books.size())));
    return found->second;
  }

  void PromiseOne() {
    const absl::Time time = engine.now + absl::Minutes(Roll(2000));
    const auto promised = TryPromise(AnyBook().lead, time);
    EXPECT_TRUE(promised.ok() || absl::IsInvalidArgument(promised.status())) << promised.status();
  }

  void RingOutside() {
    Book& book = AnyBook();
    const Outcome outcome = AnyOutcome();
    // Of a caller without a number that may be rung nobody would ring one.
    if (book.do_not_call) return;
    if (outcome == OutboundAttempt::OUTCOME_DO_NOT_CALL) book.do_not_call = true;
    RingFor(book.lead, kAgents[Roll(3)], outcome);
    Touched(book.lead.name());
  }

  void CloseOrReopen() {
    const Lead lead = engine.Get(AnyBook().lead);
    if (lead.state() >= Lead::STATE_WON) {
      v1::ReopenLeadRequest request;
      request.set_name(lead.name());
      Must(engine->leads().ReopenLead(request, engine.context()));
      return;
    }
    v1::CloseLeadRequest request;
    request.set_name(lead.name());
    request.set_state(Lead::STATE_WON);
    Must(engine->leads().CloseLead(request, engine.context()));
    std::erase_if(held, [&](const Held& each) { return each.contact.lead() == lead.name(); });
  }

  void CustomerRings() {
    const Book& book = AnyBook();
    v1::StartCallRequest start;
    start.set_ani(book.caller.phones(0).number());
    const v1::Call call = Must(engine->calls().StartCall(start, engine.context())).call();
    engine.Answer(call, kAgents[Roll(3)]);
    engine.Confirm(call, book.caller);
    engine.Pass(absl::Minutes(1 + Roll(10)));
    v1::EndCallRequest end;
    end.set_name(call.name());
    Must(engine->calls().EndCall(end, engine.context()));
    // What it was due for may be over now.
    std::erase_if(held, [&](const Held& each) {
      return each.contact.lead() == book.lead.name() &&
             Get(each.contact).state() != DueContact::STATE_LEASED;
    });
  }

  void PauseOrResume() {
    const Lead lead = engine.Get(AnyBook().lead);
    v1::PauseEnrolmentRequest pause;
    pause.set_name(lead.name());
    if (Roll(2) == 0) *pause.mutable_resume_time() = AtTime(engine.now + absl::Hours(Roll(60)));
    v1::ResumeEnrolmentRequest resume;
    resume.set_name(lead.name());
    if (lead.enrolment().state() == v1::Enrolment::STATE_ACTIVE)
      Must(engine->cadences().PauseEnrolment(pause, engine.context()));
    if (lead.enrolment().state() == v1::Enrolment::STATE_PAUSED)
      Must(engine->cadences().ResumeEnrolment(resume, engine.context()));
    std::erase_if(held, [&](const Held& each) {
      return Get(each.contact).state() != DueContact::STATE_LEASED;
    });
  }

  void TimePasses() {
    const int kind = Roll(20);
    if (kind == 0) {
      engine.Pass(absl::Hours(1 + Roll(50)));
    } else if (kind == 1) {
      // What ran out before the clock is set back has been given back then.
      std::erase_if(held, [&](const Held& each) { return each.until <= engine.now; });
      engine.now -= absl::Minutes(Roll(120));
    } else if (kind < 8) {
      engine.Pass(absl::Minutes(Roll(200)));
    } else {
      engine.Pass(absl::Seconds(Roll(600)));
    }
  }

  // Whether a lead, as it is in the store, wants a contact: what PlanContact promises, in short.
  static bool Wants(const Lead& lead, const Book& book) {
    if (lead.state() >= Lead::STATE_WON || book.do_not_call) return false;
    if (lead.next_contact().has_contact_time()) return true;
    const auto state = lead.enrolment().state();
    if (state == v1::Enrolment::STATE_ACTIVE) return true;
    if (state == v1::Enrolment::STATE_PAUSED) return lead.enrolment().has_resume_time();
    return lead.touch_count() + lead.conversation_count() == 0;
  }

  void ExpectNobodyIsLost() {
    for (const auto& [name, book] : books) {
      const Lead lead = engine.Get(book.lead);
      EXPECT_EQ(lead.touch_count(), static_cast<int>(book.touches.size()));
      const DueContact open = OpenOf(lead);
      // What an agent has begun stays with them.
      if (open.state() == DueContact::STATE_LEASED) continue;
      EXPECT_EQ(open.name() != "", Wants(lead, book)) << lead.ShortDebugString() << "\n"
                                                      << open.ShortDebugString();
    }
  }

  void Step() {
    TimePasses();
    switch (Roll(14)) {
      case 0:
        if (books.size() < 40) AddLead();
        break;
      case 1:
        PromiseOne();
        break;
      case 2:
        RingOutside();
        break;
      case 3:
        ReleaseOne();
        break;
      case 4:
        if (Roll(3) == 0) CloseOrReopen();
        break;
      case 5:
        CustomerRings();
        break;
      case 6:
        PauseOrResume();
        break;
      case 7:
        if (Roll(8) == 0) engine.Reopen();
        break;
      case 8:
      case 9:
      case 10:
        FinishOne();
        break;
      default:
        TakeOne(kAgents[Roll(3)]);
    }
  }

  // From here on the agents only work: the queue must come to its end.
  void ExpectItEnds() {
    for (int rounds = 0; rounds < 5000; ++rounds) {
      absl::Time next = absl::InfiniteFuture();
      bool any = false;
      for (const char* agent : kAgents) {
        v1::LeaseDueContactRequest request;
        request.set_agent(agent);
        const auto answer = Must(TryLease(request));
        if (answer.has_next_due_time()) next = std::min(next, TimeIn(answer.next_due_time()));
        if (!answer.has_due_contact()) continue;
        any = true;
        Complete(answer.due_contact(), agent);
      }
      if (any) continue;
      if (next == absl::InfiniteFuture()) break;
      ASSERT_GT(next, engine.now);
      engine.now = next;
    }
    for (const auto& [name, book] : books) EXPECT_EQ(OpenOf(book.lead).name(), "") << name;
  }

  std::mt19937 random;
  std::vector<v1::CallingHours> hours;
  v1::Cadence cadence;
  std::map<std::string, Book> books;
  std::vector<Held> held;
  std::set<std::string> completed;
};

class EverySeed : public RandomDays, public ::testing::WithParamInterface<unsigned> {};

TEST_P(EverySeed, NobodyIsContactedWrongTwiceOrNotAtAll) {
  const char* repeated = std::getenv("RINGBACK_TEST_SEED");
  const unsigned seed =
      repeated != nullptr ? static_cast<unsigned>(std::atoi(repeated)) : GetParam();
  SCOPED_TRACE(absl::StrCat("RINGBACK_TEST_SEED=", seed));
  Begin(seed);
  for (int i = 0; i < 6; ++i) AddLead();
  for (int step = 0; step < kSteps && !HasFailure(); ++step) {
    Step();
    if (step % 10 == 0) ExpectNobodyIsLost();
  }
  engine.Pass(absl::Hours(5));
  if (!HasFailure()) ExpectItEnds();
  std::printf("seed %u: %zu leads, %zu contacts made\n", seed, books.size(), completed.size());
}

INSTANTIATE_TEST_SUITE_P(Seeds, EverySeed, ::testing::Range(1u, 1u + kDays));

}  // namespace
}  // namespace ringback::test
