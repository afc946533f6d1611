#include "apps/ringback/contacts/header_words.h"

#include <map>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

using Words = std::map<std::string_view, std::string_view>;

// Labels of HubSpot's exports, and the internal names of its API. "Phone Number" is the number of
// the place of work there.
const Words& HubSpotWords() {
  static const auto* words = new Words{
      {"record id", "external_id"},
      {"record id contact", "external_id"},
      {"contact id", "external_id"},
      {"hs object id", "external_id"},
      {"phone number", "phone:work"},
      {"phone", "phone:work"},
      {"mobile phone number", "phone:mobile"},
      {"mobilephone", "phone:mobile"},
      {"whatsapp phone number", "phone:whatsapp"},
      {"hs whatsapp phone number", "phone:whatsapp"},
      {"company name", "company"},
      {"associated company", "company"},
      {"primary associated company", "company"},
      {"address", "street"},
      {"street address", "street"},
      {"state region", "state"},
      {"country region", "country"},
      {"preferred language", "language"},
      {"hs language", "language"},
      {"additional email addresses", "email"},
      {"hs additional emails", "email"},
      {"message", "note"},
      {"time zone", "ignore"},  // HubSpot writes "us_slash_eastern".
      {"hs timezone", "ignore"},
  };
  return *words;
}

// Labels of Salesforce's reports, and the API names of its data loader.
const Words& SalesforceWords() {
  static const auto* words = new Words{
      {"contact id", "external_id"},
      {"contact id 18", "external_id"},
      {"lead id", "external_id"},
      {"lead id 18", "external_id"},
      {"id", "external_id"},
      {"account name", "company"},
      {"account.name", "company"},
      {"company account", "company"},
      {"phone", "phone:work"},
      {"business phone", "phone:work"},
      {"mobile", "phone:mobile"},
      {"mobilephone", "phone:mobile"},
      {"home phone", "phone:home"},
      {"homephone", "phone:home"},
      {"other phone", "phone:other"},
      {"otherphone", "phone:other"},
      {"asst. phone", "phone:assistant"},
      {"asst phone", "phone:assistant"},
      {"assistant phone", "phone:assistant"},
      {"assistantphone", "phone:assistant"},
      {"mailing street", "street"},
      {"mailingstreet", "street"},
      {"mailing address line 1", "street"},
      {"mailing address line 2", "street"},
      {"mailing city", "city"},
      {"mailingcity", "city"},
      {"mailing state province", "state"},
      {"mailing state", "state"},
      {"mailingstate", "state"},
      {"mailing zip postal code", "zip"},
      {"mailing postal code", "zip"},
      {"mailingpostalcode", "zip"},
      {"mailing country", "country"},
      {"mailingcountry", "country"},
      {"state province", "state"},
      {"zip postal code", "zip"},
      {"description", "note"},
      {"donotcall", "do_not_call"},
      {"title", "annotation:job_title"},
  };
  return *words;
}

const Words& GoogleWords() {
  static const auto* words = new Words{
      {"organization name", "company"},
      {"organization 1 name", "company"},
      {"organization title", "annotation:job_title"},
      {"organization 1 title", "annotation:job_title"},
      {"additional name", "middle_name"},
      {"name prefix", "honorific"},
      {"notes", "note"},
  };
  return *words;
}

