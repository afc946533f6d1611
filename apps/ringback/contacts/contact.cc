#include "apps/ringback/contacts/contact.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "apps/ringback/contacts/country_region.h"
#include "apps/ringback/contacts/postal_address.h"
#include "apps/ringback/contacts/stable_hash.h"
#include "ringback/model/text.h"
#include "ringback/phone/phone_number.h"

namespace ringback::cli {

namespace {

// What `raw_input` of a phone takes.
constexpr size_t kMaxNumberBytes = 64;

// What a row holds before it is a caller: parts that stand in several columns.
struct Parts {
  std::vector<std::string> middle_names;
  std::map<int, std::string> phone_labels;        // by group
  std::map<int, PostalAddress> addresses;         // by group
  std::vector<std::pair<int, v1::Phone>> phones;  // with their groups
  std::set<std::string> numbers;                  // of the phones
  std::set<std::string> emails;                   // in lower case
  bool do_not_call = false;
};

std::string Trimmed(std::string_view cell) {
  const std::string text(cell);
  return std::string(absl::StripAsciiWhitespace(text));
}

// A cell as one line.
std::string Flat(std::string_view cell) {
  std::string flat = Trimmed(cell);
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  std::replace(flat.begin(), flat.end(), '\t', ' ');
  return flat;
}

bool IsPlaceholder(const std::string& text) {
  return text.empty() || text == "-" || absl::EqualsIgnoreCase(text, "n/a");
}

// ";ext=12" and its like are parameters of a tel URI (RFC 3966), not a second number.
bool BeginsParameter(std::string_view text) {
  return text.starts_with("ext=") || text.starts_with("isub=") ||
         text.starts_with("phone-context=");
}

// The values of a cell that holds several: Google writes " ::: " between them, others a semicolon
// or a line break.
std::vector<std::string> SeveralValues(const std::string& cell) {
  std::vector<std::string> values;
  size_t start = 0;
  for (size_t i = 0; i <= cell.size(); ++i) {
    const std::string_view rest = std::string_view(cell).substr(i);
    const bool google = rest.starts_with(":::");
    const bool semicolon = rest.starts_with(";") && !BeginsParameter(rest.substr(1));
    if (i < cell.size() && !google && !semicolon && cell[i] != '\n') continue;
    std::string value = Trimmed(std::string_view(cell).substr(start, i - start));
    if (!IsPlaceholder(value)) values.push_back(std::move(value));
    if (google) i += 2;
    start = i + 1;
  }
  return values;
}

// "4.91712E+12": a spreadsheet has thrown digits away.
bool IsRounded(const std::string& number) {
  const size_t e = number.find_first_of("eE");
  return e != std::string::npos && e > 0 && e + 2 < number.size() && number[e + 1] == '+' &&
         number.find_first_not_of("0123456789.,") == e &&
         number.find_first_not_of("0123456789", e + 2) == std::string::npos;
}

absl::Status AddPhones(const Target& target, const std::string& cell, Parts* parts) {
  for (std::string value : SeveralValues(cell)) {
    if (value.front() == '\'') value.erase(0, 1);  // how a spreadsheet marks text
    if (IsRounded(value)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "phone: ", Quote(value), " was rounded by a spreadsheet; keep the column as text"));
    }
    if (value.empty() || !parts->numbers.insert(value).second) continue;
    v1::Phone phone;
    phone.set_number(value);
    phone.set_label(target.label);
    parts->phones.emplace_back(target.group, std::move(phone));
  }
  return absl::OkStatus();
}

void AddEmails(const std::string& cell, v1::Caller* caller, Parts* parts) {
  for (const std::string& value : SeveralValues(cell)) {
    if (parts->emails.insert(absl::AsciiStrToLower(value)).second) caller->add_emails(value);
  }
}

bool IsYes(const std::string& cell) {
  constexpr std::array<const char*, 6> kYes = {"1", "yes", "true", "y", "x", "ja"};
  return std::any_of(kYes.begin(), kYes.end(),
                     [&](const char* yes) { return absl::EqualsIgnoreCase(cell, yes); });
}

// Salesforce's reports cut the record id to 15 characters of mixed case; its API gives 18, the last
// three saying which of the 15 are capitals. Both must be one id.
std::string LongSalesforceId(const std::string& id) {
  constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
  const bool plain =
      std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  if (id.size() != 15 || !plain) return id;
  std::string longer = id;
  for (size_t block = 0; block < 15; block += 5) {
    unsigned capitals = 0;
    for (size_t i = 0; i < 5; ++i) {
      if (id[block + i] >= 'A' && id[block + i] <= 'Z') capitals |= 1U << i;
    }
    longer += kAlphabet[capitals];
  }
  return longer;
}

