// Every type of event of the contract is sent when what it tells of happens, and all that is
// written on the way bears the time of the engine's clock.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "ringback/model/ids.h"
#include "ringback/rooms.h"
#include "ringback/service/method_table.h"
#include "ringback/store/open.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::IsEmpty;
using v1::Event;

constexpr char kTracy[] = "tenants/default/agents/tracy";

// The name of the resource in an answer: of itself, or of the first resource in it.
std::string NameIn(const google::protobuf::Message& answer) {
  const auto* name = answer.GetDescriptor()->FindFieldByName("name");
  if (name != nullptr) return answer.GetReflection()->GetString(answer, name);
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  answer.GetReflection()->ListFields(answer, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr || field->is_repeated()) continue;
    const std::string found = NameIn(answer.GetReflection()->GetMessage(answer, field));
    if (!found.empty()) return found;
  }
  return "";
}

class Ear : public EventLog::Listener {
 public:
  void OnEvents() override {}
};

// Rooms whose clock is ten years ahead of the machine's, and what people do in them.
class EveryEvent : public ::testing::Test {
 protected:
  // How a type of event comes about, and what is sent with it.
  struct Story {
    Event::PayloadCase payload;
    std::function<void()> happen;
  };

  void SetUp() override {
    // At noon, when people may be rung.
    const absl::TimeZone utc = absl::UTCTimeZone();
    const absl::CivilDay today = absl::ToCivilDay(absl::Now(), utc);
    time.now = absl::FromCivil(absl::CivilHour(today.year() + 10, 6, 1, 12), utc);
    auto store = store::Open(time.uri() + ".every");
    ASSERT_TRUE(store.ok()) << store.status();
    auto opened = Rooms::Open(*std::move(store), time.clock());
    ASSERT_TRUE(opened.ok()) << opened.status();
    rooms = *std::move(opened);
    rooms->AwaitIdle();
    table = std::make_unique<MethodTable>(rooms.get());
    rooms->events().Listen("default", &ear);
    Call("TenantService.CreateAgent",
         R"({"agentId": "tracy", "agent": {"presence": "PRESENCE_FREE"}})");
    Call("TenantService.UpdateTenant",
         R"({"tenant": {"name": "tenants/default", "handoff": {"email": "team@example.com"}},
             "updateMask": "handoff"})");
  }

  void TearDown() override { rooms->events().StopListening("default", &ear); }

  // Calls a method without saying when: returns the name of the resource that it answers with.
  std::string Call(const std::string& method, const std::string& json) {
    const Method* found = table->Find("ringback.v1." + method);
    if (found == nullptr) {
      ADD_FAILURE() << "there is no " << method;
      return "";
    }
    const std::unique_ptr<google::protobuf::Message> request(found->request->New());
    const std::unique_ptr<google::protobuf::Message> response(found->response->New());
    const auto read = google::protobuf::util::JsonStringToMessage(json, request.get());
    EXPECT_TRUE(read.ok()) << json << ": " << read.ToString();
    const absl::Status done = found->handler(*request, {}, response.get());
    EXPECT_TRUE(done.ok()) << method << " " << json << ": " << done;
    return NameIn(*response);
  }

  std::string Named(const std::string& name, const std::string& more = "") {
    return absl::StrCat("{\"name\": \"", name, "\"", more.empty() ? "" : ", ", more, "}");
  }

  void Pass(absl::Duration span) {
    time.Pass(span);
    rooms->AwaitIdle();
  }

  std::string In(absl::Duration span) {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time.now + span, absl::UTCTimeZone());
  }

  std::string NewCaller() {
    number = absl::StrFormat("+1202555%04d", 100 + callers++);
    return Call(
        "CallerService.CreateCaller",
        absl::StrCat(R"({"caller": {"displayName": "Robert Jones", "phones": [{"number": ")",
                     number, "\"}]}}"));
  }

  std::string NewLead() {
    return Call(
        "LeadService.CreateLead",
        absl::StrCat(R"({"lead": {"interest": "a boiler", "caller": ")", NewCaller(), "\"}}"));
  }

  std::string ClosedLead() {
    return Call("LeadService.CloseLead", Named(NewLead(), R"("state": "STATE_WON")"));
  }

  // A callback that is due.
  void Promise() {
    Call("LeadService.UpdateLead",
         absl::StrCat(R"({"lead": {"name": ")", NewLead(), R"(", "nextContact": {"contactTime": ")",
                      In(absl::Minutes(10)), R"("}}, "updateMask": "nextContact"})"));
    Pass(absl::Minutes(10));
  }

  std::string Lease() {
    Promise();
    return Call("FollowUpService.LeaseDueContact", R"({"agent": "tracy"})");
  }

  std::string Try() {
    return Call("AttemptService.StartAttempt",
                absl::StrCat(R"({"attempt": {"agent": ")", kTracy, R"(", "caller": ")", NewCaller(),
                             "\"}}"));
  }

  std::string TryInVain() {
    return Call("AttemptService.FinishAttempt", Named(Try(), R"("outcome": "OUTCOME_NO_ANSWER")"));
  }

  // Somebody rings on the number of the newest caller.
  std::string Ring() {
    return Call("CallService.StartCall",
                absl::StrCat(R"({"agent": "tracy", "ani": ")", number, "\"}"));
  }
  std::string Answer() { return Call("CallService.AnswerCall", Named(Ring())); }

  std::string AddResource() {
    const std::string id = absl::StrCat("van-", resources++);
    return Call("AppointmentService.CreateBookableResource",
                absl::StrCat(R"({"bookableResource": {}, "bookableResourceId": ")", id, "\"}"));
  }

  std::string Book() {
    return Call(
        "AppointmentService.BookAppointment",
        absl::StrCat(R"({"outsideHours": true, "appointment": {"caller": ")", NewCaller(),
                     R"(", "bookableResource": ")", AddResource(), R"(", "slot": {"startTime": ")",
                     In(absl::Hours(20)), R"(", "endTime": ")", In(absl::Hours(21)), "\"}}}"));
  }

  std::string Ask() {
    return Call("ArticleService.AskQuestion",
                R"({"question": {"text": "Do you come on Sundays?", "agent": "tracy"}})");
  }

  void FailADelivery() {
    Call("DeliveryService.CreateWebhook",
         R"({"webhookId": "dead", "webhook": {"url": "https://crm.example/hooks",
             "eventTypes": ["CALLER_CREATED"]}})");
    NewCaller();
    Dispatch& dispatch = rooms->dispatch();
    Must(dispatch.FeedWebhooks(time.now));
    const auto claimed = Must(dispatch.Claim(
        time.now, absl::Minutes(5),
        [](std::string_view, std::string_view place) { return place == "webhooks/dead" ? 1 : 0; }));
    ASSERT_EQ(claimed.size(), 1);
    EXPECT_TRUE(dispatch
                    .Failed(claimed[0], {.error = "it broke", .for_good = true}, absl::Seconds(30),
                            time.now)
                    .ok());
  }

  std::map<v1::EventType, Story> Stories();

  TestEngine time;  // the folder, and the clock
  std::unique_ptr<Rooms> rooms;
  std::unique_ptr<MethodTable> table;
  Ear ear;
  std::string number;
  int callers = 0;
  int resources = 0;
};

