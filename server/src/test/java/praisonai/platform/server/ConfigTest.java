package praisonai.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import praisonai.platform.user.Registration;

class ConfigTest {
    @Test
    void nothing_set_gives_the_defaults() {
        Config config = Config.of(Map.of(), Map.of());

        assertThat(config.databaseUrl()).isEqualTo("sqlite+aiosqlite:///:memory:");
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8000);
        assertThat(config.production()).isFalse();
        assertThat(config.jwtSecret()).isNull();
        assertThat(config.sessionTtl()).isEqualTo(Duration.ofDays(7));
        assertThat(config.registration()).isEqualTo(Registration.OPEN);
        assertThat(config.logFormat()).isEqualTo(Config.LogFormat.TEXT);
        assertThat(config.publicUrl()).isEmpty();
        assertThat(config.trustProxy()).isFalse();
        assertThat(config.dbPool()).isEqualTo(16);
    }

    @Test
    void a_flag_wins_over_the_environment() {
        Config config =
                Config.of(
                        Map.of("PLATFORM_PORT", "9000", "PLATFORM_HOST", "0.0.0.0"),
                        Map.of(Option.PLATFORM_PORT, "0"));

        assertThat(config.port()).isZero();
        assertThat(config.host()).isEqualTo("0.0.0.0");
    }

    @Test
    void a_value_of_only_space_is_none() {
        assertThat(Config.of(Map.of("PLATFORM_PORT", "  "), Map.of()).port()).isEqualTo(8000);
    }

    @ParameterizedTest
    @CsvSource({"3600s,PT1H", "90m,PT1H30M", "12h,PT12H", "400d,PT9600H", "60s,PT1M"})
    void a_sign_in_lasts_as_long_as_said(String value, Duration expected) {
        Config config = Config.of(Map.of("PLATFORM_JWT_TTL", value), Map.of());

        assertThat(config.sessionTtl()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PLATFORM_HOST,http://localhost,a host name",
        "PLATFORM_HOST,a b,a host name",
        "PLATFORM_PORT,http,from 0 to 65535",
        "PLATFORM_PORT,65536,from 0 to 65535",
        "PLATFORM_PORT,-1,from 0 to 65535",
        "PLATFORM_PORT,99999999999999,from 0 to 65535",
        "PLATFORM_ENV,prod,development or production",
        "PLATFORM_JWT_TTL,7,from 60s to 400d",
        "PLATFORM_JWT_TTL,0d,from 60s to 400d",
        "PLATFORM_JWT_TTL,59s,from 60s to 400d",
        "PLATFORM_JWT_TTL,401d,from 60s to 400d",
        "PLATFORM_JWT_TTL,999999999d,from 60s to 400d",
        "PLATFORM_REGISTRATION,yes,open or invite or closed",
        "PLATFORM_LOG_FORMAT,xml,auto or text or json",
        "PLATFORM_PUBLIC_URL,tracker.example.org,an http or https URL",
        "PLATFORM_PUBLIC_URL,ftp://example.org,an http or https URL",
        "PLATFORM_PUBLIC_URL,https://u:p@example.org,an http or https URL",
        "PLATFORM_TRUST_PROXY,maybe,true or false",
        "PLATFORM_DB_POOL,0,from 1 to 500",
        "PLATFORM_EVENT_STREAMS,0,from 1 to 100000",
        "PLATFORM_WEBHOOK_WORKERS,501,from 0 to 500",
        "PLATFORM_WEBHOOK_ALLOW_PRIVATE,yes,true or false",
    })
    void a_bad_value_is_refused_with_its_name_and_what_was_expected(
            String name, String value, String expected) {
        assertThatThrownBy(() -> Config.of(Map.of(name, value), Map.of()))
                .isInstanceOf(BadConfig.class)
                .hasMessageStartingWith(name + " (or --")
                .hasMessageContaining(expected);
    }

    @Test
    void a_public_url_loses_the_slash_at_its_end() {
        Config config =
                Config.of(Map.of("PLATFORM_PUBLIC_URL", "https://example.org/pm/"), Map.of());

        assertThat(config.publicUrl()).isEqualTo("https://example.org/pm");
    }

    @Test
    void a_config_never_shows_its_secrets() {
        Config config =
                Config.of(
                        Map.of(
                                "PLATFORM_JWT_SECRET",
                                "hush-hush",
                                "DATABASE_URL",
                                "postgresql://u:hush@h/db"),
                        Map.of());

        assertThat(config.toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void every_option_has_a_flag_and_a_description(Option option) {
        assertThat(option.flag()).matches("--[a-z]+(-[a-z]+)*");
        assertThat(option.description()).hasSizeGreaterThan(20).endsWith(".");
    }
}
