#include "tests/bench/raw_card.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/raw_sqlite.h"

namespace ringback::bench {
namespace {

// The bounds of a card.
constexpr size_t kMaxMatches = 20;
constexpr int64_t kMaxAttempts = 10;
constexpr int64_t kMaxNumberAttempts = 20;
constexpr int64_t kMaxGroup = 200;
constexpr size_t kMaxMembers = 10;
constexpr int64_t kMaxMemberAttempts = 3;
constexpr int64_t kMaxLeads = 5;
constexpr int64_t kMaxNotes = 5;
constexpr int64_t kMaxAppointments = 5;
constexpr int64_t kLongestAppointmentUs = int64_t{24} * 3600 * 1000000;
constexpr int64_t kWon = 4;  // the first state of a lead that is closed

#define ATTEMPT_COLUMNS                                                                          \
  "id, agent, caller, lead, channel, number, extension, caller_id, campaign, purpose, "          \
  "offer_text, offer_slots, start_us, end_us, outcome, voicemail_text, returned_by, return_us, " \
  "create_us"

// Places of columns in a row.
constexpr int kCallerParts = 2;  // the counts of numbers, addresses, ids and annotations
constexpr int kCallerHas = 6;    // whether there are leads, notes, appointments
constexpr int kAttemptAgent = 1;
constexpr int kAttemptCaller = 2;
constexpr int kAttemptSlots = 11;

// The attempts to a number, but for those that the index alone rules out.
std::string ToNumber(const std::string& condition) {
  return "SELECT " ATTEMPT_COLUMNS
         " FROM (SELECT caller AS other, start_us AS began_us, id AS attempt FROM attempts WHERE "
         "tenant = ?1 AND number = ?2 AND number <> 0 AND start_us BETWEEN ?3 AND ?4 " +
         condition +
         " ORDER BY start_us DESC, id DESC LIMIT ?5) AS found JOIN attempts ON tenant = ?1 AND "
         "caller = other AND start_us = began_us AND id = attempt";
}

}  // namespace

class RawCardReader::Statements {
 public:
  explicit Statements(const std::string& path) : db(path) { db.Run("PRAGMA cache_size=-36864"); }

