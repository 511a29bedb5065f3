package mercat.lab.terminal;

/** What a command found, in the form that {@code --json} writes. */
public interface CommandVerdict {
  boolean ok();

  /** The verdict as people read it. */
  void print(Screen screen);
}