// "English" is what people write where BCP 47 says "en".
std::string LanguageTag(const std::string& text) {
  static const auto* tags = new std::map<std::string, std::string>{
      {"english", "en"}, {"englisch", "en"}, {"german", "de"},  {"deutsch", "de"},
      {"french", "fr"},  {"spanish", "es"},  {"italian", "it"}, {"turkish", "tr"}};
  const auto found = tags->find(absl::AsciiStrToLower(text));
  return found == tags->end() ? text : found->second;
}

void SetId(const Columns& columns, const std::string& cell, v1::Caller* caller) {
  v1::ExternalId* id = caller->add_external_ids();
  id->set_system(std::string(SystemOf(columns.source)));
  id->set_id(columns.source == Source::kSalesforce ? LongSalesforceId(cell) : cell);
}

void SetAddressPart(const Target& target, const std::string& cell, Parts* parts) {
  PostalAddress& address = parts->addresses[target.group];
  switch (target.field) {
    case Field::kAddress:
      address.whole = cell;
      break;
    case Field::kStreet:
      absl::StrAppend(&address.street, address.street.empty() ? "" : " ", cell);
      break;
    case Field::kZip:
      address.zip = cell;
      break;
    case Field::kCity:
      address.city = cell;
      break;
    case Field::kState:
      address.state = cell;
      break;
    default:
      address.country = cell;
      break;
  }
}

// Sets a text field unless an earlier column has set it.
void SetFirst(const std::string& value, std::string* field) {
  if (field->empty()) *field = value;
}

absl::Status AddCell(const Columns& columns, const Target& target, const std::string& cell,
                     v1::Caller* caller, Parts* parts) {
  const std::string flat = Flat(cell);
  switch (target.field) {
    case Field::kIgnore:
      break;
    case Field::kHonorific:
      SetFirst(flat, caller->mutable_honorific());
      break;
    case Field::kGivenName:
      SetFirst(flat, caller->mutable_given_name());
      break;
    case Field::kMiddleName:
      parts->middle_names.push_back(flat);
      break;
    case Field::kFamilyName:
      SetFirst(flat, caller->mutable_family_name());
      break;
    case Field::kDisplayName:
      SetFirst(flat, caller->mutable_display_name());
      break;
    case Field::kCompany:
      SetFirst(flat, caller->mutable_company());
      break;
    case Field::kHousehold:
      SetFirst(flat, caller->mutable_household());
      break;
    case Field::kPhone:
      return AddPhones(target, cell, parts);
    case Field::kPhoneLabel:
      parts->phone_labels[target.group] = flat;
      break;
    case Field::kEmail:
      AddEmails(cell, caller, parts);
      break;
    case Field::kLanguage:
      SetFirst(LanguageTag(flat), caller->mutable_language());
      break;
    case Field::kTimeZone:
      SetFirst(flat, caller->mutable_time_zone());
      break;
    case Field::kExternalId:
      if (caller->external_ids().empty()) SetId(columns, flat, caller);
      break;
    case Field::kDoNotCall:
      parts->do_not_call = IsYes(flat);
      break;
    case Field::kAnnotation:
      (*caller->mutable_annotations())[target.label] = CutUtf8(cell, kMaxAnnotationBytes);
      break;
    default:
      SetAddressPart(target, cell, parts);
  }
  return absl::OkStatus();
}

// "* Mobile" is how Google marks the first among several.
std::string PlainLabel(std::string label) {
  if (label.starts_with("* ")) label.erase(0, 2);
  return absl::AsciiStrToLower(label);
}

// Numbers without a country code are of the country that the row is in; the server would read them
// in the tenant's. What cannot be read so is left for the server to judge.
void ReadInCountry(const Parts& parts, v1::Caller* caller) {
  std::string region;
  for (const auto& [group, address] : parts.addresses) {
    if (region.empty()) region = RegionOfCountry(address.country);
  }
  if (region.empty()) return;
  for (v1::Phone& phone : *caller->mutable_phones()) {
    const absl::StatusOr<ReadNumber> read = ReadDialable(phone.number(), region);
    if (!read.ok() || read->number.empty()) continue;
    phone.set_raw_input(std::string(CutUtf8(phone.number(), kMaxNumberBytes)));
    phone.set_number(read->number.ToE164());
    phone.set_extension(read->extension);
  }
}

