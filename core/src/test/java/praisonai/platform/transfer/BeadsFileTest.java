package praisonai.platform.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeadsFileTest {
    private static List<BeadsIssue> read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<BeadsIssue> read(byte[] bytes) {
        try {
            return BeadsFile.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> faults(String text) {
        return faults(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> faults(byte[] bytes) {
        BrokenFile broken = catchThrowableOfType(BrokenFile.class, () -> read(bytes));
        assertThat(broken).isNotNull();
        return broken.faults().stream().map(BrokenFile.Fault::toString).toList();
    }

    private static String member(String member) {
        return "{\"id\":\"x-1\",\"title\":\"One\"," + member + "}";
    }

    @Test
    void an_issue_needs_only_an_id_and_a_title() {
        BeadsIssue issue = read("{\"id\":\"x-1\",\"title\":\"One\"}").getFirst();
        assertThat(issue.status()).isEqualTo("open");
        assertThat(issue.priority()).isEqualTo(2);
        assertThat(issue.createdAt()).isNull();
        assertThat(faults("{}"))
                .containsExactly("line 1: id is required", "line 1: title is required");
        assertThat(faults("{\"id\":\" \",\"title\":\"\"}"))
                .containsExactly("line 1: id is required", "line 1: title is required");
    }

    @Test
    void a_byte_order_mark_crlf_and_blank_lines_do_no_harm() {
        String one = "{\"id\":\"a\",\"title\":\"A\"}";
        String other = "{\"id\":\"b\",\"title\":\"B\"}";
        List<BeadsIssue> issues = read("\uFEFF" + one + "\r\n\r\n   \n" + other + "\r\n");
        assertThat(issues).extracting(BeadsIssue::id).containsExactly("a", "b");
        assertThat(issues).extracting(BeadsIssue::line).containsExactly(1, 4);
    }

    @Test
    void the_last_line_needs_no_line_end() {
        assertThat(read("{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\"b\",\"title\":\"B\"}"))
                .hasSize(2);
    }

    @Test
    void times_keep_microseconds_in_utc_and_gos_zero_time_is_none() {
        BeadsIssue issue =
                read(member(
                                """
                                "created_at":"2026-01-05T08:00:00.123456789+01:00",\
                                "updated_at":"0001-01-01T00:00:00Z",\
                                "due_at":"2026-01-06T00:30:00+01:00"\
                                """))
                        .getFirst();
        assertThat(issue.createdAt()).isEqualTo(Instant.parse("2026-01-05T07:00:00.123456Z"));
        assertThat(issue.updatedAt()).isNull();
        assertThat(issue.dueDate()).isEqualTo(LocalDate.of(2026, 1, 5));
    }

    @Test
    void members_that_it_does_not_know_are_told_where_they_say_something() {
        BeadsIssue issue =
                read(member(
                                """
                                "moon":"full","empty":"","none":null,"no":false,"zero":0,\
                                "list":[],"dependency_count":3\
                                """))
                        .getFirst();
        assertThat(issue.leftOver()).containsExactly("moon");
    }

    @Test
    void wrong_types_are_refused_by_line_and_member() {
        assertThat(faults(member("\"description\":7")))
                .containsExactly("line 1: description must be a string");
        assertThat(faults(member("\"priority\":5")))
                .containsExactly("line 1: priority must be a whole number from 0 to 4");
        assertThat(faults(member("\"priority\":\"1\""))).hasSize(1);
        assertThat(faults(member("\"priority\":1.5"))).hasSize(1);
        assertThat(faults(member("\"ephemeral\":\"yes\"")))
                .containsExactly("line 1: ephemeral must be true or false");
        assertThat(faults(member("\"created_at\":\"yesterday\"")))
                .containsExactly("line 1: created_at must be a time such as 2026-02-28T03:42:10Z");
        assertThat(faults(member("\"created_at\":\"2026-02-30T03:42:10Z\""))).hasSize(1);
        assertThat(faults(member("\"created_at\":\"+99999-01-01T00:00:00Z\""))).hasSize(1);
        assertThat(faults(member("\"labels\":\"a\"")))
                .containsExactly("line 1: labels must be a list");
        assertThat(faults(member("\"labels\":[1]")))
                .containsExactly("line 1: labels must be a list of strings");
        assertThat(faults(member("\"dependencies\":[\"a\"]")))
                .containsExactly("line 1: dependencies must be a list of objects");
        assertThat(faults(member("\"dependencies\":[{\"type\":\"blocks\"}]")))
                .containsExactly("line 1: dependencies[0].depends_on_id is required");
        assertThat(
                        faults(
                                member(
                                        "\"dependencies\":[{\"issue_id\":\"y\","
                                                + "\"depends_on_id\":\"z\"}]")))
                .containsExactly(
                        "line 1: dependencies[0].issue_id must be the id of the issue that it"
                                + " stands in");
        assertThat(faults(member("\"comments\":[{\"author\":\"a\"}]")))
                .containsExactly("line 1: comments[0].text is required");
    }

    @Test
    void what_is_not_an_issue_is_refused_with_its_line() {
        String good = "{\"id\":\"a\",\"title\":\"A\"}\n";
        assertThat(faults(good + "nonsense").getFirst()).startsWith("line 2: is not JSON: ");
        assertThat(faults(good + "{\"id\":\"b\",").getFirst()).startsWith("line 2: is not JSON: ");
        assertThat(faults(good + "{\"id\":\"b\",\"title\":\"B\"} extra").getFirst())
                .startsWith("line 2: is not JSON: ");
        assertThat(faults(good + "{\"id\":\"b\",\"id\":\"c\",\"title\":\"B\"}").getFirst())
                .startsWith("line 2: is not JSON: ");
        assertThat(faults("[" + good.strip() + "]"))
                .containsExactly("line 1: is not an issue: a JSON object on one line was expected");
        assertThat(faults("")).containsExactly("line 1: there is no issue in this file");
        assertThat(faults("\n\n")).hasSize(1);
        assertThat(faults("[".repeat(5_000))).hasSize(1);
    }

    @Test
    void an_id_stands_once_in_a_file() {
        assertThat(faults("{\"id\":\"a\",\"title\":\"A\"}\n\n{\"id\":\"a\",\"title\":\"B\"}"))
                .containsExactly("line 3: id a stands in line 1 already");
    }

    @Test
    void text_that_the_databases_cannot_hold_is_refused() {
        assertThat(faults(member("\"notes\":\"a\\u0000b\"")))
                .containsExactly(
                        "line 1: notes must not contain NUL or unpaired surrogate characters");
        assertThat(faults(member("\"labels\":[\"\\ud800\"]"))).hasSize(1);
        assertThat(faults(member("\"labels\":[\"\0\"]")).getFirst())
                .startsWith("line 1: is not JSON: ");
        assertThat(faults(new byte[] {'{', '"', (byte) 0xff, '"', '}'}))
                .containsExactly("line 1: is not UTF-8 text");
    }

    @Test
    void a_line_has_a_limit() {
        byte[] endless = new byte[17 * 1024 * 1024];
        java.util.Arrays.fill(endless, (byte) 'x');
        assertThat(faults(endless)).containsExactly("line 1: is longer than 16 MiB");
    }

    @Test
    void a_large_text_is_read() {
        String large = "x".repeat(3_000_000);
        assertThat(read(member("\"description\":\"" + large + "\"")).getFirst().description())
                .hasSize(3_000_000);
    }

    @Test
    void it_gives_up_after_many_faults() {
        assertThat(faults("nonsense\n".repeat(1_000))).hasSize(20);
    }
}
