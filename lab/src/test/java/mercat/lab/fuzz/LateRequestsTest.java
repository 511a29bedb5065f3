package mercat.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import mercat.lab.fuzz.PublishedContract.Operation;
import mercat.lab.fuzz.Requests.FuzzRequest;
import org.junit.jupiter.api.Test;

/** A machine that does much besides makes many late, and a fault of the system all. */
class LateRequestsTest {
  private final LateRequests late = new LateRequests();

  @Test
  void sendsEachOnceMoreHoweverManyTheyAre() {
    keep(1_000);
    var sent = new ArrayList<Long>();
    assertThat(late.sendAgain(request -> !sent.add(request.number()))).isZero();
    assertThat(sent).containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void leavesTheOthersOnceSoManyAreLateAgain() {
    keep(3 * LateRequests.LATE_AGAIN_MAX);
    var sent = new ArrayList<Long>();
    var left = late.sendAgain(request -> sent.add(request.number()));
    assertThat(sent).hasSize(LateRequests.LATE_AGAIN_MAX);
    assertThat(left).isEqualTo(2 * LateRequests.LATE_AGAIN_MAX);
  }

  @Test
  void keepsNoMoreThanItsBound() {
    keep(LateRequests.KEPT_MAX);
    assertThat(late.keeps(request(LateRequests.KEPT_MAX))).isFalse();
  }

  private void keep(int requests) {
    for (int number = 0; number < requests; number++) {
      assertThat(late.keeps(request(number))).isTrue();
    }
  }

  private static FuzzRequest request(long number) {
    var operation =
        new Operation("GET", "/v1/products", List.of(), JsonNodeFactory.instance.objectNode());
    return new FuzzRequest(number, operation, "proper", "", "id-" + number, "GET", new byte[0]);
  }
}
