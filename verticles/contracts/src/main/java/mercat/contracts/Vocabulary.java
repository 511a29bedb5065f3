package mercat.contracts;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.contracts.accounts.AccountErased;
import mercat.contracts.accounts.AccountRegistered;
import mercat.contracts.accounts.AddAccount;
import mercat.contracts.accounts.AddClient;
import mercat.contracts.accounts.AddToken;
import mercat.contracts.accounts.BeginFederatedSignIn;
import mercat.contracts.accounts.ChangeAccount;
import mercat.contracts.accounts.ChangePassword;
import mercat.contracts.accounts.CheckAuthorization;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.accounts.CompleteFederatedSignIn;
import mercat.contracts.accounts.ConfirmSecondFactor;
import mercat.contracts.accounts.DropSecondFactor;
import mercat.contracts.accounts.EmailVerified;
import mercat.contracts.accounts.EnrolSecondFactor;
import mercat.contracts.accounts.EraseAccount;
import mercat.contracts.accounts.FindAccount;
import mercat.contracts.accounts.GrantCode;
import mercat.contracts.accounts.GrantTokens;
import mercat.contracts.accounts.ListClients;
import mercat.contracts.accounts.ListSessions;
import mercat.contracts.accounts.ListTokens;
import mercat.contracts.accounts.PasswordChanged;
import mercat.contracts.accounts.PasswordResetRequested;
import mercat.contracts.accounts.PutAddress;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.accounts.ReadUserInfo;
import mercat.contracts.accounts.RefreshSession;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RegisteredAgain;
import mercat.contracts.accounts.RemoveAddress;
import mercat.contracts.accounts.RemoveSecondFactor;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.ResetPassword;
import mercat.contracts.accounts.RevokeClient;
import mercat.contracts.accounts.RevokeGrant;
import mercat.contracts.accounts.RevokeToken;
import mercat.contracts.accounts.RevokedSessions;
import mercat.contracts.accounts.RolesChanged;
import mercat.contracts.accounts.RotateSigningKey;
import mercat.contracts.accounts.SecretLinks;
import mercat.contracts.accounts.SessionsRevoked;
import mercat.contracts.accounts.SetRoles;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.accounts.SignInWithSecondFactor;
import mercat.contracts.accounts.SignOut;
import mercat.contracts.accounts.SigningKeyChanged;
import mercat.contracts.accounts.SigningKeys;
import mercat.contracts.accounts.TokenRevoked;
import mercat.contracts.accounts.VerifyEmail;
import mercat.contracts.audit.ListCheckpoints;
import mercat.contracts.audit.ListStaffActions;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.StockDepleted;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.inventory.StockReceived;
import mercat.contracts.inventory.StockReleased;
import mercat.contracts.inventory.StockReserved;
import mercat.contracts.log.Addressed;
import mercat.contracts.log.DiscardParked;
import mercat.contracts.log.ListFollowers;
import mercat.contracts.log.ListParked;
import mercat.contracts.log.ReadEvents;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.ReadLogHead;
import mercat.contracts.log.ReadStory;
import mercat.contracts.log.ResetFollower;
import mercat.contracts.log.RetryParked;
import mercat.contracts.log.StaffActed;
import mercat.contracts.notifications.AddWebhook;
import mercat.contracts.notifications.ChangeWebhook;
import mercat.contracts.notifications.DeliveryParked;
import mercat.contracts.notifications.ListDeliveries;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.ListWebhooks;
import mercat.contracts.notifications.MailGivenUp;
import mercat.contracts.notifications.MailSent;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.notifications.ReadWebhook;
import mercat.contracts.notifications.RemoveWebhook;
import mercat.contracts.notifications.RetryDelivery;
import mercat.contracts.notifications.RetryMail;
import mercat.contracts.notifications.RotateWebhookSecret;
import mercat.contracts.notifications.TestWebhook;
import mercat.contracts.notifications.WebhookDelivered;
import mercat.contracts.notifications.WebhookSwitchedOff;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOwnOrder;
import mercat.contracts.orders.ClaimOrders;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.FindOwnBaskets;
import mercat.contracts.orders.FindOwnOrder;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderShipped;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.PaymentAuthorized;
import mercat.contracts.payments.PaymentCaptured;
import mercat.contracts.payments.PaymentDeclined;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.PaymentResolved;
import mercat.contracts.payments.PaymentUnknown;
import mercat.contracts.payments.PaymentVoided;
import mercat.contracts.payments.ReadPayment;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.promotions.CouponChanged;
import mercat.contracts.promotions.CouponRedeemed;
import mercat.contracts.promotions.CouponReleased;
import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.FindCoupons;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.contracts.promotions.PutCoupon;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.contracts.recommendations.OwnRecommendations;
import mercat.contracts.recommendations.RelatedProducts;