void Assemble(const Parts& parts, v1::Caller* caller) {
  for (const std::string& middle : parts.middle_names) {
    std::string* given = caller->mutable_given_name();
    absl::StrAppend(given, given->empty() ? "" : " ", middle);
  }
  // The server makes the name to show of the parts; what an export adds to them is the same again.
  if (!caller->given_name().empty() || !caller->family_name().empty()) {
    caller->clear_display_name();
  }
  for (const auto& [group, phone] : parts.phones) {
    v1::Phone* added = caller->add_phones();
    *added = phone;
    const auto label = parts.phone_labels.find(group);
    if (added->label().empty() && label != parts.phone_labels.end()) {
      added->set_label(PlainLabel(label->second));
    }
    if (parts.do_not_call) added->set_do_not_call(true);
  }
  ReadInCountry(parts, caller);
  for (const auto& [group, address] : parts.addresses) {
    const std::string text = OnOneLine(address);
    if (text.empty()) continue;
    caller->set_service_address(text);
    break;
  }
}

// The id of a row that has none.
std::string HashOfIdentity(const v1::Caller& caller) {
  std::string identity;
  std::string number;
  if (!caller.phones().empty()) {
    const v1::Phone& phone = caller.phones(0);
    number = phone.raw_input().empty() ? phone.number() : phone.raw_input();
  }
  for (const std::string& part :
       {caller.given_name(), caller.family_name(), caller.display_name(), caller.company(),
        caller.emails().empty() ? std::string() : caller.emails(0), number}) {
    absl::StrAppend(&identity, Fold(part), "\n");
  }
  return absl::StrFormat("%016x%016x", StableHash(identity), StableHash(identity, 1));
}

absl::Status CheckCells(const Columns& columns, const CsvRecord& record) {
  for (size_t i = 0; i < record.cells.size(); ++i) {
    const std::string& cell = record.cells[i];
    const std::string column =
        i < columns.headers.size() ? Quote(columns.headers[i]) : absl::StrCat("number ", i + 1);
    if (!IsValidUtf8(cell)) {
      return absl::InvalidArgumentError(
          absl::StrCat("column ", column, ": ", Quote(MakeValidUtf8(cell)),
                       " is not UTF-8; the file may be Latin-1, save it as CSV UTF-8"));
    }
    if (i >= columns.headers.size() && !cell.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("there are ", record.cells.size(),
                                                     " cells, but ", columns.headers.size(),
                                                     " columns; is a quotation mark missing?"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Caller> ReadContact(const Columns& columns, const CsvRecord& record) {
  absl::Status status = CheckCells(columns, record);
  if (!status.ok()) return status;
  v1::Caller caller;
  Parts parts;
  for (size_t i = 0; i < std::min(record.cells.size(), columns.targets.size()); ++i) {
    const std::string cell = Trimmed(record.cells[i]);
    if (cell.empty()) continue;
    status = AddCell(columns, columns.targets[i], cell, &caller, &parts);
    if (!status.ok()) return status;
  }
  Assemble(parts, &caller);
  const bool known = !caller.given_name().empty() || !caller.family_name().empty() ||
                     !caller.display_name().empty() || !caller.company().empty() ||
                     !caller.phones().empty() || !caller.emails().empty();
  if (!known) {
    return absl::InvalidArgumentError("there is no name, company, phone or e-mail in it");
  }
  if (caller.external_ids().empty()) SetId(columns, HashOfIdentity(caller), &caller);
  return caller;
}

bool IsReportFooter(const Columns& columns, const CsvRecord& record) {
  constexpr std::array<std::string_view, 5> kFooters = {"Grand Totals", "Confidential Information",
                                                        "Copyright (c) ", "Copyright © ",
                                                        "Total Records"};
  if (columns.source != Source::kSalesforce || record.cells.empty()) return false;
  // A contact has all of its cells; what stands below a report has one.
  if (record.cells.size() == 1 && columns.headers.size() > 1) return true;
  const bool alone = std::all_of(record.cells.begin() + 1, record.cells.end(),
                                 [](const std::string& cell) { return cell.empty(); });
  return alone && std::any_of(kFooters.begin(), kFooters.end(), [&](std::string_view footer) {
           return record.cells[0].starts_with(footer);
         });
}

}  // namespace ringback::cli