// What headers mean wherever they stand, English and German.
const Words& CommonWords() {
  static const auto* words = new Words{
      {"honorific", "honorific"},
      {"salutation", "honorific"},
      {"prefix", "honorific"},
      {"anrede", "honorific"},
      {"given name", "given_name"},
      {"first name", "given_name"},
      {"firstname", "given_name"},
      {"forename", "given_name"},
      {"vorname", "given_name"},
      {"middle name", "middle_name"},
      {"middlename", "middle_name"},
      {"zweiter vorname", "middle_name"},
      {"family name", "family_name"},
      {"last name", "family_name"},
      {"lastname", "family_name"},
      {"surname", "family_name"},
      {"nachname", "family_name"},
      {"familienname", "family_name"},
      {"name", "display_name"},
      {"full name", "display_name"},
      {"fullname", "display_name"},
      {"display name", "display_name"},
      {"contact name", "display_name"},
      {"contact", "display_name"},
      {"customer", "display_name"},
      {"customer name", "display_name"},
      {"kunde", "display_name"},
      {"kundenname", "display_name"},
      {"ansprechpartner", "display_name"},
      {"company", "company"},
      {"company name", "company"},
      {"organisation", "company"},
      {"organization", "company"},
      {"business", "company"},
      {"account", "company"},
      {"account name", "company"},
      {"firma", "company"},
      {"firmenname", "company"},
      {"unternehmen", "company"},
      {"household", "household"},
      {"haushalt", "household"},
      {"phone", "phone"},
      {"phone number", "phone"},
      {"phonenumber", "phone"},
      {"telephone", "phone"},
      {"telephone number", "phone"},
      {"tel", "phone"},
      {"tel.", "phone"},
      {"number", "phone"},
      {"telefon", "phone"},
      {"telefonnummer", "phone"},
      {"rufnummer", "phone"},
      {"mobile", "phone:mobile"},
      {"mobile phone", "phone:mobile"},
      {"mobile number", "phone:mobile"},
      {"mobile phone number", "phone:mobile"},
      {"mobil", "phone:mobile"},
      {"mobiltelefon", "phone:mobile"},
      {"mobilnummer", "phone:mobile"},
      {"handy", "phone:mobile"},
      {"handynummer", "phone:mobile"},
      {"cell", "phone:mobile"},
      {"cell phone", "phone:mobile"},
      {"home phone", "phone:home"},
      {"landline", "phone:home"},
      {"festnetz", "phone:home"},
      {"telefon privat", "phone:home"},
      {"privat", "phone:home"},
      {"work phone", "phone:work"},
      {"business phone", "phone:work"},
      {"office phone", "phone:work"},
      {"telefon geschaftlich", "phone:work"},
      {"durchwahl", "phone:direct"},
      {"direct line", "phone:direct"},
      {"direct phone", "phone:direct"},
      {"other phone", "phone:other"},
      {"email", "email"},
      {"e mail", "email"},
      {"mail", "email"},
      {"email address", "email"},
      {"e mail address", "email"},
      {"e mail adresse", "email"},
      {"emailadresse", "email"},
      {"address", "service_address"},
      {"service address", "service_address"},
      {"adresse", "service_address"},
      {"anschrift", "service_address"},
      {"street", "street"},
      {"street address", "street"},
      {"address line 1", "street"},
      {"address line 2", "street"},
      {"address 1", "street"},
      {"address 2", "street"},
      {"strasse", "street"},
      {"str.", "street"},
      {"strasse und hausnummer", "street"},
      {"strasse hausnummer", "street"},
      {"hausnummer", "street"},
      {"zip", "zip"},
      {"zip code", "zip"},
      {"zipcode", "zip"},
      {"postal code", "zip"},
      {"postcode", "zip"},
      {"post code", "zip"},
      {"plz", "zip"},
      {"postleitzahl", "zip"},
      {"city", "city"},
      {"town", "city"},
      {"ort", "city"},
      {"stadt", "city"},
      {"wohnort", "city"},
      {"state", "state"},
      {"county", "state"},
      {"province", "state"},
      {"region", "state"},
      {"bundesland", "state"},
      {"country", "country"},
      {"land", "country"},
      {"language", "language"},
      {"sprache", "language"},
      {"time zone", "time_zone"},
      {"timezone", "time_zone"},
      {"zeitzone", "time_zone"},
      {"id", "external_id"},
      {"external id", "external_id"},
      {"customer id", "external_id"},
      {"customer number", "external_id"},
      {"customer no", "external_id"},
      {"customer no.", "external_id"},
      {"account number", "external_id"},
      {"kundennummer", "external_id"},
      {"kunden nr", "external_id"},
      {"kunden nr.", "external_id"},
      {"kundennr", "external_id"},
      {"kundennr.", "external_id"},
      {"do not call", "do_not_call"},
      {"note", "note"},
      {"notes", "note"},
      {"comment", "note"},
      {"comments", "note"},
      {"notiz", "note"},
      {"notizen", "note"},
      {"bemerkung", "note"},
      {"bemerkungen", "note"},
      {"job title", "annotation:job_title"},
      {"jobtitle", "annotation:job_title"},
  };
  return *words;
}

// "phone 2 value" -> "phone#2". Google numbers what it has several of: e-mails, phones, addresses.
std::string GroupedMeaning(std::string_view header) {
  static const auto* parts = new Words{
      {"e mail value", "email"},
      {"phone value", "phone"},
      {"phone type", "phone_label"},
      {"phone label", "phone_label"},
      {"address formatted", "service_address"},
      {"address street", "street"},
      {"address extended address", "street"},
      {"address city", "city"},
      {"address region", "state"},
      {"address postal code", "zip"},
      {"address country", "country"},
  };
  const size_t digit = header.find_first_of("0123456789");
  if (digit == std::string_view::npos || digit == 0) return "";
  const size_t end = header.find(' ', digit);
  if (end == std::string_view::npos) return "";
  const std::string number(header.substr(digit, end - digit));
  const std::string words =
      std::string(header.substr(0, digit)) + std::string(header.substr(end + 1));
  const auto found = parts->find(words);
  int group = 0;
  if (found == parts->end() || !absl::SimpleAtoi(number, &group)) return "";
  return absl::StrCat(std::string(found->second), "#", group);
}

}  // namespace

std::string_view SystemOf(Source source) {
  switch (source) {
    case Source::kHubSpot:
      return "hubspot";
    case Source::kSalesforce:
      return "salesforce";
    case Source::kGoogle:
      return "google";
    case Source::kCsv:
      break;
  }
  return "csv";
}

std::string NormalHeader(std::string_view header) {
  std::string plain(header);
  for (char& c : plain) {
    if (c == '_' || c == '-' || c == '/' || c == '(' || c == ')' || c == ':') c = ' ';
  }
  return Fold(plain);
}

std::string MeaningOf(std::string_view normal_header, Source source) {
  const Words* own = source == Source::kHubSpot      ? &HubSpotWords()
                     : source == Source::kSalesforce ? &SalesforceWords()
                     : source == Source::kGoogle     ? &GoogleWords()
                                                     : nullptr;
  if (own != nullptr) {
    const auto found = own->find(normal_header);
    if (found != own->end()) return std::string(found->second);
  }
  const auto found = CommonWords().find(normal_header);
  if (found != CommonWords().end()) return std::string(found->second);
  return GroupedMeaning(normal_header);
}

}  // namespace ringback::cli
