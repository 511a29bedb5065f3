package mercat.contracts.accounts;

import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Saves an address of the caller, or changes it.
 *
 * @param addressId a UUIDv7, chosen by whoever saves a new one
 * @param isNew whether it is saved for the first time, so that an unknown id is no mistake
 */
public record PutAddress(UUID addressId, Address address, boolean isNew)
    implements Request<PutAddress.Reply>, Write {
  /** The most addresses that an account keeps. */
  public static final int ADDRESSES_MAX = 50;

  /** Saved, or why not. */
  public sealed interface Reply extends Message {
    record Saved() implements Reply {}

    record Unknown() implements Reply {}

    /** There are {@link #ADDRESSES_MAX} already. */
    record TooMany() implements Reply {}
  }
}
