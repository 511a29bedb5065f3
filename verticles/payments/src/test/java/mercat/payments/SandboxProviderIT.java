package mercat.payments;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;

class SandboxProviderIT implements ProviderContract {
  @AutoClose private static final RunningPayments payments = new RunningPayments();

  @Override
  public PaymentProvider provider() {
    return payments.provider("sandbox");
  }

  @Override
  public String approved() {
    return "tok_ok";
  }

  @Override
  public String refused() {
    return "tok_insufficient";
  }

  @Override
  public String unanswered() {
    return "tok_timeout_then_ok";
  }

  @Override
  public List<String> held(UUID key) {
    return payments.rows(
        """
        select amount - refunded from sandbox.charge
         where charge_key = '%s' and state in ('authorized', 'captured')\
        """,
        key);
  }
}
