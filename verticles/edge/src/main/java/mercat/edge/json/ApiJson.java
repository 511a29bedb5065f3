package mercat.edge.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.util.Locale;
import mercat.contracts.Address;
import mercat.contracts.Money;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.catalog.Product;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.log.ListParked.ParkedEvent;
import mercat.contracts.orders.ListOwnOrders.OwnOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponTerms;
import mercat.contracts.promotions.HeldCoupon;
import mercat.platform.bus.Json;
import org.jspecify.annotations.Nullable;

/**
 * Records as the API shows and takes them: their components in order, constants in small letters.
 * What it shows otherwise stands here.
 */
public final class ApiJson {
  public static final String MEDIA_TYPE = "application/json";

  private static final ObjectMapper MAPPER = mapper();

  /** Buyers see only what is published. */
  @JsonIgnoreProperties("published")
  interface ShownProduct {}

  interface ShownOrder {
    @JsonUnwrapped
    OrderTotals totals();

    /** Of most orders there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable CouponCode coupon();
  }

  interface ShownLine {
    /** As there is no coupon. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Nullable Money discount();
  }

  interface ShownAddress {
    @JsonUnwrapped
    Address address();
  }

  interface ShownOwnOrder {
    @JsonUnwrapped
    Order order();
  }

  interface ShownHeldCoupon {
    @JsonUnwrapped
    Coupon coupon();
  }

  interface ShownCoupon {
    @JsonUnwrapped
    CouponTerms terms();
  }

  /** The payload as it stands in the log. */
  interface ShownParkedEvent {
    @JsonRawValue
    String payload();
  }

  interface ShownStock {
    @JsonProperty
    long available();
  }

  private ApiJson() {}

  private static ObjectMapper mapper() {
    var mapper =
        Json.mapper()
            .copy()
            .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS)
            .configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addMixIn(SavedAddress.class, ShownAddress.class)
            .addMixIn(Product.class, ShownProduct.class)
            .addMixIn(Order.class, ShownOrder.class)
            .addMixIn(OwnOrder.class, ShownOwnOrder.class)
            .addMixIn(OrderLine.class, ShownLine.class)
            .addMixIn(HeldCoupon.class, ShownHeldCoupon.class)
            .addMixIn(Coupon.class, ShownCoupon.class)
            .addMixIn(ParkedEvent.class, ShownParkedEvent.class)
            .addMixIn(StockLevel.class, ShownStock.class);
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    mapper
        .coercionConfigFor(LogicalType.OtherScalar)
        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    mapper
        .configOverride(String.class)
        .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    return mapper;
  }

  public static Buffer write(Object value) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A record of JSON. A text that is not given is empty. */
  public static <T> T read(JsonNode value, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(value, type);
  }

  /**
   * Reads records of a type from JSON that no schema has seen: whatever their components do not
   * name, whatever follows them and whatever had to be guessed is refused.
   */
  public static ObjectReader reader(Class<?> type) {
    return MAPPER
        .readerFor(type)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
