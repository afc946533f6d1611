#include "apps/ringback/contacts/csv_reader.h"

#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What a file with `content` holds: its records, and the error that ended it.
struct ReadFile {
  std::vector<CsvRecord> records;
  absl::Status status;
  char delimiter = 0;
};

ReadFile Read(const std::string& content) {
  const std::string path = testing::TempDir() + "/read.csv";
  std::ofstream(path, std::ios::binary) << content;
  ReadFile result;
  auto reader = CsvReader::Open(path);
  result.status = reader.status();
  if (!reader.ok()) return result;
  result.delimiter = (*reader)->delimiter();
  CsvRecord record;
  while (true) {
    const absl::StatusOr<bool> read = (*reader)->Next(&record);
    result.status = read.status();
    if (!read.ok() || !*read) return result;
    result.records.push_back(record);
  }
}

std::vector<int64_t> Lines(const ReadFile& file) {
  std::vector<int64_t> lines;
  for (const CsvRecord& record : file.records) lines.push_back(record.line);
  return lines;
}

TEST(CsvReader, ReadsQuotesAndBlanks) {
  const ReadFile file = Read("a,b\n\"x, \"\"y\"\"\", z \n");
  ASSERT_EQ(file.records.size(), 2u);
  EXPECT_THAT(file.records[1].cells, ElementsAre("x, \"y\"", "z"));
}

TEST(CsvReader, ByteOrderMarkIsNotPartOfTheFirstHeader) {
  EXPECT_THAT(Read("\xEF\xBB\xBFname,b\n").records.at(0).cells, ElementsAre("name", "b"));
}

TEST(CsvReader, LineOfARecordIsTheOneOnWhichItBegins) {
  EXPECT_THAT(Lines(Read("a,b\n1,\"x\ny\nz\"\n2,w\n\n\n3,v")), ElementsAre(1, 2, 5, 8));
  EXPECT_THAT(Lines(Read("a,b\r\n1,\"x\r\ny\r\nz\"\r\n2,w\r\n\r\n3,v\r\n")),
              ElementsAre(1, 2, 5, 7));
  EXPECT_THAT(Lines(Read("a,b\r1,x\r2,\"w\rv\"\r3,u\r")), ElementsAre(1, 2, 3, 5));
  EXPECT_THAT(Lines(Read("\n\na,b\n1,2\n")), ElementsAre(3, 4));
}

TEST(CsvReader, LinesAreRightBeyondTheFirstChunk) {
  std::string content = "a,b\r\n";
  for (int i = 0; i < 40'000; ++i) content += "\"" + std::to_string(i) + "\r\nx\",y\r\n";
  const ReadFile file = Read(content);
  ASSERT_EQ(file.records.size(), 40'001u);
  for (int i = 0; i < 40'000; ++i) {
    const CsvRecord& record = file.records[static_cast<size_t>(i) + 1];
    ASSERT_EQ(record.line, 2 + 2 * i);
    ASSERT_THAT(record.cells, ElementsAre(std::to_string(i) + "\nx", "y"));
  }
}

TEST(CsvReader, LineBreaksInCellsBecomePlain) {
  EXPECT_THAT(Read("a\n\"x\r\ny\"\n").records.at(1).cells, ElementsAre("x\ny"));
}

TEST(CsvReader, DelimiterIsTheOneThatTheHeaderHasMostOf) {
  EXPECT_EQ(Read("a,b;c,d\n").delimiter, ',');
  EXPECT_EQ(Read("a;b;c,d\n1,5;2;3\n").delimiter, ';');
  EXPECT_EQ(Read("a\tb\n1,2,3\t4\n").delimiter, '\t');
  EXPECT_EQ(Read("\"a,b,c\";d;e\n").delimiter, ';');
  EXPECT_EQ(Read("\n\na;b\n").delimiter, ';');
}

TEST(CsvReader, ObeysTheLineThatNamesTheDelimiter) {
  const ReadFile file = Read("sep=;\r\na,x;b\r\n1;2\r\n");
  EXPECT_THAT(file.records.at(0).cells, ElementsAre("a,x", "b"));
  EXPECT_THAT(Lines(file), ElementsAre(2, 3));
}

TEST(CsvReader, LastRecordNeedsNoLineBreak) {
  EXPECT_THAT(Read("a,b\n1,2").records.at(1).cells, ElementsAre("1", "2"));
  EXPECT_THAT(Read("a,b\n1,").records.at(1).cells, ElementsAre("1", ""));
}

TEST(CsvReader, Utf16IsRefusedWithAdvice) {
  const std::string marked(
      "\xFF\xFE"
      "a\0,\0",
      6);
  const std::string unmarked("a\0,\0b\0", 6);
  for (const std::string& content : {marked, unmarked}) {
    const ReadFile file = Read(content);
    EXPECT_EQ(file.status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(file.status.message()),
                HasSubstr("UTF-16; save it again as CSV UTF-8"));
  }
}

TEST(CsvReader, MissingQuotationMarkIsNamedByTheLineOfItsRecord) {
  const ReadFile end = Read("a,b\n1,2\n3,\"4\n5,6\n");
  EXPECT_EQ(end.records.size(), 2u);
  EXPECT_THAT(std::string(end.status.message()),
              HasSubstr("line 3: a quotation mark is missing its partner"));

  std::string content = "a,b\n1,2\n3,\"4\n";
  for (int i = 0; i < 20'000; ++i) content += "some line of text\n";
  const ReadFile monster = Read(content);
  EXPECT_EQ(monster.records.size(), 2u);
  EXPECT_THAT(std::string(monster.status.message()),
              HasSubstr("line 3: a cell is longer than 64 KiB"));
}

TEST(CsvReader, MonsterOfOneLineIsRefused) {
  EXPECT_THAT(std::string(Read("a,b\n1," + std::string(10'000'000, 'x') + "\n").status.message()),
              HasSubstr("line 2: a cell is longer than 64 KiB"));
  EXPECT_THAT(std::string(Read("a,b\n" + std::string(3'000'000, ',') + "\n").status.message()),
              HasSubstr("line 2: a record is longer than 1024 KiB"));
}

TEST(CsvReader, FileThatIsNotThereIsNotFound) {
  const auto reader = CsvReader::Open("/nowhere/contacts.csv");
  EXPECT_EQ(reader.status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(CsvReader::Open(testing::TempDir()).ok());
}

TEST(CsvReader, EmptyFileHasNoRecords) {
  EXPECT_TRUE(Read("").records.empty());
  EXPECT_TRUE(Read("\r\n\r\n").records.empty());
}

}  // namespace
}  // namespace ringback::cli
