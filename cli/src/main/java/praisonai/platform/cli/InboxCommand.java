package praisonai.platform.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import praisonai.platform.client.Notification;
import praisonai.platform.client.PlatformClient;

/** What one is to know of. */
@Command(
        name = "inbox",
        description = "Lists what you are to know of, in all your workspaces, newest first.")
final class InboxCommand implements Callable<Integer> {
    @Mixin Remote remote = new Remote();

    @Option(names = "--unread", description = "Only what you have not read.")
    boolean unread;

    @Option(names = "--archived", description = "What you have archived, instead.")
    boolean archived;

    @Option(names = "--read", paramLabel = "ID", description = "Mark this one as read; or: all.")
    @Nullable String read;

    @Option(names = "--archive", paramLabel = "ID", description = "Archive this one; or: read.")
    @Nullable String archive;

    @Option(names = "--limit", paramLabel = "COUNT", description = "So many at most. Default: 50")
    int limit = 50;

    @Override
    public Integer call() {
        IssueCommand.positive("--limit", limit);
        PlatformClient client = remote.client();
        String workspace =
                remote.workspace == null ? null : remote.workspaceNamed(remote.workspace);
        if (read != null) {
            return read.equals("all")
                    ? remote.answer(client.readAllNotifications(workspace), done -> told("Read"))
                    : remote.answer(client.readNotification(read), done -> told("Read"));
        }
        if (archive != null) {
            return archive.equals("read")
                    ? remote.answer(
                            client.archiveReadNotifications(workspace), done -> told("Archived"))
                    : remote.answer(client.archiveNotification(archive), done -> told("Archived"));
        }
        return remote.list(client.inbox(workspace, unread, archived), limit, this::print);
    }

    private void told(String what) {
        remote.out().println(what + ".");
    }

    private void print(List<Notification> all) {
        Table table = new Table("ID", "WHEN", "NEW", "WHY", "BY", "ISSUE", "WHAT");
        for (Notification one : all) {
            String what = one.issueTitle() == null ? one.excerpt() : one.issueTitle();
            table.row(
                    one.id(),
                    Screen.time(one.createdAt()),
                    one.readAt() == null ? "*" : "",
                    one.reason().replace('_', ' '),
                    one.actorName() == null ? "" : one.actorName(),
                    one.issueKey() == null ? "" : one.issueKey(),
                    what == null ? "" : what);
        }
        table.print(remote.out(), remote.screen(), "There is nothing.");
    }
}