  RawDatabase db;
  RawStatement begin{db, "BEGIN"};
  RawStatement commit{db, "COMMIT"};
  RawStatement window{db, "SELECT callback_window_seconds FROM tenants WHERE id = ?1"};
  RawStatement owners{db,
                      "SELECT caller, number, extension, label, raw_input, is_primary, "
                      "do_not_call, national, region, line_type FROM caller_phones WHERE tenant = "
                      "?1 AND number = ?2 ORDER BY caller, position"};
  RawStatement verdicts{db,
                        "SELECT caller, verdict, agent, call, verdict_us FROM identity_verdicts "
                        "WHERE tenant = ?1 AND number = ?2 ORDER BY caller"};
  RawStatement caller{db,
                      "SELECT household_key, company_key, phone_count, email_count, "
                      "external_id_count, annotation_count, has_leads, has_notes, "
                      "has_appointments, honorific, given_name, family_name, "
                      "display_name, company, household, service_address, language, time_zone, "
                      "revision, create_us, update_us FROM callers WHERE tenant = ?1 AND id = ?2"};
  RawStatement phones{db,
                      "SELECT number, extension, label, raw_input, is_primary, do_not_call FROM "
                      "caller_phones WHERE tenant = ?1 AND caller = ?2 ORDER BY position"};
  RawStatement emails{db,
                      "SELECT email FROM caller_emails WHERE tenant = ?1 AND caller = ?2 ORDER BY "
                      "position"};
  RawStatement external_ids{db,
                            "SELECT system, external_id, url FROM caller_external_ids WHERE "
                            "tenant = ?1 AND caller = ?2 ORDER BY position"};
  RawStatement annotations{db,
                           "SELECT name, value FROM caller_annotations WHERE tenant = ?1 AND "
                           "caller = ?2 ORDER BY name"};
  // Most numbers have one owner.
  RawStatement to_number{db, ToNumber("AND NOT caller = ?6")};
  RawStatement to_shared_number{
      db, ToNumber("AND caller NOT IN (SELECT caller FROM caller_phones WHERE tenant = ?1 AND "
                   "number = ?2)")};
  RawStatement to_caller{db, "SELECT " ATTEMPT_COLUMNS
                             " FROM attempts WHERE tenant = ?1 AND caller = ?2 AND caller <> 0 AND "
                             "start_us BETWEEN ?3 AND ?4 ORDER BY start_us DESC, id DESC LIMIT ?5"};
  RawStatement last_rung{
      db,
      "SELECT start_us FROM attempts WHERE tenant = ?1 AND caller = ?2 AND "
      "caller <> 0 AND start_us BETWEEN ?3 AND ?4 ORDER BY start_us DESC LIMIT 1"};
  RawStatement slots{db,
                     "SELECT start_us, end_us FROM attempt_slots WHERE tenant = ?1 AND attempt = "
                     "?2 ORDER BY position"};
  RawStatement household{db,
                         "SELECT id FROM callers WHERE tenant = ?1 AND household_key = ?2 AND "
                         "household_key <> '' ORDER BY id LIMIT ?3"};
  RawStatement company{db,
                       "SELECT id FROM callers WHERE tenant = ?1 AND company_key = ?2 AND "
                       "company_key <> '' ORDER BY id LIMIT ?3"};
  RawStatement leads{
      db,
      "SELECT id, milestone_count, caller, interest, source, state, owner, team, next_contact_us, "
      "next_contact_channel, next_contact_reason, cadence, touch_count, close_reason, value, "
      "currency, revision, create_us, update_us, campaign, source_name, return_reason, "
      "conversation_count, first_touch_us, first_conversation_us, advance_us, close_us, "
      "handoff_us, enrol_state, enrol_cadence, enrol_step, enrol_touches, enrol_retries, enrol_us, "
      "enrol_next_us, enrol_resume_us, enrol_stop_reason FROM leads WHERE tenant = ?1 AND caller = "
      "?2 AND "
      "state < ?3 AND create_us <= ?4 ORDER BY id DESC LIMIT ?5"};
  RawStatement lead_milestones{db,
                               "SELECT milestone FROM lead_milestones WHERE tenant = ?1 AND lead = "
                               "?2 ORDER BY milestone"};
  RawStatement notes{db,
                     "SELECT id, need_count, milestone_count, caller, lead, call, agent, body, "
                     "note_us, create_us FROM "
                     "call_notes WHERE tenant = ?1 AND caller = ?2 AND note_us <= ?3 ORDER BY "
                     "note_us DESC, id DESC LIMIT ?4"};
  RawStatement needs{db,
                     "SELECT stated, need FROM call_note_needs WHERE tenant = ?1 AND note = ?2 "
                     "ORDER BY stated, position"};
  RawStatement note_milestones{db,
                               "SELECT milestone FROM call_note_milestones WHERE tenant = ?1 AND "
                               "note = ?2 ORDER BY milestone"};
  RawStatement agent{db,
                     "SELECT id, display_name, team, extension, email, presence, revision, "
                     "create_us, update_us FROM agents WHERE tenant = ?1 AND id = ?2"};
  RawStatement appointments{
      db,
      "SELECT id, kind, caller, lead, resource, start_us, end_us, address, description, agent, "
      "state, cancel_reason, sequence, create_us, update_us FROM appointments WHERE tenant = ?1 "
      "AND caller = ?2 AND start_us > ?3 AND end_us > ?4 AND state = 1 ORDER BY start_us, id "
      "LIMIT ?5"};
  // Whether there is documentation to name. What a card of a tenant who has some reads besides, is
  // not read here: the data has none.
  RawStatement any_article{db, "SELECT 1 FROM articles WHERE tenant = ?1 LIMIT 1"};
  // As the library keeps its tenants in memory.
  std::map<std::string, int64_t, std::less<>> windows_us;
};

// The reading of one card.
struct RawCardReader::Card {
  struct Match {
    int64_t caller;
    bool owner;
    bool has_leads, has_notes, has_appointments;
    int attempts = 0;
    std::string last_agent;
    std::string household;
    std::string company;
  };

  Statements& on;
  const std::string_view tenant;
  const int64_t from_us;
  const int64_t at_us;
  CardRows rows = {};
  std::vector<Match> matches = {};

