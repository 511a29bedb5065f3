package mercat.node.discovery;

/** That etcd understood a request and does not do it. */
final class EtcdRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Codes of gRPC. */
  private static final int INVALID_ARGUMENT = 3;

  private static final int NOT_FOUND = 5;
  private static final int UNAUTHENTICATED = 16;

  private final int code;

  EtcdRefusal(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  boolean isNotFound() {
    return code == NOT_FOUND;
  }

  /**
   * Whether to sign in again may help: etcd says so of tokens from before a change of rights too.
   */
  boolean isOfToken() {
    return code == UNAUTHENTICATED || code == INVALID_ARGUMENT;
  }
}
