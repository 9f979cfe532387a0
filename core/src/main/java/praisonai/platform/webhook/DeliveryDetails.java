package praisonai.platform.webhook;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** An attempt with the bodies that were sent and received. */
public record DeliveryDetails(
        @Doc("The attempt.") Delivery delivery,
        @Doc(
                        value = "The body that is sent.",
                        example =
                                "{\"type\": \"issue.updated\", \"timestamp\": \"…\", \"data\": {}}")
                String requestBody,
        @Doc(value = "The beginning of the response's body, at most 4 KiB of it.", example = "ok")
                @Nullable String responseBody) {}
