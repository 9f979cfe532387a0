package praisonai.platform.user;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import praisonai.platform.problem.Problem;

class LoginLimiterTest {
    private final LoginLimiter limiter = new LoginLimiter();

    @Test
    void anAddressHasAHundredFailuresHoweverManyAccountsItTries() {
        for (int n = 0; n < LoginLimiter.PER_ADDRESS; n++) {
            limiter.attempt("user" + n, "192.0.2.1");
        }
        assertThatThrownBy(() -> limiter.attempt("another", "192.0.2.1"))
                .isInstanceOf(Problem.TooMany.class);
        assertThatCode(() -> limiter.attempt("another", "192.0.2.2")).doesNotThrowAnyException();
    }

    @Test
    void anAccountHasTenFailuresFromHoweverManyAddresses() {
        for (int n = 0; n < LoginLimiter.PER_ACCOUNT; n++) {
            limiter.attempt("ada", "192.0.2." + n);
        }
        assertThatThrownBy(() -> limiter.attempt("ada", "198.51.100.7"))
                .isInstanceOf(Problem.TooMany.class);
        assertThatCode(() -> limiter.attempt("bob", "192.0.2.1")).doesNotThrowAnyException();
    }

    @Test
    void successesAreNotCounted() {
        for (int n = 0; n < 3 * LoginLimiter.PER_ADDRESS; n++) {
            limiter.attempt("ada", "192.0.2.1");
            limiter.succeeded("ada", "192.0.2.1");
            limiter.attemptChange("id of ada");
            limiter.changed("id of ada");
        }
        assertThatCode(() -> limiter.attempt("bob", "192.0.2.1")).doesNotThrowAnyException();
    }

    @Test
    void failedChangesOfPasswordsHoldUpOnlyTheirAccounts() {
        for (int n = 0; n < LoginLimiter.PER_ADDRESS; n++) {
            limiter.attemptChange("user" + n);
        }
        for (int n = 0; n < LoginLimiter.PER_ACCOUNT; n++) {
            limiter.attemptChange("ada");
        }
        assertThatThrownBy(() -> limiter.attemptChange("ada")).isInstanceOf(Problem.TooMany.class);
        assertThatCode(() -> limiter.attemptChange("bob")).doesNotThrowAnyException();
    }
}
