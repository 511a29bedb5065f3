package mercat.lab.torture;

import java.util.List;
import java.util.UUID;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.HookSigner;

/** Hooks of the sandbox, as Standard Webhooks has them. */
record SandboxHookWording(HookSigner signer, HookSigner stranger) implements HookWording {
  SandboxHookWording(HookSigner signer) {
    this(signer, new HookSigner());
  }

  @Override
  public List<String> types() {
    return List.of("refunded", "captured", "authorized");
  }

  @Override
  public HttpText genuine(ServerAddress edge, String charge, String type) {
    return signer.hook(edge, id(), HookWording.now(), body(charge, type));
  }

  @Override
  public List<SentHook> forged(ServerAddress edge, String charge) {
    var body = body(charge, "captured");
    long now = HookWording.now();
    var signed = signer.hook(edge, id(), now, body);
    var changed = new HttpText(edge, "POST", signed.path(), signed.headers(), body + " ");
    return List.of(
        new SentHook("unsigned", signed.with(HookSigner.SIGNATURE, "v1,")),
        new SentHook("of another secret", stranger.hook(edge, id(), now, body)),
        new SentHook("changed", changed),
        new SentHook("renamed", signed.with("webhook-id", id())),
        new SentHook("old", signer.hook(edge, id(), now - TOLERATED_SECONDS - 1, body)),
        new SentHook("of three days ago", signer.hook(edge, id(), now - 3 * DAY_SECONDS, body)),
        new SentHook("of the future", signer.hook(edge, id(), now + 2 * TOLERATED_SECONDS, body)));
  }

  @Override
  public String rows() {
    return """
    select (select count(*) from payments.payment where order_id = any(?::uuid[]))
         + (select count(*) from sandbox.charge where charge_key = any(?::uuid[]))\
    """;
  }

  private static String body(String charge, String type) {
    return """
    {"type":"charge.%s","data":{"charge":"%s","status":"%1$s","amount":1,"currency":"%3$s"}}\
    """
        .formatted(type, charge, HookStorm.CLAIMED);
  }

  private static String id() {
    return "msg_" + UUID.randomUUID();
  }
}
