package praisonai.platform.webhook;

import praisonai.platform.json.Doc;

/** A webhook with its secret, which is shown when it is made and never again. */
public record WebhookSecret(
        @Doc("The webhook.") Webhook webhook,
        @Doc(
                        value = "What the receiver verifies the signatures with.",
                        example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQIhrs=")
                String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "WebhookSecret[" + webhook.id() + "]";
    }
}
