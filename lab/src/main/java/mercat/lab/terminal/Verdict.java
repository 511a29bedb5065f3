package mercat.lab.terminal;

/** What a command found, in the form that {@code --json} writes. */
public interface Verdict {
  boolean ok();
}
