#include "ringback/sending/letters.h"

#include <cairo-pdf.h>
#include <fcntl.h>
#include <pango/pangocairo.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>

#include "absl/strings/str_cat.h"
#include "ringback/model/one_line.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr double kPoint = 72.0 / 25.4;  // points a millimetre
constexpr double kPageWidth = 210 * kPoint;
constexpr double kPageHeight = 297 * kPoint;
// DIN 5008, form B, in millimetres from the upper left corner.
constexpr double kLeft = 25 * kPoint;
constexpr double kRight = 20 * kPoint;
constexpr double kReturnTop = 45 * kPoint;  // who writes, over the window's recipient
constexpr double kWindowTop = 62.7 * kPoint;
constexpr double kWindowWidth = 80 * kPoint;
constexpr double kWindowHeight = 27.3 * kPoint;
constexpr double kTextTop = 98 * kPoint;
constexpr double kNextPageTop = 25 * kPoint;
constexpr double kBottom = 272 * kPoint;
constexpr double kTextWidth = kPageWidth - kLeft - kRight;
// Pango takes time by the square of a paragraph, and of how many there are: what is set at once is
// some forty lines, and all that could stand in the window.
constexpr size_t kPartBytes = 4000;
constexpr size_t kBlockBytes = 2000;
constexpr char kFont[] = "Serif 11";
constexpr char kSmallFont[] = "Serif 8";
constexpr char kBoldFont[] = "Serif Bold 11";

struct Release {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(PangoLayoutIter* iter) const { pango_layout_iter_free(iter); }
};

cairo_status_t Append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// Draws one letter after another.
class Printer {
 public:
  explicit Printer(cairo_t* cairo) : cairo_(cairo) {}

  void Print(const Letter& letter) {
    language_ = letter.language.empty() ? pango_language_get_default()
                                        : pango_language_from_string(letter.language.c_str());
    Block(letter.from_name, kSmallFont, kReturnTop, kWindowWidth, kWindowTop - kReturnTop);
    Block(letter.recipient, kFont, kWindowTop, kWindowWidth, kWindowHeight);
    double y = kTextTop;
    if (!letter.subject.empty()) y = Flow(letter.subject, kBoldFont, y) + 11;
    Flow(letter.text, kFont, y);
    cairo_show_page(cairo_);
  }

 private:
  std::unique_ptr<PangoLayout, Release> Layout(std::string_view text, const char* font_name,
                                               double width) {
    std::unique_ptr<PangoLayout, Release> layout(pango_cairo_create_layout(cairo_));
    const std::unique_ptr<PangoFontDescription, Release> font(
        pango_font_description_from_string(font_name));
    pango_context_set_language(pango_layout_get_context(layout.get()), language_);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    // A word longer than a line is broken where it must be.
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return layout;
  }

  // Text that stays in its place: what does not fit is cut off with an ellipsis.
  void Block(const std::string& text, const char* font, double top, double width, double height) {
    const std::string clean = CleanLines(text);
    const auto layout = Layout(CutUtf8(clean, kBlockBytes), font, width);
    pango_layout_set_height(layout.get(), static_cast<int>(height * PANGO_SCALE));
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    cairo_move_to(cairo_, kLeft, top);
    pango_cairo_show_layout(cairo_, layout.get());
  }

  // Text that goes on on the next page. Returns where it ended.
  double Flow(const std::string& text, const char* font, double y) {
    const std::string clean = CleanLines(text);
    std::string_view rest = clean;
    do {
      y = FlowPart(font, &rest, y);
    } while (!rest.empty());
    return y;
  }

  // Sets the beginning of `rest`, in whole lines, and takes it off.
  double FlowPart(const char* font, std::string_view* rest, double y) {
    std::string_view part = CutUtf8(*rest, kPartBytes);
    size_t taken = part.size();
    bool goes_on = taken < rest->size();
    if (const size_t end = part.rfind('\n'); goes_on && end != std::string_view::npos) {
      part = part.substr(0, end);
      taken = end + 1;
      goes_on = false;
    }
    const auto layout = Layout(part, font, kTextWidth);
    const std::unique_ptr<PangoLayoutIter, Release> iter(pango_layout_get_iter(layout.get()));
    do {
      // The last line of what goes on is the first of what is set next.
      const size_t begin = static_cast<size_t>(pango_layout_iter_get_index(iter.get()));
      if (goes_on && begin > 0 && pango_layout_iter_at_last_line(iter.get()) != 0) {
        taken = begin;
        break;
      }
      y = ShowLine(iter.get(), y);
    } while (pango_layout_iter_next_line(iter.get()) != 0);
    rest->remove_prefix(taken);
    return y;
  }

  // Draws a line, on the next page when it does not fit on this one. Returns where it ended.
  double ShowLine(PangoLayoutIter* iter, double y) {
    PangoRectangle line;
    pango_layout_iter_get_line_extents(iter, nullptr, &line);
    const double height = static_cast<double>(line.height) / PANGO_SCALE;
    if (y + height > kBottom) {
      cairo_show_page(cairo_);
      y = kNextPageTop;
    }
    const double baseline =
        static_cast<double>(pango_layout_iter_get_baseline(iter) - line.y) / PANGO_SCALE;
    cairo_move_to(cairo_, kLeft + static_cast<double>(line.x) / PANGO_SCALE, y + baseline);
    pango_cairo_show_layout_line(cairo_, pango_layout_iter_get_line_readonly(iter));
    return y + height;
  }

  cairo_t* const cairo_;
  PangoLanguage* language_ = nullptr;
};

absl::Status Complain(const std::string& path, std::string_view what) {
  return absl::UnavailableError(
      absl::StrCat(path, ": ", std::string(what), ": ", std::strerror(errno)));
}

// Waits until what is in a file, or a folder, is on the disk.
bool Sync(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = fsync(fd) == 0;
  close(fd);
  return synced;
}

absl::Status Replace(const std::string& path, const std::string& bytes) {
  const std::string temporary = path + ".part";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Complain(temporary, "cannot be written");
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote = write(fd, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      absl::Status status = Complain(temporary, "cannot be written");
      close(fd);
      unlink(temporary.c_str());
      return status;
    }
    done += static_cast<size_t>(wrote);
  }
  const bool synced = fsync(fd) == 0;
  if (close(fd) != 0 || !synced) return Complain(temporary, "cannot be written");
  if (rename(temporary.c_str(), path.c_str()) != 0) return Complain(path, "cannot be replaced");
  const std::string folder = path.substr(0, path.find_last_of('/') + 1);
  if (!Sync(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY)) {
    return Complain(path, "is not safe on the disk");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteLetters(const std::string& path, const std::vector<Letter>& letters) {
  // Pango's font maps are for one thread at a time.
  static std::mutex mutex;
  std::string pdf;
  {
    const std::lock_guard lock(mutex);
    const std::unique_ptr<cairo_surface_t, Release> surface(
        cairo_pdf_surface_create_for_stream(&Append, &pdf, kPageWidth, kPageHeight));
    {
      const std::unique_ptr<cairo_t, Release> cairo(cairo_create(surface.get()));
      Printer printer(cairo.get());
      for (const Letter& letter : letters) printer.Print(letter);
    }
    cairo_surface_finish(surface.get());
    if (const cairo_status_t status = cairo_surface_status(surface.get());
        status != CAIRO_STATUS_SUCCESS) {
      return absl::InternalError(absl::StrCat(path, ": ", cairo_status_to_string(status)));
    }
  }
  return Replace(path, pdf);
}

}  // namespace ringback