/** Every word of the language, by name. What is not listed here cannot travel. */
public final class Vocabulary {
  /** Every request; replies are found through their request. */
  public static final List<Class<? extends Request<?>>> REQUESTS =
      List.of(
          ReadLog.class,
          ReadLogHead.class,
          ReadStory.class,
          ReadEvents.class,
          ListFollowers.class,
          ListParked.class,
          RetryParked.class,
          DiscardParked.class,
          ResetFollower.class,
          CheckStaffToken.class,
          Register.class,
          VerifyEmail.class,
          SignIn.class,
          SignInWithSecondFactor.class,
          BeginFederatedSignIn.class,
          CompleteFederatedSignIn.class,
          RefreshSession.class,
          SignOut.class,
          ListSessions.class,
          ChangePassword.class,
          RequestPasswordReset.class,
          ResetPassword.class,
          EnrolSecondFactor.class,
          ConfirmSecondFactor.class,
          RemoveSecondFactor.class,
          DropSecondFactor.class,
          ReadAccount.class,
          ReadRecipient.class,
          FindAccount.class,
          ChangeAccount.class,
          PutAddress.class,
          RemoveAddress.class,
          AddAccount.class,
          SetRoles.class,
          EraseAccount.class,
          ListTokens.class,
          AddToken.class,
          RevokeToken.class,
          ListClients.class,
          AddClient.class,
          RevokeClient.class,
          CheckAuthorization.class,
          GrantCode.class,
          GrantTokens.class,
          RevokeGrant.class,
          ReadUserInfo.class,
          SigningKeys.class,
          RotateSigningKey.class,
          RevokedSessions.class,
          SecretLinks.class,
          PutProduct.class,
          FindProduct.class,
          FindProducts.class,
          PriceLines.class,
          ReceiveStock.class,
          StockLevels.class,
          ReserveStock.class,
          QuoteOrder.class,
          PlaceOrder.class,
          FindOrder.class,
          FindBaskets.class,
          FindOwnBaskets.class,
          ListOrders.class,
          SearchOrders.class,
          ReadOrder.class,
          CancelOrder.class,
          ShipOrder.class,
          PlaceOwnOrder.class,
          FindOwnOrder.class,
          ListOwnOrders.class,
          CancelOwnOrder.class,
          ClaimOrders.class,
          QuoteOrderWithCoupon.class,
          PlaceOrderWithCoupon.class,
          PlaceOwnOrderWithCoupon.class,
          AuthorizePayment.class,
          RefundPayment.class,
          LedgerBalances.class,
          ReadPayment.class,
          ReceivePaymentHook.class,
          PutCoupon.class,
          FindCoupon.class,
          FindCoupons.class,
          PreviewCoupon.class,
          RedeemCoupon.class,
          RelatedProducts.class,
          OwnRecommendations.class,
          ListMails.class,
          ReadMail.class,
          RetryMail.class,
          AddWebhook.class,
          ListWebhooks.class,
          ReadWebhook.class,
          ChangeWebhook.class,
          RemoveWebhook.class,
          RotateWebhookSecret.class,
          TestWebhook.class,
          ListDeliveries.class,
          RetryDelivery.class,
          ListStaffActions.class,
          ListCheckpoints.class);

  /** Every event. */
  public static final List<Class<? extends Event>> EVENTS =
      List.of(
          AccountRegistered.class,
          RegisteredAgain.class,
          EmailVerified.class,
          PasswordChanged.class,
          PasswordResetRequested.class,
          SessionsRevoked.class,
          RolesChanged.class,
          AccountErased.class,
          TokenRevoked.class,
          SigningKeyChanged.class,
          ProductPublished.class,
          ProductChanged.class,
          PriceChanged.class,
          ProductWithdrawn.class,
          StockReceived.class,
          StockReserved.class,
          StockReleased.class,
          StockDepleted.class,
          OrderPlaced.class,
          OrderConfirmed.class,
          OrderRejected.class,
          OrderCancelled.class,
          OrderShipped.class,
          PaymentAuthorized.class,
          PaymentDeclined.class,
          PaymentUnknown.class,
          PaymentResolved.class,
          PaymentCaptured.class,
          PaymentVoided.class,
          PaymentRefunded.class,
          CouponChanged.class,
          CouponRedeemed.class,
          CouponReleased.class,
          MailSent.class,
          MailGivenUp.class,
          WebhookDelivered.class,
          DeliveryParked.class,
          WebhookSwitchedOff.class,
          StaffActed.class);

  /** Follows and has a log, and answers no request that is its own. */
  private static final String FEED = "feed";

  /**
   * The contexts, by name: each request's package is named like its context, but for those that
   * every context answers.
   */
  public static final Set<String> CONTEXTS =
      Stream.concat(
              Stream.of(FEED),
              REQUESTS.stream()
                  .filter(request -> !Addressed.class.isAssignableFrom(request))
                  .map(request -> request.getPackageName())
                  .map(name -> name.substring(name.lastIndexOf('.') + 1)))
          .collect(Collectors.toUnmodifiableSet());

  private Vocabulary() {}
}
