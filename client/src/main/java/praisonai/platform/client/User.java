package praisonai.platform.client;

import java.time.Instant;

/** A person's account. */
public record User(String id, String name, String email, Instant createdAt, Instant updatedAt) {}