std::map<v1::EventType, EveryEvent::Story> EveryEvent::Stories() {
  return {
      {v1::EVENT_TYPE_TENANT_CREATED,
       {Event::kTenant, [&] { Call("TenantService.CreateTenant", R"({"tenantId": "berlin"})"); }}},
      {v1::EVENT_TYPE_TENANT_UPDATED,
       {Event::kTenant,
        [&] {
          Call("TenantService.UpdateTenant",
               R"({"tenant": {"name": "tenants/default", "displayName": "Sample Heating"},
                   "updateMask": "displayName"})");
        }}},
      {v1::EVENT_TYPE_AGENT_CREATED,
       {Event::kAgentResource,
        [&] { Call("TenantService.CreateAgent", R"({"agentId": "sam"})"); }}},
      {v1::EVENT_TYPE_AGENT_UPDATED, {Event::kAgentResource, [&] { TryInVain(); }}},
      {v1::EVENT_TYPE_AGENT_DELETED,
       {Event::kAgentResource,
        [&] {
          Call("TenantService.DeleteAgent",
               Named(Call("TenantService.CreateAgent", R"({"agentId": "ann"})")));
        }}},
      {v1::EVENT_TYPE_CALLER_CREATED, {Event::kCaller, [&] { NewCaller(); }}},
      {v1::EVENT_TYPE_CALLER_UPDATED,
       {Event::kCaller,
        [&] {
          Call("AttemptService.FinishAttempt",
               Named(Try(), R"("outcome": "OUTCOME_WRONG_NUMBER")"));
        }}},
      {v1::EVENT_TYPE_CALLER_DELETED,
       {Event::kCaller, [&] { Call("CallerService.DeleteCaller", Named(NewCaller())); }}},
      {v1::EVENT_TYPE_LEAD_CREATED, {Event::kLead, [&] { NewLead(); }}},
      {v1::EVENT_TYPE_LEAD_UPDATED, {Event::kLead, [&] { Promise(); }}},
      {v1::EVENT_TYPE_CALL_NOTE_CREATED,
       {Event::kCallNote,
        [&] {
          Call("NoteService.CreateCallNote",
               absl::StrCat(R"({"callNote": {"text": "In the morning.", "caller": ")", NewCaller(),
                            "\"}}"));
        }}},
      {v1::EVENT_TYPE_ATTEMPT_STARTED, {Event::kAttempt, [&] { Try(); }}},
      {v1::EVENT_TYPE_ATTEMPT_FINISHED, {Event::kAttempt, [&] { TryInVain(); }}},
      {v1::EVENT_TYPE_ATTEMPT_RETURNED,
       {Event::kAttempt,
        [&] {
          TryInVain();
          Call("CallService.EndCall", Named(Answer()));
        }}},
      {v1::EVENT_TYPE_CALL_STARTED, {Event::kCall, [&] { Ring(); }}},
      {v1::EVENT_TYPE_CALL_ANSWERED, {Event::kCall, [&] { Answer(); }}},
      {v1::EVENT_TYPE_CALL_ENDED,
       {Event::kCall, [&] { Call("CallService.EndCall", Named(Answer())); }}},
      {v1::EVENT_TYPE_CALLER_IDENTIFIED,
       {Event::kCall,
        [&] {
          const std::string caller = NewCaller();
          Call("CallService.IdentifyCaller",
               Named(Answer(), absl::StrCat("\"caller\": \"", caller, "\"")));
        }}},
      {v1::EVENT_TYPE_LEAD_ADVANCED,
       {Event::kLead,
        [&] { Call("LeadService.AdvanceLead", Named(NewLead(), R"("nextStep": "a survey")")); }}},
      {v1::EVENT_TYPE_LEAD_CLOSED, {Event::kLead, [&] { ClosedLead(); }}},
      {v1::EVENT_TYPE_LEAD_RETURNED,
       {Event::kLead,
        [&] {
          Call("LeadService.ReturnLead",
               Named(NewLead(), R"("reason": "RETURN_REASON_OTHER", "text": "a dud")"));
        }}},
      {v1::EVENT_TYPE_LEAD_REOPENED,
       {Event::kLead, [&] { Call("LeadService.ReopenLead", Named(ClosedLead())); }}},
      {v1::EVENT_TYPE_LEAD_HANDED_OFF,
       {Event::kLead, [&] { Call("LeadService.HandOffLead", Named(NewLead())); }}},
      {v1::EVENT_TYPE_LEAD_ENROLMENT_CHANGED,
       {Event::kLead,
        [&] {
          const std::string cadence =
              Call("FollowUpService.CreateCadence",
                   R"({"cadenceId": "web", "cadence": {"steps": [{"offset": "3600s"}]}})");
          Call("FollowUpService.EnrolLead",
               Named(NewLead(), absl::StrCat("\"cadence\": \"", cadence, "\"")));
        }}},
      {v1::EVENT_TYPE_CONTACT_DUE, {Event::kDueContact, [&] { Promise(); }}},
      {v1::EVENT_TYPE_CONTACT_LATE,
       {Event::kDueContact,
        [&] {
          Promise();
          Pass(absl::Hours(1));
        }}},
      {v1::EVENT_TYPE_CONTACT_LEASED, {Event::kDueContact, [&] { Lease(); }}},
      {v1::EVENT_TYPE_CONTACT_COMPLETED,
       {Event::kDueContact,
        [&] {
          Call("FollowUpService.CompleteDueContact",
               Named(Lease(),
                     R"("agent": "tracy", "newAttempt": {"outcome": "OUTCOME_NO_ANSWER"})"));
        }}},
      {v1::EVENT_TYPE_CONTACT_RELEASED,
       {Event::kDueContact,
        [&] { Call("FollowUpService.ReleaseDueContact", Named(Lease(), R"("agent": "tracy")")); }}},
      {v1::EVENT_TYPE_CADENCE_CHANGED,
       {Event::kCadence,
        [&] {
          Call("FollowUpService.CreateCadence",
               R"({"cadenceId": "other", "cadence": {"steps": [{"offset": "0s"}]}})");
        }}},
      {v1::EVENT_TYPE_SCRIPT_CHANGED,
       {Event::kScript,
        [&] {
          Call("ScriptService.CreateScript",
               R"({"scriptId": "sms", "script": {"use": "USE_SMS", "body": "We rang."}})");
        }}},
      {v1::EVENT_TYPE_ARTICLE_CHANGED,
       {Event::kArticle,
        [&] { Call("ArticleService.CreateArticle", R"({"article": {"title": "Heat pumps"}})"); }}},
      {v1::EVENT_TYPE_QUESTION_ASKED, {Event::kQuestion, [&] { Ask(); }}},
      {v1::EVENT_TYPE_QUESTION_ANSWERED,
       {Event::kQuestion,
        [&] {
          Call("ArticleService.AnswerQuestion", Named(Ask(), R"("answer": "No.", "agent": "sam")"));
        }}},
      {v1::EVENT_TYPE_APPOINTMENT_BOOKED, {Event::kAppointment, [&] { Book(); }}},
      {v1::EVENT_TYPE_APPOINTMENT_MOVED,
       {Event::kAppointment,
        [&] {
          Call("AppointmentService.MoveAppointment",
               Named(Book(), absl::StrCat(R"("outsideHours": true, "slot": {"startTime": ")",
                                          In(absl::Hours(40)), "\"}")));
        }}},
      {v1::EVENT_TYPE_APPOINTMENT_CANCELLED,
       {Event::kAppointment, [&] { Call("AppointmentService.CancelAppointment", Named(Book())); }}},
      {v1::EVENT_TYPE_BOOKABLE_RESOURCE_CHANGED,
       {Event::kBookableResource, [&] { AddResource(); }}},
      {v1::EVENT_TYPE_WEBHOOK_CHANGED,
       {Event::kWebhook,
        [&] {
          Call("DeliveryService.CreateWebhook",
               R"({"webhookId": "crm", "webhook": {"url": "https://crm.example/hooks",
                   "eventTypes": ["LEAD_CLOSED"]}})");
        }}},
      {v1::EVENT_TYPE_DELIVERY_DEAD, {Event::kDelivery, [&] { FailADelivery(); }}},
  };
}

