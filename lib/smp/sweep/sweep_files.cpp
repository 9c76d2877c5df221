#include "smp/sweep/sweep_files.h"

#include <algorithm>
#include <future>
#include <span>
#include <system_error>

#include "smp/base/error.h"
#include "smp/batch/journal.h"
#include "smp/photo/write.h"
#include "smp/sweep/contact_sheet.h"
#include "smp/sweep/response_plots.h"

namespace smp {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResults = "results.csv";
constexpr const char* kRecord = "sweep.json";
constexpr const char* kSheet = "contact-sheet";
constexpr int kPlotColumns = 4;  // of a page: a score of measures fits one screen

class SweepFiles {
 public:
  SweepFiles(fs::path folder, const std::vector<FileIdentity>& inputs) : folder_(std::move(folder)) {
    write_.force = true;  // they are ours
    write_.inputs = inputs;
  }

  void add(const std::string& name, std::span<const std::uint8_t> bytes) {
    const fs::path path = folder_ / name;
    if (is_same(path, bytes)) return;
    fs::create_directories(path.parent_path());
    write_file_atomically(path, bytes, write_);
    written_.push_back(name);
  }
  void add_text(const std::string& name, const std::string& text) {
    add(name, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  void add_picture(const std::string& name, const Photo& photo) {
    add(name, encode_photo(photo, PhotoFormat::kPng));
  }
  std::vector<std::string> written() && { return std::move(written_); }

 private:
  static bool is_same(const fs::path& path, std::span<const std::uint8_t> bytes) {
    std::error_code failed;
    if (!fs::is_regular_file(fs::symlink_status(path, failed)) || fs::file_size(path, failed) != bytes.size())
      return false;
    try {
      return std::ranges::equal(read_file(path, bytes.size()).bytes, bytes);
    } catch (const Error&) {
      return false;
    }
  }

  fs::path folder_;
  WriteOptions write_;
  std::vector<std::string> written_;
};

std::string sheet_name(std::size_t index) {
  return std::string(kSheet) + (index == 0 ? "" : "-" + std::to_string(index + 1)) + ".png";
}

}  // namespace

void check_sweep_files(const fs::path& folder) {
  std::error_code failed;
  if (fs::exists(folder / journal_name({}), failed)) return;
  for (const std::string& name : {std::string(kResults), std::string(kRecord), sheet_name(0)})
    if (fs::exists(fs::symlink_status(folder / name, failed)))
      throw Error(ErrorKind::kCannotCreate,
                  {name, "", "stands in the folder of the results, and no journal says that a sweep wrote it",
                   "use another folder or --force"});
}

namespace {

struct MadeFile {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

std::vector<MadeFile> make_plots(const SweepTable& table) {
  std::vector<MadeFile> made;
  for (const ResponsePage& page : response_plots(table)) {
    const std::string svg = plots_svg(page.plots, kPlotColumns);
    made.push_back({"plots/" + page.name + ".svg", {svg.begin(), svg.end()}});
    made.push_back({"plots/" + page.name + ".png",
                    encode_photo(plots_picture(page.plots, kPlotColumns), PhotoFormat::kPng)});
  }
  return made;
}

}  // namespace

std::vector<std::string> write_sweep_files(const SweepTable& table, const std::string& record,
                                           const fs::path& folder, const std::vector<FileIdentity>& inputs) {
  SweepFiles files(folder, inputs);
  // Workers are done by now: the sheet and the plots are all that a sweep still waits for.
  auto plots = std::async(std::launch::async, [&] { return make_plots(table); });
  files.add_text(kResults, results_csv(table));
  files.add_text(kRecord, record);
  const auto read_panel = [&](const SweepRow& row) { return read_photo(folder / row.panel); };
  const std::vector<Photo> sheets = contact_sheets(table, read_panel);
  for (std::size_t k = 0; k < sheets.size(); ++k) files.add_picture(sheet_name(k), sheets[k]);
  for (const MadeFile& file : plots.get()) files.add(file.name, file.bytes);
  return std::move(files).written();
}

}  // namespace smp
