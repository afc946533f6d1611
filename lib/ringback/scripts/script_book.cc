#include "ringback/scripts/script_book.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/script_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/scripts/facts.h"

namespace ringback {
namespace {

// Whether a script of language `of` is for those who speak `spoken`: "de" serves "de-AT".
bool Serves(std::string_view of, std::string_view spoken) {
  if (of.size() > spoken.size()) return false;
  const std::string_view begin = spoken.substr(0, of.size());
  return absl::EqualsIgnoreCase(absl::string_view(of.data(), of.size()),
                                absl::string_view(begin.data(), begin.size())) &&
         (of.empty() || of.size() == spoken.size() || spoken[of.size()] == '-');
}

bool IsOnCards(v1::Script::Use use) {
  return use == v1::Script::USE_OPENING_LINE || use == v1::Script::USE_INBOUND_CALL;
}

}  // namespace

absl::StatusOr<CompiledScript> Compile(const v1::Script& script, std::string_view path) {
  CompiledScript compiled;
  const std::string prefix = absl::StrCat(std::string(path), ".");
  RINGBACK_ASSIGN_OR_RETURN(
      compiled.subject,
      ScriptTemplate::Parse(prefix + "subject", script.subject(), /*one_line=*/true));
  RINGBACK_ASSIGN_OR_RETURN(
      compiled.body, ScriptTemplate::Parse(prefix + "body", script.body(), /*one_line=*/false));
  compiled.script = script;
  compiled.script.clear_subject();
  compiled.script.clear_body();
  compiled.purpose_key = PurposeKey(script.purpose());
  return compiled;
}

bool Fits(const v1::Script& script, std::string_view purpose_key, const Occasion& occasion) {
  return script.use() == occasion.use &&
         (script.confidence() == v1::CONFIDENCE_UNSPECIFIED ||
          script.confidence() == occasion.confidence) &&
         Serves(script.language(), occasion.language) &&
         (purpose_key.empty() || purpose_key == occasion.purpose_key);
}

bool IsMoreSpecific(const v1::Script& a, const v1::Script& b) {
  if (a.purpose().empty() != b.purpose().empty()) return b.purpose().empty();
  if (a.language().size() != b.language().size()) {
    return a.language().size() > b.language().size();
  }
  const bool a_sure = a.confidence() != v1::CONFIDENCE_UNSPECIFIED;
  const bool b_sure = b.confidence() != v1::CONFIDENCE_UNSPECIFIED;
  if (a_sure != b_sure) return a_sure;
  return a.name() < b.name();
}

std::vector<ScriptBook::Page> ScriptBook::For(const Occasion& occasion) const {
  std::vector<Page> found;
  for (const Page& page : pages_) {
    if (Fits(page->script, page->purpose_key, occasion)) found.push_back(page);
  }
  std::sort(found.begin(), found.end(),
            [](const Page& a, const Page& b) { return IsMoreSpecific(a->script, b->script); });
  return found;
}

ScriptBook::ScriptBook(std::vector<Page> pages)
    : pages_(std::move(pages)),
      cards_name_agents_(std::any_of(pages_.begin(), pages_.end(), [](const Page& page) {
        return IsOnCards(page->script.use()) &&
               page->body.named().test(IndexOf(Variable::kAgentName));
      })) {}

absl::Status ScriptDirectory::Load(store::Store& store) {
  return store.Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
    RINGBACK_ASSIGN_OR_RETURN(const auto tenants, ListTenantIds(session, "", INT32_MAX));
    for (const std::string& tenant : tenants) {
      RINGBACK_ASSIGN_OR_RETURN(const auto scripts, ListScriptRows(session, tenant, "", INT32_MAX));
      std::vector<ScriptBook::Page> pages;
      for (const v1::Script& script : scripts) {
        auto compiled = Compile(script, "script");
        if (compiled.ok()) {
          pages.push_back(std::make_shared<CompiledScript>(*std::move(compiled)));
        }
      }
      if (pages.empty()) continue;
      std::lock_guard lock(mutex_);
      books_[tenant] = std::make_shared<ScriptBook>(std::move(pages));
    }
    return absl::OkStatus();
  });
}

std::shared_ptr<const ScriptBook> ScriptDirectory::Find(std::string_view tenant) const {
  std::lock_guard lock(mutex_);
  const auto found = books_.find(absl::string_view(tenant.data(), tenant.size()));
  return found == books_.end() ? nullptr : found->second;
}

void ScriptDirectory::Put(ScriptBook::Page page) {
  const std::string name = page->script.name();
  Replace(name, std::move(page));
}

void ScriptDirectory::Remove(std::string_view name) { Replace(name, nullptr); }

void ScriptDirectory::Replace(std::string_view name, ScriptBook::Page page) {
  std::lock_guard lock(mutex_);
  auto& book = books_[std::string(TenantOf(name))];
  std::vector<ScriptBook::Page> pages;
  if (book != nullptr) pages = book->pages();
  std::erase_if(pages, [&](const ScriptBook::Page& old) { return old->script.name() == name; });
  if (page != nullptr) pages.push_back(std::move(page));
  book = pages.empty() ? nullptr : std::make_shared<ScriptBook>(std::move(pages));
}

}  // namespace ringback
