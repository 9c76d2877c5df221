#include "smp/batch/journal.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include <fmt/format.h>

#include "batch/fake_jobs.h"

namespace smp {
namespace {

using test::contents;
using test::put;
using test::TempDir;

JobOutcome done(const std::string& output) {
  JobOutcome outcome;
  outcome.key = std::string(64, 'a');
  outcome.inputs = {{"p.jpg", std::string(64, '1')}, {"s.json", ""}};
  outcome.outputs = {{output, std::string(64, '2')}};
  outcome.data = R"({"dots":12})";
  outcome.ms = 12.5;
  return outcome;
}
JobOutcome refused() {
  JobOutcome outcome;
  outcome.refused = ErrorKind::kBadInput;
  outcome.error = {"p.jpg", "/at", "cause with \"quotes\" and \xc3\xa9", "advice"};
  return outcome;
}

// What anybody sees who opens the file with SQLite.
std::string ask(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* handle = nullptr;
  std::string answer;
  EXPECT_EQ(sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
  const auto take = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += std::string(values[0] ? values[0] : "") + ";";
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), take, &answer, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
  sqlite3_close(handle);
  return answer;
}

TEST(Journal, TellsNoFoldersOfThisComputer) {
  const TempDir folder;
  JobOutcome made = done("a/1.png"), failed = refused();
  made.inputs = {{"/clinic/photos/p.jpg", ""}, {"/clinic/s.json", ""}, {"mask.png", ""}};
  failed.inputs = {{"p17/front.jpg", ""}, {"s.json", ""}};
  failed.error.file = "/clinic/photos/p.jpg";
  Journal::open(folder / "j.sqlite").record({{"one", made}, {"two", failed}});
  EXPECT_EQ(contents(folder / "j.sqlite").find("clinic"), std::string::npos);
  const auto rows = Journal::read(folder / "j.sqlite").rows();
  EXPECT_EQ(rows.at("one").outcome.inputs[0].name, "p.jpg");
  EXPECT_EQ(rows.at("one").outcome.inputs[2].name, "mask.png");
  EXPECT_EQ(rows.at("two").outcome.inputs[0].name, "p17/front.jpg");
  EXPECT_EQ(rows.at("two").outcome.error.file, "p.jpg");
}

TEST(Journal, KeepsWhatIsRecorded) {
  const TempDir folder;
  {
    Journal journal = Journal::open(folder / "j.sqlite");
    journal.record({{"one", done("a/1.png")}, {"two", refused()}}, {"b/3.png"});
    journal.record({{"two", refused()}});
    journal.set_about({{"jobs", "2"}});
  }
  const Journal journal = Journal::open(folder / "j.sqlite");
  EXPECT_EQ(journal.note(), "");
  const auto rows = journal.rows();
  ASSERT_EQ(rows.size(), 2u);
  const JournalRow &one = rows.at("one"), &two = rows.at("two");
  EXPECT_TRUE(one.outcome.done());
  EXPECT_EQ(one.outcome.key, std::string(64, 'a'));
  EXPECT_EQ(one.outcome.inputs[1].name, "s.json");
  EXPECT_EQ(one.outcome.inputs[1].sha256, "");
  EXPECT_EQ(one.outcome.outputs[0].sha256, std::string(64, '2'));
  EXPECT_EQ(one.outcome.data, R"({"dots":12})");
  EXPECT_EQ(one.outcome.ms, 12.5);
  EXPECT_EQ(one.runs, 1);
  EXPECT_EQ(two.outcome.refused, ErrorKind::kBadInput);
  EXPECT_EQ(two.outcome.error.cause, refused().error.cause);
  EXPECT_EQ(two.outcome.error.where, "/at");
  EXPECT_EQ(two.runs, 2);
  EXPECT_EQ(journal.about("jobs"), "2");
  EXPECT_EQ(journal.about("nothing"), std::nullopt);
  EXPECT_TRUE(journal.owns("a/1.png"));
  EXPECT_TRUE(journal.owns("b/3.png"));
  EXPECT_FALSE(journal.owns("c.png"));
}

TEST(Journal, IsReadByAnyoneWhileItIsWritten) {
  const TempDir folder;
  const auto file = folder / "j.sqlite";
  Journal journal = Journal::open(file);
  journal.record({{"one", done("1.png")}, {"two", refused()}});
  EXPECT_EQ(ask(file, "SELECT id || ' ' || state || ' ' || status FROM jobs"), "one done 0;two refused 65;");
  EXPECT_EQ(ask(file, "PRAGMA journal_mode"),
            "delete;");  // PERSIST is a connection's; WAL would be the file's
  journal.record({{"three", done("3.png")}});
  EXPECT_EQ(Journal::read(file).rows().size(), 3u);
}

TEST(Journal, TakesManyRowsInOneTransaction) {
  const TempDir folder;
  Journal journal = Journal::open(folder / "j.sqlite");
  std::vector<std::pair<std::string, JobOutcome>> rows;
  for (int i = 0; i < 3000; ++i) rows.emplace_back(fmt::format("job{}", i), done(fmt::format("{}.png", i)));
  journal.record(rows);
  EXPECT_EQ(journal.rows().size(), 3000u);
}

TEST(Journal, SetsAsideWhatIsNoSoundJournal) {
  const TempDir folder;
  const auto file = folder / "j.sqlite";
  Journal::open(file).record({{"one", done("1.png")}});
  const std::string sound = contents(file);
  std::string other_version = sound, flipped_header = sound;
  other_version[63] = 9;  // user_version, bytes 60 to 63
  flipped_header[3] = 'x';
  put(folder / "empty.sqlite", "");
  EXPECT_EQ(Journal::open(folder / "empty.sqlite").note(), "");
  int n = 0;
  for (const std::string& bad : {std::string("not a database"), other_version, flipped_header,
                                 sound.substr(0, sound.size() / 2), sound.substr(0, 10)}) {
    put(file, bad);
    put(folder / "j.sqlite-journal", "left over");
    EXPECT_THROW(Journal::read(file), Error);
    put(file, bad), put(folder / "j.sqlite-journal", "left over");
    const Journal journal = Journal::open(file);
    ++n;
    const std::string aside = n == 1 ? "j.sqlite.damaged" : fmt::format("j.sqlite.damaged-{}", n);
    EXPECT_NE(journal.note().find(aside), std::string::npos) << journal.note();
    EXPECT_EQ(contents(folder / aside), bad);
    EXPECT_TRUE(journal.rows().empty());
  }
}

TEST(Journal, SetsAsideADatabaseWithTablesOfItsOwn) {
  const TempDir folder;
  const auto file = folder / "j.sqlite";
  Journal::open(file);
  ask(file, "CREATE TRIGGER t AFTER INSERT ON jobs BEGIN DELETE FROM jobs; END");
  Journal journal = Journal::open(file);
  EXPECT_NE(journal.note(), "");
  journal.record({{"one", done("1.png")}});
  EXPECT_EQ(journal.rows().size(), 1u);
}

TEST(Journal, DoesNotBelieveARowThatWasChanged) {
  const TempDir folder;
  const auto file = folder / "j.sqlite";
  Journal::open(file).record({{"one", done("1.png")}, {"two", done("2.png")}});
  ask(file, "UPDATE jobs SET data = '{\"dots\":13}' WHERE id = 'one'");
  const Journal journal = Journal::open(file);
  EXPECT_EQ(journal.note(), "");
  EXPECT_EQ(journal.rows().size(), 1u);
  EXPECT_TRUE(journal.rows().contains("two"));
}

TEST(Journal, IsNoLinkAndNoFolderOrPipe) {
  const TempDir folder;
  put(folder / "elsewhere", "");
  std::filesystem::create_symlink(folder / "elsewhere", folder / "link.sqlite");
  std::filesystem::create_directory(folder / "folder.sqlite");
  ASSERT_EQ(::mkfifo((folder / "pipe.sqlite").c_str(), 0600), 0);
  std::filesystem::create_symlink(folder / "elsewhere", folder / "j.sqlite-journal");
  for (const char* name : {"link.sqlite", "folder.sqlite", "pipe.sqlite", "j.sqlite"}) {
    try {
      Journal::open(folder / name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kCannotCreate) << name;
      EXPECT_TRUE(std::string(error.what()).starts_with(name)) << error.what();
    }
  }
  EXPECT_EQ(contents(folder / "elsewhere"), "");
  EXPECT_THROW(Journal::open(folder / "missing" / "j.sqlite"), Error);
}

TEST(Journal, IsReadableAsTheUmaskSays) {
  const TempDir folder;
  const mode_t before = ::umask(0077);
  Journal::open(folder / "j.sqlite");
  ::umask(before);
  struct stat status = {};
  ASSERT_EQ(::stat((folder / "j.sqlite").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(Journal, SaysInPlainWordsThatItCannotGrow) {
  const TempDir folder;
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    Journal journal = Journal::open(folder / "j.sqlite");
    journal.record({{"one", done("1.png")}});
    const rlimit limit{64 << 10, 64 << 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::vector<std::pair<std::string, JobOutcome>> rows;
    for (int i = 0; i < 1000; ++i) rows.emplace_back(fmt::format("job{}", i), done("2.png"));
    try {
      journal.record(rows);
    } catch (const Error& error) {
      const std::string text = error.what();
      ::_exit(error.kind() == ErrorKind::kReadWrite && text.starts_with("j.sqlite: ") ? 7 : 1);
    }
    ::_exit(2);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
  Journal journal = Journal::open(folder / "j.sqlite");  // as before, and of use
  EXPECT_EQ(journal.note(), "");
  EXPECT_EQ(journal.rows().size(), 1u);
  journal.record({{"two", done("2.png")}});
  EXPECT_EQ(journal.rows().size(), 2u);
}

TEST(Journal, TakesBackTheTransactionOfAKilledRun) {
  const TempDir folder;
  const auto file = folder / "j.sqlite";
  Journal::open(file).record({{"one", done("1.png")}});
  const pid_t child = ::fork();
  if (child == 0) {
    Journal journal = Journal::open(file);
    for (int i = 0;; ++i) journal.record({{fmt::format("job{}", i), done("2.png")}});
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(Journal::read(file).rows().contains("one"));
  const Journal journal = Journal::open(file);
  EXPECT_EQ(journal.note(), "");
  EXPECT_TRUE(journal.rows().contains("one"));
}

}  // namespace
}  // namespace smp
