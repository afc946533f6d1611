#include "tests/e2e/hostile_values.h"

#include <limits>
#include <string_view>

namespace ringback::test {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using v1::FieldRules;

namespace {

constexpr int64_t kLongest = std::numeric_limits<int64_t>::max();
constexpr int64_t kShortest = std::numeric_limits<int64_t>::min();

std::string Repeat(std::string_view text, size_t bytes) {
  std::string result;
  while (!text.empty() && result.size() + text.size() <= bytes) result += text;
  return result;
}

// What is some language or other: for a parser, a shell, a query, a template, a terminal.
const std::vector<std::string_view>& Languages() {
  using namespace std::string_view_literals;
  static const auto* const texts = new std::vector<std::string_view>{
      " "sv,
      "-"sv,
      "0"sv,
      "-1"sv,
      "a\0b"sv,
      "a\r\nX-Injected: yes"sv,
      "\x1b[2J\x07"sv,
      "\xE2\x80\xAE\xE2\x81\xA6reversed"sv,
      "\xEF\xBB\xBF\xE2\x80\x8B\xC2\xAD"sv,
      "e\xCC\x81\xCC\x81\xCC\x81 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"sv,
      "\xF4\x8F\xBF\xBF\xEF\xBF\xBF"sv,
      "'; DROP TABLE callers; --"sv,
      "\" OR * NEAR(a b, 99) AND NOT"sv,
      "%_\\%"sv,
      "{{caller.given_name}}{{#caller}}{{/nobody}}{{"sv,
      "{{>/etc/passwd}}{{=<% %>=}}"sv,
      "<!--<script>[x](javascript:y)![]("sv,
      "=HYPERLINK(\"http://x\")"sv,
      "../../etc/passwd"sv,
      "http://127.0.0.1:1/\\@[::1]"sv,
      "<sip:+12025550143@x;phone-context=+1>;tag="sv,
      "tel:+1-202-555-0143;ext=99"sv,
      "+12025550143"sv,
      "anonymous"sv,
      "sample@example.com"sv,
      "\"a b\"@[127.0.0.1]"sv,
      "Europe/Berlin"sv,
      "US"sv,
      "de-DE-u-co-phonebk-x-y"sv,
      "2030-10-07T10:00:00Z"sv,
      "start"sv,
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"sv,
      "Z2FyYmFnZWdhcmJhZ2U="sv,
      "state = \"NEW\" AND (a OR (b OR (c"sv,
      "no_such_field"sv,
      "NaN"sv,
      "1e999"sv,
      "%s%n%d"sv,
  };
  return *texts;
}

void AddNames(const FieldRules& rules, const std::vector<std::string>& names,
              std::vector<Hostile<std::string>>* values) {
  for (const std::string_view name :
       {"tenants/-", "tenants/default", "tenants/nobody", "tenants/other/callers/0abcdefghjkmn"}) {
    if (name.size() <= rules.max_bytes())
      values->push_back({"the name " + std::string(name), std::string(name)});
  }
  for (const std::string& name : names) {
    if (name.size() <= rules.max_bytes()) values->push_back({"the name " + name, name});
  }
  if (rules.resource().empty()) return;
  const std::string good = NameOf(rules.resource());
  const bool id_alone = rules.resource().ends_with(",*");
  for (const std::string& bad :
       {std::string(id_alone ? "X" : "x"), std::string("/"), good + "/", good + "/x/y", "/" + good,
        good + " ", " " + good, "T" + good.substr(1), "tenants//" + good.substr(8), good.substr(8),
        std::string("tenants/default/things/1"), good + "\n", good + "?x=1",
        std::string("tenants/../callers/1"), std::string("http://") + good}) {
    values->push_back({"the resource name " + bad, bad, true});
  }
}

}  // namespace

FieldRules RulesOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::rules); }

std::string NameOf(const std::string& pattern) {
  std::string name;
  for (const char c : pattern.substr(0, pattern.find(','))) {
    if (c != '*') {
      name.push_back(c);
    } else {
      name += name == "tenants/" ? "default" : "0abcdefghjkmn";
    }
  }
  return name;
}

std::vector<Hostile<std::string>> HostileTexts(const FieldRules& rules, bool required, size_t huge,
                                               const std::vector<std::string>& names) {
  const size_t most = rules.max_bytes();
  std::vector<Hostile<std::string>> values = {
      {"text that is one byte too long", std::string(most + 1, 'x'), true},
      {std::to_string(huge) + " bytes of text", std::string(huge, 'x'), true},
      {"text that is not UTF-8", "caf\xE9", true},
      {"text of half a character", "\xF0\x9F\x93", true},
      {"text of half of a pair", "\xED\xA0\x80", true},
      {"no text", "", required}};
  for (const std::string_view part : {"x", "9", "(", "<!--", "{{#a}}", "\xF0\x9F\x93\x9E", " a",
                                      "\xCC\x81", "\n", "[[", "*_`", "\"", "a."}) {
    values.push_back(
        {"as much as there may be of " + std::string(part), Repeat(part, most), false});
  }
  for (const std::string_view text : Languages()) {
    if (text.size() <= most) values.push_back({std::string(text), std::string(text), false});
  }
  if (rules.client_id()) {
    for (const char* bad : {"Upper", "-dash", "with space", "a/b", "ü", "a.b", "a_b"}) {
      values.push_back({std::string("the id ") + bad, bad, true});
    }
  }
  AddNames(rules, names, &values);
  return values;
}

