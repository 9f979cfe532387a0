package praisonai.platform.client;

/**
 * A piece of what a run writes. {@code stream} is {@code stdout}, {@code stderr} or {@code note};
 * {@code sequence} counts from 1.
 */
public record LogChunk(int sequence, String stream, String text) {}
