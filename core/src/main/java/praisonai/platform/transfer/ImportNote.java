package praisonai.platform.transfer;

/**
 * Something of a file that did not come in as it was, so that nothing is lost in silence.
 *
 * @param line where it stands in the file, counted from 1
 * @param sourceId the issue, by the id that it has in the file
 * @param kind what happened to it
 * @param detail the value or the thing that is meant
 */
public record ImportNote(int line, String sourceId, Kind kind, String detail) {
    /** What happened, as the rest of a sentence that starts with how many. */
    public enum Kind {
        OUTSIDE(
                "dependencies on issues that are neither in the file nor in the workspace: left out"),
        RELATED("dependencies of a kind that is not known here: kept as `related`"),
        SELF("dependencies of an issue on itself: left out"),
        REPEATED("dependencies that say the same as another: kept once"),
        CYCLE("dependencies that would close a circle: left out"),
        SECOND_PARENT("further parents of an issue: left out, the first one counts"),
        PARENT_CYCLE("parents that are below their own sub-issue: left out"),
        TOO_DEEP("parents that would nest an issue too deep: left out"),
        DELETED("issues that were deleted in Beads: left out"),
        STATUS("statuses that are not known here: taken as `backlog`"),
        PERSON("owners of issues that have another assignee: left out"),
        CHANGED_TEXT("names and texts that are too long here, or not one line: adapted"),
        COMMENTS("issues with comments that Beads counts but did not write to the file"),
        MEMBER("values that have no place here: left out");

        private final String what;

        Kind(String what) {
            this.what = what;
        }

        /** The rest of a sentence that starts with how many. */
        public String what() {
            return what;
        }
    }

    /** Such as {@code line 12, bd-a1: priority_reason}. */
    @Override
    public String toString() {
        return "line " + line + ", " + sourceId + ": " + detail;
    }
}
