// The marks of what a card rests on: see store/change_marks.h. Tables touch them when they write,
// look-ups note them when they read.
#ifndef RINGBACK_MODEL_MARKS_H_
#define RINGBACK_MODEL_MARKS_H_

#include <cstdint>
#include <string_view>

namespace ringback::marks {

// A caller's own record, and the attempts, leads and notes that are about them.
uint64_t Caller(std::string_view tenant, int64_t caller);

// Who has a number or was confirmed for it, and the attempts to it. Numbers are E.164 digits.
uint64_t Number(std::string_view tenant, int64_t number);

// Which lines of companies there are around a number. One mark stands for all numbers that may be
// lines of one switchboard with it, and others near them.
uint64_t Block(std::string_view tenant, int64_t number);

// Who is of a household or company, by its folded name.
uint64_t Household(std::string_view tenant, std::string_view key);
uint64_t Company(std::string_view tenant, std::string_view key);

// The attempts that showed a caller ID.
uint64_t CallerId(std::string_view tenant, int64_t number);

// An agent's record and presence.
uint64_t Agent(std::string_view tenant, std::string_view agent);

// A tenant's articles, all of them: which there are, and what they say.
uint64_t Articles(std::string_view tenant);

// The record of a tenant; "" stands for which tenants there are and whose numbers are whose.
uint64_t Tenant(std::string_view tenant);

}  // namespace ringback::marks

#endif  // RINGBACK_MODEL_MARKS_H_