TEST_F(EveryEvent, IsSentWithWhatItIsAbout) {
  const auto stories = Stories();
  const auto* types = v1::EventType_descriptor();
  for (int i = 0; i < types->value_count(); ++i) {
    const auto type = static_cast<v1::EventType>(types->value(i)->number());
    if (type == v1::EVENT_TYPE_UNSPECIFIED) continue;
    SCOPED_TRACE(types->value(i)->name());
    const auto story = stories.find(type);
    ASSERT_NE(story, stories.end()) << "say in Stories() how it comes about";
    const int64_t before = Must(rooms->events().ExtentOf("default")).last;
    story->second.happen();

    std::vector<Event> sent;
    const int64_t last = Must(rooms->events().ExtentOf("default")).last;
    for (int64_t seq = before; seq < last; ++seq) {
      // What was sent before somebody was erased is not in memory any more.
      const auto tail = rooms->events().Peek("default", seq);
      if (tail.next != nullptr && tail.next->type == type) sent.push_back(tail.next->Parse());
    }
    ASSERT_FALSE(sent.empty()) << "nothing is sent";
    EXPECT_EQ(sent[0].payload_case(), story->second.payload);
    EXPECT_FALSE(sent[0].resource().empty());

    bool read = false;
    const bool gone = type == v1::EVENT_TYPE_AGENT_DELETED || type == v1::EVENT_TYPE_CALLER_DELETED;
    for (const auto& kept : Must(rooms->events().Read("default", before, 1000))) {
      const Event event = kept->Parse();
      if (event.name() != sent[0].name()) continue;
      read = true;
      EXPECT_EQ(event.type(), type);
      EXPECT_EQ(event.payload_case(), gone ? Event::PAYLOAD_NOT_SET : sent[0].payload_case());
    }
    EXPECT_TRUE(read) << "who comes later reads nothing";
  }
}

