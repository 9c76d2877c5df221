#pragma once  // A SQLite database whose faults are told in plain words.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "smp/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace smp {

/// The file is no sound database, or not one with the tables expected.
class DamagedDatabase : public Error {
 public:
  DamagedDatabase(const std::string& name, std::string cause)
      : Error(ErrorKind::kBadInput, {name, "", std::move(cause), ""}) {}
};

/// Another program keeps the database locked; what was to be written is not.
class BusyDatabase : public Error {
 public:
  explicit BusyDatabase(const std::string& name)
      : Error(ErrorKind::kReadWrite, {name, "", "another program keeps the journal locked",
                                      "close that program; running again continues"}) {}
};

class Database;

/// A prepared statement. Lives no longer than its database.
class Statement {
 public:
  /// Parameters from 1. Texts are copied.
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind(int parameter, double number);
  /// True where there is a row; after the last one the statement is ready to be bound and run again.
  bool step();
  /// Runs a statement that gives no rows, or none that matter.
  void run();
  /// Columns from 0, of the row that `step` reached.
  std::string text(int column) const;
  std::int64_t number(int column) const;
  double real(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(const Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}
  void check(int result) const;

  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection. Faults are thrown as Error: kReadWrite (disk full, failed reads and writes), kCannotCreate
/// (no permission), BusyDatabase after a second, DamagedDatabase.
class Database {
 public:
  enum class Use { kRead, kWrite };

  /// A regular file, no link; for writing it is begun where there is none.
  /// @param name for messages.
  Database(const std::filesystem::path& file, std::string name, Use use);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& name() const { return name_; }
  void run(const std::string& sql);
  Statement prepare(std::string_view sql) const;
  /// First column of the first row.
  std::string text_of(std::string_view sql) const;
  std::int64_t number_of(std::string_view sql) const;
  [[noreturn]] void fail(int result) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  void open(const std::filesystem::path& file, int flags);

  std::string name_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// Undone at the end of its life unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace smp
