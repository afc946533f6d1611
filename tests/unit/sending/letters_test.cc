// Letters on paper, read back with poppler.
#include "ringback/sending/letters.h"

#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Letters : public ::testing::Test {
 protected:
  static std::string Run(const std::string& command) {
    std::string output;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (size_t read = fread(buffer, 1, sizeof(buffer), pipe)) output.append(buffer, read);
    EXPECT_EQ(pclose(pipe), 0) << command;
    return output;
  }
  // The text of each page.
  std::vector<std::string> Pages() const {
    std::vector<std::string> pages;
    std::string page;
    for (const char c : Run("pdftotext -layout " + path_ + " -")) {
      if (c == '\f') {
        pages.push_back(std::move(page));
        page.clear();
      } else {
        page.push_back(c);
      }
    }
    return pages;
  }
  static Letter LetterTo(const std::string& name) {
    return {.from_name = "Müller Heating",
            .recipient = name + "\n12 Elm Street\nSpringfield",
            .subject = "Your autumn heating check",
            .language = "en",
            .text = "October 7, 2030\n\nDear " + name + ",\n\nit is time.\n\nYours"};
  }

  const ScratchFolder folder_;
  const std::string path_ = folder_.File("letters.pdf");
};

TEST_F(Letters, EachStandsOnAPageOfItsOwn) {
  ASSERT_TRUE(WriteLetters(path_, {LetterTo("Mr. Jones"), LetterTo("Mrs. Größer")}).ok());
  const auto pages = Pages();
  ASSERT_THAT(pages, SizeIs(2));
  EXPECT_THAT(pages[0], HasSubstr("Dear Mr. Jones,"));
  EXPECT_THAT(pages[0], HasSubstr("Müller Heating"));
  EXPECT_THAT(pages[0], HasSubstr("October 7, 2030"));
  EXPECT_THAT(pages[0], HasSubstr("Your autumn heating check"));
  EXPECT_THAT(pages[0], Not(HasSubstr("Größer")));
  EXPECT_THAT(pages[1], HasSubstr("Dear Mrs. Größer,"));
  EXPECT_THAT(Run("pdfinfo " + path_), HasSubstr("A4"));
}

TEST_F(Letters, TheRecipientStandsInTheWindow) {
  ASSERT_TRUE(WriteLetters(path_, {LetterTo("Mr. Jones")}).ok());
  // In points at 72 dpi: 20 to 105 mm from the left, 45 to 90 mm from the top.
  const std::string window = Run("pdftotext -layout -x 57 -y 128 -W 241 -H 128 " + path_ + " -");
  EXPECT_THAT(window, HasSubstr("Mr. Jones"));
  EXPECT_THAT(window, HasSubstr("12 Elm Street"));
  EXPECT_THAT(window, HasSubstr("Springfield"));
  EXPECT_THAT(window, Not(HasSubstr("Dear")));
  EXPECT_THAT(window, Not(HasSubstr("October")));
}

TEST_F(Letters, ALongOneGoesOnOnTheNextPageAndNothingIsLost) {
  Letter letter = LetterTo("Mr. Jones");
  for (int i = 0; i < 120; ++i) absl::StrAppend(&letter.text, "\nLine ", i, " of what we offer.");
  absl::StrAppend(&letter.text, "\n", std::string(400, 'x'));
  ASSERT_TRUE(WriteLetters(path_, {letter, LetterTo("Mrs. Smith")}).ok());
  const auto pages = Pages();
  ASSERT_GE(pages.size(), 4u);
  std::string all;
  for (const std::string& page : pages) all += page;
  for (int i = 0; i < 120; ++i) EXPECT_THAT(all, HasSubstr(absl::StrCat("Line ", i, " of")));
  EXPECT_EQ(std::count(all.begin(), all.end(), 'x'), 400);
  EXPECT_THAT(pages.back(), HasSubstr("Dear Mrs. Smith"));
}

// It is set in parts, which must not be seen.
TEST_F(Letters, ALongParagraphIsSetInWholeLinesAndNothingIsLost) {
  Letter letter = LetterTo("Mr. Jones");
  letter.text = std::string(20000, 'x');
  ASSERT_TRUE(WriteLetters(path_, {letter}).ok());
  std::string all;
  for (const std::string& page : Pages()) all += page;
  EXPECT_EQ(std::count(all.begin(), all.end(), 'x'), 20000);
  std::vector<size_t> lengths;
  for (const absl::string_view line : absl::StrSplit(all, '\n')) {
    const auto length = static_cast<size_t>(std::count(line.begin(), line.end(), 'x'));
    if (length > 0) lengths.push_back(length);
  }
  ASSERT_GE(lengths.size(), 100u);
  for (size_t i = 0; i + 1 < lengths.size(); ++i) EXPECT_EQ(lengths[i], lengths[0]) << "line " << i;
}

TEST_F(Letters, ManyParagraphsKeepTheirOrderAndTheLinesBetweenThem) {
  Letter letter = LetterTo("Mr. Jones");
  letter.text.clear();
  for (int i = 0; i < 900; ++i) absl::StrAppend(&letter.text, "Line ", i, ".\n\n");
  ASSERT_TRUE(WriteLetters(path_, {letter}).ok());
  std::string all;
  for (const std::string& page : Pages()) all += page;
  size_t at = 0;
  for (int i = 0; i < 900; ++i) {
    at = all.find(absl::StrCat("Line ", i, "."), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_F(Letters, HostileTextIsTextAndStaysOnThePage) {
  Letter letter = LetterTo("<b>Mr.</b> & \x01\x1B[31m");
  letter.recipient = std::string(3000, 'W') + std::string(50, '\n') + "beyond the window";
  letter.text += "\xFF\xFE";
  ASSERT_TRUE(WriteLetters(path_, {letter}).ok());
  const auto pages = Pages();
  ASSERT_THAT(pages, SizeIs(1));
  EXPECT_THAT(pages[0], HasSubstr("Dear <b>Mr.</b> &"));
  EXPECT_THAT(pages[0], Not(HasSubstr("beyond the window")));
}

TEST_F(Letters, TheFileIsReplacedAsAWholeAndForItsOwnerAlone) {
  ASSERT_TRUE(WriteLetters(path_, {LetterTo("Mr. Jones")}).ok());
  ASSERT_TRUE(WriteLetters(path_, {LetterTo("Mr. Jones"), LetterTo("Mrs. Smith")}).ok());
  EXPECT_THAT(Pages(), SizeIs(2));
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    ++files;
  EXPECT_EQ(files, 1u);
}

TEST_F(Letters, AFolderThatIsNotThereIsSaid) {
  const absl::Status status = WriteLetters(folder_.File("no/letters.pdf"), {LetterTo("X")});
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("no/letters.pdf"));
}

}  // namespace
}  // namespace ringback::test
