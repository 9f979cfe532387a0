package praisonai.platform.activity;

import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;

/** What a verification of a workspace's log found. */
public record Verified(
        @Doc(
                        value =
                                "Whether every row from the first to the head is there, in its place,"
                                        + " and as it was written.",
                        example = "true")
                boolean intact,
        @Doc(
                        "Where the log ended when the verification began: to be noted down elsewhere,"
                                + " and given as `expect` to a later one. Null where it is missing.")
                @Nullable Head head,
        @Doc(
                        "The first position at which the log is not as it was written; null where it is intact.")
                @Nullable Long brokenPosition,
        @Doc("What is wrong there; null where the log is intact.") @Nullable String reason) {}
