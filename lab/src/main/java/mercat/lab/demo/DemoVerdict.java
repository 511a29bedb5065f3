package mercat.lab.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.drop.DropVerdict;
import mercat.lab.replay.ReplayVerdict;
import mercat.lab.terminal.Verdict;
import mercat.lab.verify.Finding;

/** The three verdicts of a demo; it is true when all of them are. */
@JsonPropertyOrder("ok")
public record DemoVerdict(
    boolean ok, ReplayVerdict replay, DropVerdict drop, List<Finding> invariants, double seconds)
    implements Verdict {

  public DemoVerdict {
    invariants = List.copyOf(invariants);
  }
}
