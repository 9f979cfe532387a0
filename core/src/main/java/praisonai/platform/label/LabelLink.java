package praisonai.platform.label;

import java.time.Instant;
import praisonai.platform.json.Doc;

/** That an issue bears a label. */
public record LabelLink(
        @Doc("Id of the link.") String id,
        @Doc("The issue.") String issueId,
        @Doc("The label.") String labelId,
        @Doc("When the label was put on.") Instant createdAt) {}
