package mercat.lab.terminal;

/** What a command tells the shell. */
public final class ExitCode {
  public static final int TRUE = 0;
  public static final int USAGE = 2;
  public static final int VERDICT_FALSE = 3;
  public static final int UNAVAILABLE = 69;

  private ExitCode() {}
}
