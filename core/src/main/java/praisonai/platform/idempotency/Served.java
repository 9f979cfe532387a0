package praisonai.platform.idempotency;

/**
 * What a request was answered.
 *
 * @param answer in the form that the caller of {@link Idempotency#once} gave it; not to be changed
 * @param replayed whether it was answered before, and nothing was done this time
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on once and only read.
public record Served(byte[] answer, boolean replayed) {}
