package mercat.platform.discovery;

import java.util.Set;

/** Who is in the cluster at this moment, as this node sees it. */
@FunctionalInterface
public interface Members {
  /** Every node that is there, this one included. */
  Set<Member> present();
}