TEST_F(EveryEvent, AndAllThatIsWrittenBearsTheTimeOfTheEnginesClock) {
  for (const auto& [type, story] : Stories()) story.happen();
  const absl::Time machine = absl::Now();
  const absl::Time from = machine - absl::Hours(24);
  const absl::Time until = machine + absl::Hours(24);
  const absl::Time year_ago = time.now - absl::Hours(365 * 24);
  const absl::Time in_a_year = time.now + absl::Hours(365 * 24);
  std::vector<std::string> wrong;
  int64_t times = 0;
  const absl::Status read =
      rooms->runner().store().Read(absl::InfiniteFuture(), [&](store::Session& session) {
        std::vector<std::pair<std::string, std::string>> columns;
        // When the file was brought up to date is not of the domain.
        absl::Status status = session.Query(
            "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' AND t.name NOT LIKE "
            "'sqlite%' AND t.name <> 'schema_migrations' AND c.type LIKE '%INT%'",
            {}, [&](const store::Row& row) {
              columns.emplace_back(std::string(row.Text(0)), std::string(row.Text(1)));
            });
        for (const auto& [table_name, column] : columns) {
          status.Update(session.Query(
              absl::StrCat("SELECT \"", column, "\" FROM \"", table_name, "\""), {},
              [&](const store::Row& row) {
                const int64_t value = row.Int(0);
                const auto between = [&](int64_t first, int64_t end) {
                  return value >= first && value < end;
                };
                if (between(absl::ToUnixMicros(year_ago), absl::ToUnixMicros(in_a_year))) ++times;
                if (between(absl::ToUnixMicros(from), absl::ToUnixMicros(until)) ||
                    between(FirstIdAt(from), FirstIdAt(until)))
                  wrong.push_back(absl::StrCat(table_name, ".", column, " = ", value));
              }));
        }
        return status;
      });
  EXPECT_TRUE(read.ok()) << read;
  EXPECT_GT(times, 200);
  EXPECT_THAT(wrong, IsEmpty()) << "the machine's time, not the engine's";
}

}  // namespace
}  // namespace ringback::test
