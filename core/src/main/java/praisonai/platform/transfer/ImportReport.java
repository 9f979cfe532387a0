package praisonai.platform.transfer;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import praisonai.platform.access.WorkspaceId;

/**
 * What an import did, or would do.
 *
 * @param workspace the workspace; one that was only tried to be made is not there
 * @param workspaceName its name
 * @param issuePrefix its prefix of issue keys
 * @param workspaceCreated whether it was made by this import
 * @param ownerEmail the account on whose behalf it was done
 * @param counts how many of what
 * @param notes what did not come in as it was, by line
 */
public record ImportReport(
        WorkspaceId workspace,
        String workspaceName,
        String issuePrefix,
        boolean workspaceCreated,
        String ownerEmail,
        Counts counts,
        List<ImportNote> notes) {
    public ImportReport {
        notes = List.copyOf(notes);
    }

    /**
     * How many of what.
     *
     * @param issuesInFile issues in the file
     * @param issuesCreated those that are new in the workspace
     * @param issuesUpdated those that were there and were changed in the file since
     * @param issuesUnchanged those that were there and stayed as they are
     * @param subIssues those of the created and updated ones that have a parent
     * @param blockedBy dependencies of that type that are new
     * @param related dependencies of that type that are new
     * @param labels labels that are new
     * @param labelLinks labels put on issues
     * @param agents agents that are new
     * @param placeholders accounts made for people who have none; nobody can sign in to them
     * @param members people who became members, those of the placeholders included
     * @param comments comments that are new, close reasons included
     */
    public record Counts(
            int issuesInFile,
            int issuesCreated,
            int issuesUpdated,
            int issuesUnchanged,
            int subIssues,
            int blockedBy,
            int related,
            int labels,
            int labelLinks,
            int agents,
            int placeholders,
            int members,
            int comments) {}

    /** How many notes there are of each kind, in the kinds' order; without those of none. */
    public Map<ImportNote.Kind, Integer> notesByKind() {
        Map<ImportNote.Kind, Integer> byKind = new EnumMap<>(ImportNote.Kind.class);
        notes.forEach(note -> byKind.merge(note.kind(), 1, Integer::sum));
        return byKind;
    }
}
