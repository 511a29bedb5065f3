package mercat.lab.terminal;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** The terminal of one command: results go to standard output, progress and errors do not. */
public final class Screen {
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean quiet;

  /** Whether lines may be drawn again in place, and in colour: a terminal, without NO_COLOR. */
  private final boolean live;

  public Screen(PrintWriter out, PrintWriter err, boolean quiet) {
    this.out = out;
    this.err = err;
    this.quiet = quiet;
    this.live =
        !quiet
            && Ansi.AUTO.enabled()
            && !"dumb".equals(System.getenv("TERM"))
            && System.getenv("CI") == null;
  }

  /** The same terminal for work whose words nobody wants; complaints are still heard. */
  public Screen silent() {
    return new Screen(out, err, true);
  }

  /** A result: what the command was asked for. Silent with {@code --quiet}. */
  public void print(String line) {
    if (!quiet) {
      out.println(line);
      out.flush();
    }
  }

  /** A line of a verdict: what it is about, and a sentence with figures as people read them. */
  public void line(String about, String sentence, Object... figures) {
    print("  %-11s %s".formatted(about, sentence.formatted(Numbers.shown(figures))));
  }

  /** A line that says how much was done a second without something, and how much beside it. */
  public void rates(String about, double without, double beside, double ratio) {
    line(about, "%s/s without it, %s/s with it: %s x", without, beside, ratio);
  }

  public void heading(String text) {
    print("");
    print(strong(text));
  }

  public void table(TextTable table) {
    print("");
    table.lines().forEach(line -> print("  " + line));
    print("");
  }

  public void troubles(List<String> troubles) {
    troubles.forEach(trouble -> print("  " + bad("!") + " " + trouble));
  }

  public void verdict(boolean ok, String good, String bad) {
    line("verdict", "%s", ok ? good(good) : bad(bad));
  }

  /** What is going on. Silent with {@code --quiet}. */
  public void note(String line) {
    if (!quiet) {
      if (live) {
        err.print("\r\033[2K"); // over the line about work under way, if there is one
      }
      err.println(line);
      err.flush();
    }
  }

  /** What went wrong: always shown. */
  public void complain(String line) {
    err.println(line);
    err.flush();
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("31;1", text);
  }

  public String strong(String text) {
    return paint("1", text);
  }

  boolean isLive() {
    return live;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** A line that the next one replaces where that can be. */
  void progress(String line) {
    if (live) {
      err.print("\r\033[2K" + line);
      err.flush();
    } else {
      note(line);
    }
  }

  void endProgress() {
    if (live) {
      err.println();
      err.flush();
    }
  }

  private String paint(String code, String text) {
    return live ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
