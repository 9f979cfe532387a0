package praisonai.platform.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Change;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** Changes to a webhook. */
public record WebhookPatch(
        @Doc(
                        value = "New URL; what is waiting is sent there, at once.",
                        example = "https://example.org/new-hook")
                Change<String> url,
        @Doc(value = "New kinds of events.", example = "[\"issue.*\"]")
                Change<List<String>> eventKinds,
        @Doc("New project; null for all of the workspace.") Change<@Nullable String> projectId,
        @Doc("New description; null clears it.") Change<@Nullable String> description,
        @Doc(
                        value =
                                "false stops sending; true goes on where it stopped, or with the next"
                                        + " change where `skip_missed` is true.",
                        example = "true")
                Change<Boolean> enabled) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the shape is wrong
     */
    public WebhookPatch {
        Check check = new Check();
        url = check.notCleared("url", url).map(value -> WebhookUrl.check(check, value));
        eventKinds =
                check.notCleared("event_kinds", eventKinds)
                        .map(value -> EventKinds.check(check, "event_kinds", value));
        projectId = Change.orKeep(projectId);
        projectId.ifValue(value -> check.reference("project_id", value));
        description = Change.orKeep(description);
        description.ifValue(
                value -> check.optionalText("description", value, NewWebhook.DESCRIPTION_MAX));
        enabled = check.notCleared("enabled", enabled);
        check.anyOf(url, eventKinds, projectId, description, enabled);
        check.done();
    }

    /** Without the URL, which often holds a secret. */
    @Override
    public String toString() {
        return "WebhookPatch[]";
    }
}
