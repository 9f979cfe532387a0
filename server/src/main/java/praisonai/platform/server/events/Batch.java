package praisonai.platform.server.events;

import java.util.List;

/**
 * Some events for a follower.
 *
 * @param frames what it wants, in order
 * @param upTo the position up to which everything was looked at
 */
record Batch(List<Frame> frames, long upTo) {
    static Batch none(long upTo) {
        return new Batch(List.of(), upTo);
    }
}