  bool Has(int64_t caller) const {
    return std::any_of(matches.begin(), matches.end(),
                       [&](const Match& match) { return match.caller == caller; });
  }

  // Reads all rows of a statement whose parameters are bound.
  void ReadRows(RawStatement& statement) {
    while (statement.Step()) rows.read += statement.ReadAll();
    statement.Reset();
  }

  std::vector<int64_t> ReadIds(RawStatement& statement) {
    std::vector<int64_t> ids;
    while (statement.Step()) ids.push_back(statement.Int(0));
    statement.Reset();
    return ids;
  }

  // `owner`: they have the number; their row with it was read.
  void AddCaller(int64_t id, bool owner) {
    std::array<int64_t, 4> parts = {};
    on.caller.Bind(tenant, id);
    if (on.caller.Step()) {
      for (int i = 0; i < 4; ++i) parts[static_cast<size_t>(i)] = on.caller.Int(kCallerParts + i);
      rows.read += on.caller.ReadAll();
      matches.push_back({.caller = id,
                         .owner = owner,
                         .has_leads = on.caller.Int(kCallerHas) != 0,
                         .has_notes = on.caller.Int(kCallerHas + 1) != 0,
                         .has_appointments = on.caller.Int(kCallerHas + 2) != 0,
                         .last_agent = "",
                         .household = std::string(on.caller.Text(0)),
                         .company = std::string(on.caller.Text(1))});
    }
    on.caller.Reset();
    if (parts[0] > (owner ? 1 : 0)) ReadRows(on.phones.Bind(tenant, id));
    if (parts[1] > 0) ReadRows(on.emails.Bind(tenant, id));
    if (parts[2] > 0) ReadRows(on.external_ids.Bind(tenant, id));
    if (parts[3] > 0) ReadRows(on.annotations.Bind(tenant, id));
  }

  struct Attempt {
    int64_t caller;
    std::string agent;
  };

  std::vector<Attempt> ReadAttempts(RawStatement& statement) {
    std::vector<Attempt> attempts;
    std::vector<int64_t> with_slots;
    while (statement.Step()) {
      rows.read += statement.ReadAll();
      attempts.push_back(
          {statement.Int(kAttemptCaller), std::string(statement.Text(kAttemptAgent))});
      if (statement.Int(kAttemptSlots) > 0) with_slots.push_back(statement.Int(0));
    }
    statement.Reset();
    for (const int64_t attempt : with_slots) ReadRows(on.slots.Bind(tenant, attempt));
    return attempts;
  }

  std::vector<Attempt> AttemptsTo(int64_t caller, int64_t most) {
    return ReadAttempts(on.to_caller.Bind(tenant, caller, from_us, at_us, most));
  }

  static void Attach(const std::vector<Attempt>& attempts, Match* match) {
    for (const Attempt& attempt : attempts) {
      if (match->attempts++ == 0) match->last_agent = attempt.agent;
    }
  }

  void AddMembers(RawStatement& members, const std::string& key) {
    if (key.empty()) return;
    std::vector<std::pair<int64_t, int64_t>> rung;  // when, the last first, and who
    for (const int64_t member : ReadIds(members.Bind(tenant, std::string_view(key), kMaxGroup))) {
      if (Has(member)) continue;
      on.last_rung.Bind(tenant, member, from_us, at_us);
      if (on.last_rung.Step()) rung.emplace_back(-on.last_rung.Int(0), member);
      on.last_rung.Reset();
    }
    std::sort(rung.begin(), rung.end());
    if (rung.size() > kMaxMembers) rung.resize(kMaxMembers);
    for (const auto& [when, member] : rung) {
      const std::vector<Attempt> attempts = AttemptsTo(member, kMaxMemberAttempts);
      AddCaller(member, false);
      Attach(attempts, &matches.back());
    }
  }

  void ReadLeads(int64_t caller) {
    std::vector<int64_t> with_milestones;
    on.leads.Bind(tenant, caller, kWon, at_us, kMaxLeads);
    for (; on.leads.Step(); ++rows.leads) {
      rows.read += on.leads.ReadAll();
      if (on.leads.Int(1) > 0) with_milestones.push_back(on.leads.Int(0));
    }
    on.leads.Reset();
    for (const int64_t lead : with_milestones) ReadRows(on.lead_milestones.Bind(tenant, lead));
  }

