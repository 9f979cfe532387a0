package praisonai.platform.server.mcp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import praisonai.platform.server.http.Refusal;

/** Which names a server answers to. */
class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', localhost:8000, true",
        "127.0.0.1, '', 127.0.0.1:8000, true",
        "::1, '', [::1]:8000, true",
        "localhost, '', LOCALHOST, true",
        "127.0.0.1, '', evil.example:8000, false",
        "127.0.0.1, '', localhost.evil.example, false",
        "::1, '', evil.example, false",
        "127.0.0.1, https://tracker.example.org, tracker.example.org, true",
        "127.0.0.1, https://tracker.example.org, Tracker.Example.org:443, true",
        "0.0.0.0, '', tracker.example.org, true",
        "10.0.0.7, '', 10.0.0.7:8000, true",
    })
    void a_server_for_this_machine_only_is_not_called_by_another_name(
            String listensOn, String publicUrl, String host, boolean taken) {
        Origins origins = new Origins(listensOn, publicUrl);
        if (taken) {
            assertThatCode(() -> origins.check(null, host)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> origins.check(null, host))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Host must be this machine's");
        }
    }
}
