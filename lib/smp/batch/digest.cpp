#include "smp/batch/digest.h"

#include <array>
#include <cerrno>
#include <memory>
#include <new>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "smp/base/version.h"
#include "smp/photo/descriptor.h"

namespace smp {
namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string hexadecimal(const Digest& digest, unsigned length) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * length);
  for (unsigned i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

// OpenSSL's digests fail only where memory does.
void expect(int result) {
  if (result != 1) throw std::bad_alloc();
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    expect(context_ != nullptr);
    expect(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
  }
  void add(const void* data, std::size_t size) { expect(EVP_DigestUpdate(context_.get(), data, size)); }
  std::string end() {
    Digest digest{};
    unsigned length = 0;
    expect(EVP_DigestFinal_ex(context_.get(), digest.data(), &length));
    return hexadecimal(digest, length);
  }

 private:
  std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
};

// Fields one after the other, each with its length, so that no two lists of fields make one text.
class Fields {
 public:
  void text(std::string_view field) { all_ += fmt::format("{}:{},", field.size(), field); }
  void number(std::size_t field) { text(std::to_string(field)); }
  void number(int field) { text(std::to_string(field)); }
  void optional(const std::optional<std::string>& field) {
    number(field ? 1 : 0);
    if (field) text(*field);
  }
  void list(const std::vector<std::string>& fields) {
    number(fields.size());
    for (const std::string& field : fields) text(field);
  }
  const std::string& all() const { return all_; }

 private:
  std::string all_;
};

// Raised where results change that the toolkit's version does not tell.
constexpr int kKeyFormat = 1;

}  // namespace

std::string sha256(std::span<const std::uint8_t> bytes) {
  Digest digest{};
  unsigned length = 0;
  expect(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr));
  return hexadecimal(digest, length);
}

std::string sha256(std::string_view text) {
  return sha256(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::optional<std::string> sha256_of_file(const std::filesystem::path& path, LinkAt link) {
  const int no_link = link == LinkAt::kRefused ? O_NOFOLLOW : 0;
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | no_link));
  struct stat status = {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  Sha256 digest;
  std::array<char, std::size_t{64} << 10> piece;
  for (;;) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return digest.end();
    digest.add(piece.data(), static_cast<std::size_t>(got));
  }
}

std::string job_key(const Job& job, const std::vector<JobFile>& inputs) {
  const RenderRequest& request = job.request;
  Fields fields;
  fields.number(kKeyFormat);
  fields.text(kVersion);
  fields.number(inputs.size());
  for (const JobFile& input : inputs) fields.text(input.sha256);
  fields.list(job.overrides);
  fields.text(request.output);
  fields.list(request.moments);
  for (const auto* part :
       {&request.impressions, &request.summary, &request.before_after, &request.strip, &request.crop})
    fields.optional(*part);
  fields.number(request.jpeg_quality);
  fields.number(request.ensemble);
  fields.list(request.further);
  return sha256(fields.all());
}

}  // namespace smp
