package mercat.architecture;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes in a process of their own; its exit code is 0 when all pass. */
final class TestRun {
  private TestRun() {}

  public static void main(String... classes) {
    var request = LauncherDiscoveryRequestBuilder.request();
    Arrays.stream(classes).forEach(name -> request.selectors(selectClass(name)));
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request.build(), listener);
    var summary = listener.getSummary();
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    summary.printFailuresTo(out);
    out.println("passed " + summary.getTestsSucceededCount());
    boolean isGreen = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
    System.exit(isGreen ? 0 : 1);
  }
}
