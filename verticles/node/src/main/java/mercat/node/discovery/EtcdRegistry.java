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
          var left = answer.getJsonObject("result", new JsonObject()).getString("TTL", "0");
          boolean isHeld = left.matches("[1-9][0-9]*");
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
          var id = answer.getString("ID", NONE);
          if (!id.matches("[1-9][0-9]{0,18}")) {
            throw new IllegalStateException("who answers is no etcd: it grants no lease");
          }
          lease.set(id);
          return null;
        });
  }

  /**
   * Writes the key unless it stands there on this lease: nothing changes for those who watch it.
   */
  private Future<Void> written(EdgeListing listing) {
    var key = base64(prefix + listing.node());
    var isOurs =
        new JsonObject()
            .put("key", key)
            .put("target", "LEASE")
            .put("result", "EQUAL")
            .put("lease", lease.get());
    var put =
        new JsonObject()
            .put("key", key)
            .put("value", base64(listing.json()))
            .put("lease", lease.get());
    var transaction =
        new JsonObject()
            .put("compare", new JsonArray().add(isOurs))
            .put("failure", new JsonArray().add(new JsonObject().put("requestPut", put)));
    return gateway.ask("/v3/kv/txn", transaction).mapEmpty();
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