  void ReadNotes(int64_t caller) {
    std::vector<int64_t> with_needs, with_milestones;
    on.notes.Bind(tenant, caller, at_us, kMaxNotes);
    for (; on.notes.Step(); ++rows.notes) {
      rows.read += on.notes.ReadAll();
      if (on.notes.Int(1) > 0) with_needs.push_back(on.notes.Int(0));
      if (on.notes.Int(2) > 0) with_milestones.push_back(on.notes.Int(0));
    }
    on.notes.Reset();
    for (const int64_t note : with_needs) ReadRows(on.needs.Bind(tenant, note));
    for (const int64_t note : with_milestones) ReadRows(on.note_milestones.Bind(tenant, note));
  }

  void ReadDetails(const Match& match) {
    rows.attempts += match.attempts;
    if (match.has_leads) ReadLeads(match.caller);
    if (match.has_notes) ReadNotes(match.caller);
    if (match.has_appointments) {
      ReadRows(on.appointments.Bind(tenant, match.caller, at_us - kLongestAppointmentUs, at_us,
                                    kMaxAppointments));
    }
    if (!match.last_agent.empty()) ReadRows(on.agent.Bind(tenant, match.last_agent));
  }

  std::vector<int64_t> ReadOwners(int64_t number) {
    std::vector<int64_t> owners;
    on.owners.Bind(tenant, number);
    while (on.owners.Step()) {
      rows.read += on.owners.ReadAll();
      if (owners.empty() || owners.back() != on.owners.Int(0)) owners.push_back(on.owners.Int(0));
    }
    on.owners.Reset();
    return owners;
  }

  CardRows Read(int64_t number) {
    const std::vector<int64_t> owners = ReadOwners(number);
    ReadRows(on.verdicts.Bind(tenant, number));
    for (const int64_t owner : owners) AddCaller(owner, true);
    // Those to the owners are read with theirs.
    const std::vector<Attempt> dialed = ReadAttempts(
        owners.size() == 1
            ? on.to_number.Bind(tenant, number, from_us, at_us, kMaxNumberAttempts, owners.front())
            : on.to_shared_number.Bind(tenant, number, from_us, at_us, kMaxNumberAttempts));
    for (const Attempt& attempt : dialed) {
      if (attempt.caller != 0 && !Has(attempt.caller)) AddCaller(attempt.caller, false);
    }
    for (Match& match : matches) {
      std::vector<Attempt> attempts = AttemptsTo(match.caller, kMaxAttempts);
      for (const Attempt& attempt : dialed) {
        const bool unnamed = attempt.caller == 0 && match.owner;
        if (unnamed && attempts.size() < kMaxAttempts) attempts.push_back(attempt);
      }
      Attach(attempts, &match);
    }
    for (size_t i = 0, found = matches.size(); i < found; ++i) {
      if (!matches[i].owner) continue;
      // Copies: the list grows.
      const std::string household = matches[i].household, company = matches[i].company;
      AddMembers(on.household, household);
      AddMembers(on.company, company);
    }
    if (matches.size() > kMaxMatches) matches.resize(kMaxMatches);
    for (const Match& match : matches) ReadDetails(match);
    if (rows.attempts > 0 || rows.leads > 0) ReadRows(on.any_article.Bind(tenant));
    rows.matches = static_cast<int>(matches.size());
    return rows;
  }
};

RawCardReader::RawCardReader(const std::string& path)
    : statements_(std::make_unique<Statements>(path)) {}

RawCardReader::~RawCardReader() = default;

CardRows RawCardReader::Read(std::string_view tenant, int64_t number, int64_t at_us) {
  Statements& on = *statements_;
  auto window = on.windows_us.find(tenant);
  if (window == on.windows_us.end()) {
    on.window.Bind(tenant).Step();
    window = on.windows_us.emplace(tenant, on.window.Int(0) * 1000000).first;
    on.window.Reset();
  }
  on.begin.Run();
  const CardRows rows =
      Card{.on = on, .tenant = tenant, .from_us = at_us - window->second, .at_us = at_us}.Read(
          number);
  on.commit.Run();
  return rows;
}

}  // namespace ringback::bench
