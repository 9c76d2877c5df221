#include "smp/batch/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <new>

namespace smp {
namespace {

// A reader (sqlite3 on a terminal, `smp-batch status`) holds the database for milliseconds; a run that is to
// stop has 2 s.
constexpr int kBusyMs = 1000;

void refuse_what_is_no_file(const std::filesystem::path& file, const std::string& name) {
  struct stat status = {};
  if (::lstat(file.c_str(), &status) != 0) return;
  if (S_ISLNK(status.st_mode))
    throw Error(ErrorKind::kCannotCreate, {name, "", "is a link to elsewhere", "remove the link"});
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::kCannotCreate, {name, "", "is not a regular file", "remove or rename it"});
}

[[noreturn]] void fail_by_system(const std::string& name, int error) {
  switch (error) {
    case ENOSPC:
      throw Error(ErrorKind::kReadWrite,
                  {name, "", "the disk is full", "make room; running again continues"});
    case EDQUOT:
      throw Error(ErrorKind::kReadWrite,
                  {name, "", "the disk quota is used up", "make room; running again continues"});
    case EFBIG:
      throw Error(ErrorKind::kReadWrite, {name, "", "the journal is larger than files may be here", ""});
    default:
      throw Error(ErrorKind::kReadWrite, {name, "", "the disk or network failed while reading or writing it",
                                          "running again continues"});
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

void Statement::check(int result) const {
  if (result != SQLITE_OK) database_->fail(result);
}
Statement& Statement::bind(int parameter, std::string_view text) {
  check(sqlite3_bind_text64(statement_.get(), parameter, text.empty() ? "" : text.data(), text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}
Statement& Statement::bind(int parameter, std::int64_t number) {
  check(sqlite3_bind_int64(statement_.get(), parameter, number));
  return *this;
}
Statement& Statement::bind(int parameter, double number) {
  check(sqlite3_bind_double(statement_.get(), parameter, number));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  sqlite3_reset(statement_.get());
  if (result != SQLITE_DONE) database_->fail(result);
  return false;
}
void Statement::run() {
  while (step()) {
  }
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
               : std::string();
}
std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

Database::Database(const std::filesystem::path& file, std::string name, Use use) : name_(std::move(name)) {
  refuse_what_is_no_file(file, name_);
  refuse_what_is_no_file(file.native() + "-journal", name_ + "-journal");
  if (use == Use::kWrite) {
    open(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    return;
  }
  open(file, SQLITE_OPEN_READONLY);
  // A run that was killed in a transaction left it to the next reader to take back.
  const int result = sqlite3_exec(handle_.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr);
  if (result == SQLITE_READONLY_ROLLBACK || result == SQLITE_READONLY_RECOVERY)
    open(file, SQLITE_OPEN_READWRITE);
}

void Database::open(const std::filesystem::path& file, int flags) {
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail(result);
  sqlite3_busy_timeout(handle, kBusyMs);
  // What a damaged or hostile file says of itself is not believed, and nothing is written to a temp folder.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  run("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY");
}

void Database::fail(int result) const {
  const int system = handle_ ? sqlite3_system_errno(handle_.get()) : 0;
  switch (result & 0xff) {
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_NOTADB:
      throw DamagedDatabase(name_, "is not a journal");
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
      throw DamagedDatabase(name_, "is damaged");
    case SQLITE_ERROR:  // tables or columns are missing
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      throw DamagedDatabase(name_, "is not a journal of this version");
    case SQLITE_FULL:
      fail_by_system(name_, ENOSPC);
    case SQLITE_READONLY:
      if (result == SQLITE_READONLY_DBMOVED)
        throw Error(ErrorKind::kReadWrite, {name_, "", "was moved or deleted while it was in use",
                                            "leave it in place; running again continues"});
      [[fallthrough]];
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw Error(ErrorKind::kCannotCreate, {name_, "", "no permission to write the journal", ""});
    case SQLITE_CANTOPEN:
      throw Error(ErrorKind::kCannotCreate, {name_, "", "the journal cannot be opened",
                                             "check that the folder can be written and its path is below 400 "
                                             "characters"});
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw BusyDatabase(name_);
    default:
      fail_by_system(name_, system);
  }
}

void Database::run(const std::string& sql) {
  if (const int result = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
      result != SQLITE_OK)
    fail(result);
}

Statement Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (result != SQLITE_OK) fail(result);
  return Statement(*this, statement);
}

std::string Database::text_of(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.text(0) : std::string();
}
std::int64_t Database::number_of(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (...) {  // a failed commit may have taken it back already
  }
}

}  // namespace smp
