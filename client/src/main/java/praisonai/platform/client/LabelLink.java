package praisonai.platform.client;

import java.time.Instant;

/** That an issue bears a label. */
public record LabelLink(String id, String issueId, String labelId, Instant createdAt) {}
