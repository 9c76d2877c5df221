// The floor that renders are measured against: reads a JPEG with libjpeg-turbo, decodes it, encodes the
// same pixels with the same tables and sampling, writes the file. Nothing else.
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>  // needs <cstdio> before it

namespace {

std::vector<unsigned char> read_all(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (!file) std::exit(66);
  std::vector<unsigned char> bytes;
  std::fseek(file, 0, SEEK_END);
  bytes.resize(static_cast<std::size_t>(std::ftell(file)));
  std::rewind(file);
  if (std::fread(bytes.data(), 1, bytes.size(), file) != bytes.size()) std::exit(74);
  std::fclose(file);
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const std::vector<unsigned char> source = read_all(argv[1]);

  jpeg_decompress_struct in{};
  jpeg_error_mgr in_errors{};
  in.err = jpeg_std_error(&in_errors);
  jpeg_create_decompress(&in);
  jpeg_mem_src(&in, source.data(), source.size());
  jpeg_read_header(&in, TRUE);
  in.out_color_space = JCS_RGB;
  jpeg_start_decompress(&in);
  const std::size_t stride = 3ul * in.output_width;
  std::vector<unsigned char> pixels(stride * in.output_height);
  while (in.output_scanline < in.output_height) {
    unsigned char* row = pixels.data() + stride * in.output_scanline;
    jpeg_read_scanlines(&in, &row, 1);
  }

  jpeg_compress_struct out{};
  jpeg_error_mgr out_errors{};
  out.err = jpeg_std_error(&out_errors);
  jpeg_create_compress(&out);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&out, &bytes, &size);
  out.image_width = in.output_width;
  out.image_height = in.output_height;
  out.input_components = 3;
  out.in_color_space = JCS_RGB;
  jpeg_set_defaults(&out);
  for (int c = 0; c < 3; ++c) {
    out.comp_info[c].h_samp_factor = in.comp_info[c].h_samp_factor;
    out.comp_info[c].v_samp_factor = in.comp_info[c].v_samp_factor;
    JQUANT_TBL* to = out.quant_tbl_ptrs[out.comp_info[c].quant_tbl_no];
    const JQUANT_TBL* from = in.comp_info[c].quant_table;
    for (int i = 0; from && i < 64; ++i) to->quantval[i] = from->quantval[i];
  }
  jpeg_start_compress(&out, TRUE);
  while (out.next_scanline < out.image_height) {
    unsigned char* row = pixels.data() + stride * out.next_scanline;
    jpeg_write_scanlines(&out, &row, 1);
  }
  jpeg_finish_compress(&out);

  std::FILE* file = std::fopen(argv[2], "wb");
  if (!file || std::fwrite(bytes, 1, size, file) != size || std::fclose(file) != 0) return 73;
  return 0;
}
