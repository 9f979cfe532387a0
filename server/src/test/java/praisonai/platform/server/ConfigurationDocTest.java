package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
    @Test
    void theDocumentListsEveryOptionWithItsDefaultAndMeaning() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
                        .filter(line -> line.startsWith("| `") && line.contains("` | `--"))
                        .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Option.values()).map(ConfigurationDocTest::row).toList());
    }

    private static String row(Option option) {
        return "| `%s` | `%s` | %s | %s |"
                .formatted(
                        option.name(),
                        option.flag(),
                        option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`",
                        option.description());
    }
}
