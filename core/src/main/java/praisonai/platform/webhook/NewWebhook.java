package praisonai.platform.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** What it takes to create a webhook. */
public record NewWebhook(
        @Doc(
                        value =
                                "Where the events are sent: an http or https URL of at most 2,000"
                                        + " characters that leads to a public address.",
                        example = "https://example.org/hook")
                String url,
        @Doc(
                        value =
                                "Kinds of events: one (issue.updated), all of a thing (comment.*), or all"
                                        + " (*).",
                        example = "[\"issue.created\", \"comment.*\"]")
                List<String> eventKinds,
        @Doc("Only events of this project and of the issues in it; left out, of the workspace.")
                @Nullable String projectId,
        @Doc(value = "What it is for, at most 1,000 characters.", example = "Chat notifications")
                @Nullable String description,
        @Doc(
                        value =
                                "What signs the messages: whsec_ and the Base64 of 24 to 64 random bytes;"
                                        + " made where left out.",
                        example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQIhrs=")
                @Nullable String secret) {
    static final int DESCRIPTION_MAX = 1_000;

    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public NewWebhook {
        Check check = new Check();
        url = WebhookUrl.check(check, check.required("url", url));
        eventKinds =
                EventKinds.check(check, "event_kinds", check.required("event_kinds", eventKinds));
        check.reference("project_id", projectId);
        check.optionalText("description", description, DESCRIPTION_MAX);
        if (secret != null) {
            Signature.check(check, "secret", secret);
        }
        check.done();
    }

    /** Without the secret, and without the URL, which often holds one. */
    @Override
    public String toString() {
        return "NewWebhook[" + eventKinds + "]";
    }
}