std::vector<Hostile<int64_t>> HostileNumbers(const FieldRules& rules, bool is_short) {
  std::vector<Hostile<int64_t>> values;
  const int64_t longest = is_short ? std::numeric_limits<int32_t>::max() : kLongest;
  const int64_t shortest = is_short ? std::numeric_limits<int32_t>::min() : kShortest;
  const bool checked = rules.max() != 0;
  for (const int64_t value : {longest, shortest, rules.max(), rules.min(), int64_t{0}, int64_t{1},
                              int64_t{-1}, longest / 1000, longest / 1000000}) {
    const bool breaks = checked && (value < rules.min() || value > rules.max());
    values.push_back({"the number " + std::to_string(value), value, breaks});
  }
  if (checked) {
    for (const int64_t value : {rules.max() < longest ? rules.max() + 1 : shortest,
                                rules.min() > shortest ? rules.min() - 1 : longest})
      values.push_back({"the number " + std::to_string(value), value,
                        value < rules.min() || value > rules.max()});
  }
  return values;
}

std::vector<Hostile<double>> HostileFractions() {
  using Limits = std::numeric_limits<double>;
  return {{"not a number", Limits::quiet_NaN()},         {"infinity", Limits::infinity()},
          {"less than all", -Limits::infinity()},        {"the largest number", Limits::max()},
          {"the smallest number", Limits::denorm_min()}, {"minus nought", -0.0}};
}

std::vector<Hostile<int>> HostileEnums(const EnumDescriptor& type, bool required) {
  std::vector<Hostile<int>> values;
  for (const int value :
       {99999, -1, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    values.push_back({"the value " + std::to_string(value), value, true});
  }
  for (int i = 0; i < type.value_count(); ++i) {
    const int value = type.value(i)->number();
    values.push_back({"the value " + type.value(i)->name(), value, value == 0 && required});
  }
  return values;
}

std::vector<Hostile<Moment>> HostileTimes() {
  constexpr int64_t kYear9999 = 253402300799;
  constexpr int64_t kYear2200 = 7258118400;
  std::vector<Hostile<Moment>> values;
  for (const Moment& time :
       {Moment{kYear9999, 0}, Moment{kYear2200, 0}, Moment{-1, 0}, Moment{kLongest, 0},
        Moment{kShortest, 0}, Moment{1000, -1}, Moment{1000, 1000000000}, Moment{0, 0},
        Moment{0, 1}, Moment{1, 999999999}, Moment{kYear2200 - 1, 999999999}, Moment{1900000000, 0},
        Moment{4102444800, 1}, Moment{1711846799, 999999999}}) {
    const bool breaks =
        time.seconds < 0 || time.seconds >= kYear2200 || time.nanos < 0 || time.nanos > 999999999;
    values.push_back(
        {"the time " + std::to_string(time.seconds) + " s " + std::to_string(time.nanos) + " ns",
         time, breaks});
  }
  return values;
}

std::vector<Hostile<Moment>> HostileSpans(const FieldRules& rules) {
  std::vector<Hostile<Moment>> values;
  const bool checked = rules.max() != 0;
  for (const Moment& span :
       {Moment{rules.max() + 1, 0}, Moment{rules.min() - 1, 0}, Moment{-1, 0}, Moment{kLongest, 0},
        Moment{kShortest, 0}, Moment{rules.min(), 1}, Moment{rules.max(), 999999999}, Moment{0, -1},
        Moment{rules.max(), 0}, Moment{rules.min(), 0}, Moment{1, 0}}) {
    const bool out = span.seconds < rules.min() || span.seconds > rules.max();
    values.push_back(
        {"the span " + std::to_string(span.seconds) + " s " + std::to_string(span.nanos) + " ns",
         span, span.nanos != 0 || (checked && out)});
  }
  return values;
}

std::vector<Hostile<std::vector<std::string>>> HostilePaths(const FieldRules& rules) {
  std::vector<Hostile<std::vector<std::string>>> values = {
      {"one path too many", std::vector<std::string>(rules.max_items() + 1, "display_name"), true},
      {"a path that is too long", {std::string(rules.max_bytes() + 1, 'x')}, true},
      {"a path that is not UTF-8", {"caf\xE9"}, true},
      {"as many paths as there may be", std::vector<std::string>(rules.max_items(), "etag")},
  };
  for (const char* path : {"no_such_field",
                           "",
                           " ",
                           ".",
                           "..",
                           "*",
                           "**",
                           "name",
                           "etag",
                           "create_time",
                           "display_name",
                           "display_name.",
                           "display_name.x",
                           "phones.number",
                           "phones[0].number",
                           "displayName",
                           "caller.display_name",
                           "annotations.x",
                           "a.b.c.d.e.f",
                           "update_mask",
                           "parent",
                           "\xC3\xBC"}) {
    values.push_back({std::string("the path ") + path, {path}});
  }
  return values;
}

}  // namespace ringback::test
