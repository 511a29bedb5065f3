package mercat.node.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lists edges in etcd: a key for each, on a lease of its own. A node that renews no more is
 * forgotten with its lease; one that withdraws revokes it. The lease of an earlier life holds
 * nothing any more once the next life has written the key.
 */
final class EtcdRegistry implements Registry {
  private static final String NONE = "";
  private static final String LARGEST = String.valueOf(Long.MAX_VALUE);

  private final EtcdGateway gateway;
  private final String prefix;
  private final Duration ttl;

  /** The id of the lease, as etcd writes it. */
  private final AtomicReference<String> lease = new AtomicReference<>(NONE);

  EtcdRegistry(EtcdGateway gateway, String prefix, Duration ttl) {
    this.gateway = gateway;
    this.prefix = prefix;
    this.ttl = ttl;
  }

  @Override
  public Future<Void> keep(EdgeListing listing) {
    return renewed()
        .compose(isHeld -> isHeld ? Future.<Void>succeededFuture() : granted())
        .compose(held -> written(listing));
  }

  /** Whether there is a lease, which etcd holds for another while. */
  private Future<Boolean> renewed() {
    var held = lease.get();
    if (held.equals(NONE)) {
      return Future.succeededFuture(false);
    }
    return gateway
        .ask("/v3/lease/keepalive", new JsonObject().put("ID", held))
        .map(answer -> {
          // Of one that it no longer knows, etcd says no time.
          boolean isHeld =
              answer.getValue("result") instanceof JsonObject kept
                  && String.valueOf(kept.getValue("TTL")).matches("[1-9][0-9]*");
          if (!isHeld) {
            lease.set(NONE);
          }
          return isHeld;
        });
  }

  private Future<Void> granted() {
    return gateway
        .ask("/v3/lease/grant", new JsonObject().put("TTL", String.valueOf(ttl.toSeconds())))
        .map(answer -> {
          var id = String.valueOf(answer.getValue("ID"));
          if (!isLease(id)) {
            throw new IllegalStateException("who answers is no etcd: it grants no lease");
          }
          lease.set(id);
          return null;
        });
  }

  /** Whether it is a positive number of 64 bits: of any other, etcd would understand nothing. */
  private static boolean isLease(String id) {
    return id.matches("[1-9][0-9]{0,18}")
        && (id.length() < LARGEST.length() || id.compareTo(LARGEST) <= 0);
  }

  /**
   * Writes the key unless it stands there, with this value and on this lease: nothing changes for
   * those who watch it. Whoever writes another value with {@code ignore_lease} leaves the lease.
   */
  private Future<Void> written(EdgeListing listing) {
    var key = base64(prefix + listing.node());
    var value = base64(listing.json());
    var put = new JsonObject().put("key", key).put("value", value).put("lease", lease.get());
    var transaction =
        new JsonObject()
            .put(
                "compare",
                new JsonArray()
                    .add(isEqual(key, "LEASE", "lease", lease.get()))
                    .add(isEqual(key, "VALUE", "value", value)))
            .put("failure", new JsonArray().add(new JsonObject().put("requestPut", put)));
    return gateway.ask("/v3/kv/txn", transaction).mapEmpty();
  }

  private static JsonObject isEqual(String key, String target, String member, String wanted) {
    return new JsonObject()
        .put("key", key)
        .put("target", target)
        .put("result", "EQUAL")
        .put(member, wanted);
  }

  @Override
  public Future<Void> withdraw() {
    var held = lease.get();
    if (held.equals(NONE)) {
      return Future.succeededFuture();
    }
    return gateway
        .ask("/v3/lease/revoke", new JsonObject().put("ID", held))
        .<Void>mapEmpty()
        .recover(failed ->
            failed instanceof EtcdRefusal refusal && refusal.isNotFound()
                ? Future.succeededFuture()
                : Future.failedFuture(failed))
        .onSuccess(withdrawn -> lease.set(NONE));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
